/** The same seeded inputs for everybody, as files: PyTorch and every worker read the same bytes. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOneOf, LINEAR_LOSS_OPS, type Op } from "./ops";
import type { Case } from "./shapes";
import { numel } from "./shapes";

export type Floats = Float32Array<ArrayBuffer>;

/** What an operation does not need is not read. */
export interface Inputs extends Case {
  readonly logits: Floats;
  readonly targets: BigInt64Array<ArrayBuffer>;
  /** Of the shape of the logits; along dim 1 they sum to 1. */
  readonly probabilities: Floats;
  /** (rows, depth) */
  readonly features: Floats;
  /** (depth, classes); of a linear loss (classes, depth) */
  readonly weight: Floats;
  /** (classes) */
  readonly bias: Floats;
}

/** mulberry32 (public domain, Tommy Ettinger): 32 bits of state are enough for inputs. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SPREAD = 3; // standard deviation of the logits: some classes are likely, most are not

/** Normal numbers by Box and Muller's transform. */
function normals(next: () => number, length: number, deviation: number): Floats {
  const out = new Float32Array(length);
  for (let i = 0; i < out.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    out[i] = radius * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle); // a store past the end is ignored
  }
  return out;
}

/** Uniform numbers, divided by their sum along dim 1. */
function distributions({ classes, rows, inner }: Case, next: () => number): Floats {
  const out = new Float32Array(rows * classes);
  for (let i = 0; i < out.length; i++) out[i] = next() + 1e-3;
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / inner) * classes * inner + (row % inner);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += out[start + c * inner]!;
    for (let c = 0; c < classes; c++) out[start + c * inner]! /= sum;
  }
  return out;
}

type Name = "logits" | "targets" | "probabilities" | "features" | "weight" | "bias";

const MAKE: { readonly [N in Name]: (c: Case, next: () => number) => NodeJS.TypedArray } = {
  logits: (c, next) => normals(next, numel(c.shape), SPREAD),
  targets: (c, next) => BigInt64Array.from({ length: c.rows }, () => BigInt(Math.floor(next() * c.classes))),
  probabilities: distributions,
  features: (c, next) => normals(next, c.rows * c.depth!, 1),
  // Logits of size 1, as a layer starts.
  weight: (c, next) => normals(next, c.depth! * c.classes, c.depth! ** -0.5),
  bias: (c, next) => normals(next, c.classes, 1),
};

function needs(op: Op): readonly Name[] {
  if (op === "product") return ["features", "weight"];
  if (op === "step") return ["features", "weight", "bias", "targets"];
  if (isOneOf(LINEAR_LOSS_OPS, op)) return ["features", "weight", "targets"];
  return op === "probabilitiesGrad" ? ["logits", "probabilities"] : ["logits", "targets"];
}

const SEEDS: readonly Name[] = ["logits", "targets", "probabilities", "features", "weight", "bias"];

/** Writes the inputs of `op` at `c` below `dir`, unless they are there, and returns their directory. */
export function writeInputs(dir: string, op: Op, c: Case): string {
  const own = join(dir, c.depth === undefined ? c.shape.join("x") : `head-${c.rows}x${c.depth}x${c.classes}`);
  mkdirSync(own, { recursive: true });
  for (const name of needs(op)) {
    const path = join(own, name);
    if (!existsSync(path)) writeFileSync(path, MAKE[name](c, uniform(numel(c.shape) + SEEDS.indexOf(name))));
  }
  return own;
}

export const removeInputs = (dir: string): void => rmSync(dir, { recursive: true, force: true });

/** The bytes of a file in a buffer of their own, so that any typed array may lie over them. */
function bytes(path: string): ArrayBuffer {
  const file = readFileSync(path);
  if (file.byteOffset === 0 && file.byteLength === file.buffer.byteLength) return file.buffer as ArrayBuffer;
  return new Uint8Array(file).buffer;
}

export const readDoubles = (path: string): Float64Array => new Float64Array(bytes(path));
export const readFloats = (path: string): Floats => new Float32Array(bytes(path));

/** Inputs whose files are read when they are asked for. */
export function readInputs(dir: string, c: Case): Inputs {
  const floats = (name: Name): Floats => readFloats(join(dir, name));
  return {
    ...c,
    get logits() {
      return floats("logits");
    },
    get targets() {
      return new BigInt64Array(bytes(join(dir, "targets")));
    },
    get probabilities() {
      return floats("probabilities");
    },
    get features() {
      return floats("features");
    },
    get weight() {
      return floats("weight");
    },
    get bias() {
      return floats("bias");
    },
  };
}
