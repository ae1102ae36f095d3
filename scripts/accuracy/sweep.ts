/** The dense sweep: every quantity over rows of every length and logits of every scale. */

import { asTensor, type Backend, functional, Generator, randint, randn, type Tensor } from "../../src";
import type { Oracle } from "../differential/oracle";
import { ask, type Errors, toErrors, withEach } from "./competitors";
import { type Inputs, QUANTITIES, results } from "./quantities";

export interface Plan {
  readonly classes: readonly number[];
  /** Shapes `(C, H, W)` of planes. */
  readonly planes: readonly (readonly [number, number, number])[];
  readonly scales: readonly number[];
  /** Logits per cell, at least. */
  readonly logits: number;
}

export const FULL: Plan = {
  classes: [2, 3, 10, 17, 100, 1000, 32_000, 50_257, 200_000],
  planes: [
    [3, 61, 67],
    [21, 128, 128],
  ],
  scales: [0.01, 1, 10, 100, 1e4],
  logits: 2 ** 20,
};

export const QUICK: Plan = {
  classes: [2, 10, 1000, 50_257, 200_000],
  planes: [[21, 32, 32]],
  scales: [1, 10, 1e4],
  logits: 2 ** 17,
};

/** The errors of one line of the table in one cell: crossent's backends, PyTorch last. */
export interface Measured {
  readonly quantity: string;
  readonly shape: string;
  readonly scale: number;
  readonly errors: readonly Errors[];
}

function scaled(shape: readonly number[], scale: number, generator: Generator): Tensor {
  const x = randn(shape, { generator });
  const data = (x.data as Float32Array).map((value) => value * scale);
  return asTensor({ data, shape });
}

function draw(shape: readonly number[], scale: number, seed: number): Inputs {
  const generator = new Generator().manualSeed(seed);
  const [rows, classes, ...plane] = shape as [number, number, ...number[]];
  const perRow = [rows, ...plane];
  return {
    x: scaled(shape, scale, generator),
    classes: randint(classes, perRow, { generator }),
    probabilities: functional.softmax(randn(shape, { generator }), 1),
    dy: randn(shape, { generator }),
    dRow: randn(perRow, { generator }),
  };
}

/** The errors of all quantities in one cell. */
async function cell(inputs: Inputs, backends: readonly Backend[], oracle: Oracle) {
  const lines: [string, Errors[]][] = [];
  for (const quantity of QUANTITIES) {
    const tensors: Record<string, Tensor> = { x: inputs.x, dy: inputs[quantity.upstream] };
    if (quantity.target !== null) Object.assign(tensors, { target: inputs[quantity.target] });
    const names = withEach(backends, () => results(quantity, inputs)).map((outputs, b) =>
      outputs.map((output, k) => {
        tensors[`result_${b}_${k}`] = output;
        return `result_${b}_${k}`;
      }),
    );
    const target = quantity.target === null ? "None" : "target";
    const list = names.map((own) => `[${own.join(", ")}]`).join(", ");
    const answer = await ask(
      oracle,
      `truth.measure('${quantity.name}', x, dy, ${target}, [${list}])`,
      tensors,
    );
    for (const [name, pairs] of answer as [string, unknown[]][]) lines.push([name, pairs.map(toErrors)]);
  }
  return lines;
}

/** The sizes of the cells: `(N, C)` and `(N, C, H, W)`. */
function shapesOf({ classes, planes, logits }: Plan): { readonly label: string; readonly shape: number[] }[] {
  return [
    ...classes.map((c) => ({ label: c.toLocaleString("en"), shape: [Math.ceil(logits / c), c] })),
    ...planes.map(([c, h, w]) => ({
      label: `${c}, planes ${h}×${w}`,
      shape: [Math.ceil(logits / (c * h * w)), c, h, w],
    })),
  ];
}

export async function sweep(
  plan: Plan,
  seed: number,
  backends: readonly Backend[],
  oracle: Oracle,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  let drawn = seed;
  for (const { label, shape } of shapesOf(plan)) {
    for (const scale of plan.scales) {
      const lines = await cell(draw(shape, scale, drawn++), backends, oracle);
      for (const [quantity, errors] of lines) measured.push({ quantity, shape: label, scale, errors });
    }
  }
  return measured;
}
