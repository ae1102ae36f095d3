/** What one writes without a library: loops over a Float32Array, Math.exp, one exp per logit, outputs allocated once. */

import type { Inputs } from "../inputs";
import { isOneOf, LABEL_SMOOTHING, LOSS_OPS, type LossOp, type Op } from "../ops";
import type { Call, Peer } from "./peer";

/** Inputs that are in memory. */
type Rows = Pick<Inputs, "rows" | "classes" | "inner" | "logits">;

function maximum(x: Float32Array, start: number, end: number, step: number): number {
  let max = -Infinity;
  for (let i = start; i < end; i += step) if (x[i]! > max) max = x[i]!;
  return max;
}

/** Stores `exp(x − max)` and returns the sum. */
function exponentials(
  x: Float32Array,
  max: number,
  out: Float32Array,
  start: number,
  end: number,
  step: number,
): number {
  let sum = 0;
  for (let i = start; i < end; i += step) {
    const e = Math.exp(x[i]! - max);
    out[i] = e;
    sum += e;
  }
  return sum;
}

/** Calls `f` with the range of every row. */
function eachRow({ rows, classes, inner }: Rows, f: (row: number, start: number, end: number) => void): void {
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / inner) * classes * inner + (row % inner);
    f(row, start, start + classes * inner);
  }
}

function softmax(inputs: Rows, y: Float32Array): void {
  const { logits: x, inner: step } = inputs;
  eachRow(inputs, (_, start, end) => {
    const scale = 1 / exponentials(x, maximum(x, start, end, step), y, start, end, step);
    for (let i = start; i < end; i += step) y[i]! *= scale;
  });
}

function logSumExp(x: Float32Array, start: number, end: number, step: number): number {
  const max = maximum(x, start, end, step);
  let sum = 0;
  for (let i = start; i < end; i += step) sum += Math.exp(x[i]! - max);
  return max + Math.log(sum);
}

function logSoftmax(inputs: Rows, y: Float32Array): void {
  const { logits: x, inner: step } = inputs;
  eachRow(inputs, (_, start, end) => {
    const lse = logSumExp(x, start, end, step);
    for (let i = start; i < end; i += step) y[i] = x[i]! - lse;
  });
}

function crossEntropy(inputs: Rows, targets: Int32Array): number {
  const { logits: x, inner: step, rows } = inputs;
  let loss = 0;
  eachRow(inputs, (row, start, end) => {
    loss += logSumExp(x, start, end, step) - x[start + targets[row]! * step]!;
  });
  return loss / rows;
}

/** dx = (softmax(x) − (1 − ε) onehot(t) − ε / C) / N */
function crossEntropyGrad(inputs: Rows, targets: Int32Array, smoothing: number, dx: Float32Array): number {
  const { logits: x, inner: step, rows, classes } = inputs;
  let loss = 0;
  eachRow(inputs, (row, start, end) => {
    const max = maximum(x, start, end, step);
    const sum = exponentials(x, max, dx, start, end, step);
    const lse = max + Math.log(sum);
    const scale = 1 / (sum * rows);
    const at = start + targets[row]! * step;
    loss += (1 - smoothing) * (lse - x[at]!);
    if (smoothing === 0) {
      for (let i = start; i < end; i += step) dx[i]! *= scale;
    } else {
      const floor = smoothing / (classes * rows);
      let total = 0;
      for (let i = start; i < end; i += step) {
        total += x[i]!;
        dx[i] = dx[i]! * scale - floor;
      }
      loss += smoothing * (lse - total / classes);
    }
    dx[at]! -= (1 - smoothing) / rows;
  });
  return loss / rows;
}

/** dx = (softmax(x) − t) / N for rows of t that sum to 1 */
function probabilitiesGrad(inputs: Rows, t: Float32Array, dx: Float32Array): number {
  const { logits: x, inner: step, rows } = inputs;
  let loss = 0;
  eachRow(inputs, (_, start, end) => {
    const max = maximum(x, start, end, step);
    const sum = exponentials(x, max, dx, start, end, step);
    const lse = max + Math.log(sum);
    for (let i = start; i < end; i += step) {
      loss += t[i]! * (lse - x[i]!);
      dx[i] = (dx[i]! / sum - t[i]!) / rows;
    }
  });
  return loss / rows;
}

function losses(op: LossOp, inputs: Inputs): Call {
  const { rows, classes, inner, logits: x } = inputs;
  const read: Rows = { rows, classes, inner, logits: x };
  if (op === "crossEntropy") {
    const targets = Int32Array.from(inputs.targets, Number);
    return withLoss(() => crossEntropy(read, targets), null);
  }
  const values = new Float32Array(x.length);
  if (op === "softmax" || op === "logSoftmax") {
    const f = op === "softmax" ? softmax : logSoftmax;
    return { run: () => f(read, values), read: () => values.slice() };
  }
  if (op === "probabilitiesGrad") {
    const { probabilities } = inputs;
    return withLoss(() => probabilitiesGrad(read, probabilities, values), values);
  }
  const targets = Int32Array.from(inputs.targets, Number);
  const smoothing = op === "labelSmoothingGrad" ? LABEL_SMOOTHING : 0;
  return withLoss(() => crossEntropyGrad(read, targets, smoothing, values), values);
}

function withLoss(f: () => number, values: Float32Array | null): Call {
  let loss = 0;
  return {
    run() {
      loss = f();
    },
    get loss() {
      return loss;
    },
    read: () => values?.slice() ?? null,
  };
}

export const loops: Peer = {
  name: "hand-written loops",
  setup: async () => "Math.exp",
  prepare: (op: Op, inputs: Inputs) => (isOneOf(LOSS_OPS, op) ? losses(op, inputs) : null),
};
