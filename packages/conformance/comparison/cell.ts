/** What the table of the comparison is made of. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { areClose } from "../close.ts";
import { numbers, type Plain } from "../plain.ts";
import { bundled } from "./bundled.ts";

export interface Cell {
  /** What stands in the table. */
  readonly says: string;
  /** Runs the library and fails if that is not so. */
  readonly shows: () => void | Promise<void>;
}

/** The rows, and what a cell of each is about. */
export const ROWS = {
  indices: "Cross-entropy from class indices, and its gradient",
  weights: "Class weights, and targets that are ignored",
  smoothing: "Label smoothing as PyTorch defines it",
  probabilities: "Class probabilities as target, and the gradient of both",
  planes: "Logits of shape (N, C, H, W), classes in dim 1",
  large: "Loss for logits of ±10,000",
  masked: "Loss where the logit of another class is −∞",
  range: "Target out of range",
  half: "float16 and bfloat16 logits",
  seed: "PyTorch's random numbers for a seed",
  score: "Log-probability and rank of each token",
  layers: "Layers beyond a classification head",
  gpu: "Runs on a GPU",
  native: "Native code in its installation for Node",
  size: "Code of a loss and its gradient, gzip",
} as const;

export type Row = keyof typeof ROWS;

/** One column of the table. */
export interface Column {
  readonly name: string;
  readonly cells: { readonly [R in Row]: Cell };
}

interface Sample {
  readonly logits: Plain;
  readonly target: Plain;
  readonly loss: Plain;
  readonly grad: Plain;
}

interface Samples {
  readonly indices: Sample;
  readonly weights: Sample & { readonly weight: Plain };
  readonly smoothing: Sample & { readonly label_smoothing: number };
  readonly tokens: Sample & { readonly label_smoothing: number; readonly last: Plain };
  readonly probabilities: Sample & { readonly targetGrad: Plain };
  readonly planes: Sample;
  readonly large: Sample;
  readonly masked: Sample;
  readonly score: {
    readonly logits: Plain;
    readonly target: Plain;
    readonly logProb: Plain;
    readonly rank: Plain;
  };
  readonly rand: { readonly seed: number; readonly values: Plain };
  readonly "half precision": readonly {
    readonly input: Plain;
    readonly target: Plain;
    readonly options: { readonly reduction: string; readonly label_smoothing: number };
    readonly output: Plain;
  }[];
}

const golden = join(import.meta.dirname, "..", "..", "..", "tests", "golden", "conformance.json");

/** What PyTorch gives for the calls of the table. */
export const samples = (JSON.parse(readFileSync(golden, "utf8")) as { readonly cases: Samples }).cases;

/** A large batch, as of a language model, for what a call takes beside it. */
export const LARGE = { rows: 512, classes: 32768, bytes: 512 * 32768 * 4 } as const;

/** Fails unless the numbers are PyTorch's. */
export function assertClose(actual: ArrayLike<number>, expected: Plain): void {
  const wanted = numbers(expected);
  assert.ok(areClose(actual, wanted), `got ${Array.from(actual)}, PyTorch gives ${wanted}`);
}

/** Fails if they are. */
export function assertOther(actual: ArrayLike<number>, expected: Plain): void {
  assert.ok(!areClose(actual, numbers(expected)), `${Array.from(actual)} are PyTorch's`);
}

/** The cell of a program's size in kB, give or take a tenth. */
export function sized(says: `${number} kB${string}`, program: string): Cell {
  return {
    says,
    async shows() {
      const kB = await bundled(program);
      assert.ok(Math.abs(kB / Number.parseInt(says, 10) - 1) < 0.1, `${kB} kB`);
    },
  };
}
