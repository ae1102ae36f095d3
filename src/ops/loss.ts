/** What the losses share: a loss per line in double precision, reduced and rounded once. */

import type { LineGradient } from "../backends/table.ts";
import type { DType, FloatArray } from "../dtype.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";

/**
 * What becomes of the losses of single targets: `'none'` keeps them, `'mean'` averages and `'sum'` adds them up. The mean
 * is weighted where there are class weights and class indices.
 */
export type Reduction = "none" | "mean" | "sum";

/** How the losses per line become the result. */
export interface Reducing {
  readonly reduction: Reduction;
  /** Shape of the losses per line, in the order of the lines: the result's with `'none'`. */
  readonly shape: readonly number[];
  /** What `'mean'` divides by: the weight of all targets that count. A sum of 0 over 0, the mean of nothing, is NaN. */
  readonly divisor: number;
}

/** The result of a loss: a copy of `losses`, their sum, or their sum over the divisor. Sums are in double precision. */
export function reduceLosses(
  losses: Float64Array,
  { reduction, shape, divisor }: Reducing,
  dtype: DType,
): NDArray {
  if (reduction === "none") {
    return ndarray(dtype === "float64" ? losses.slice() : new Float32Array(losses), shape, dtype);
  }
  let sum = 0;
  for (let i = 0; i < losses.length; i++) sum += losses[i]!;
  const y = zerosOf([], dtype);
  y.data[0] = reduction === "mean" ? sum / divisor : sum;
  return y;
}

/** The gradient of each loss per line, from that of the result: one per line, or a single one for all. */
export function lineScale(dy: NDArray, { reduction, divisor }: Reducing): Float64Array {
  const scale = new Float64Array(dy.data as FloatArray);
  if (reduction === "mean") scale[0]! /= divisor;
  return scale;
}

/** Room for the gradient of the logits, which the forward computes along with the loss for dL/dy = 1. */
export const unitGradient = (x: NDArray, { reduction, divisor }: Reducing): LineGradient => ({
  scale: Float64Array.of(reduction === "mean" ? 1 / divisor : 1),
  dx: gradientOf(x).data as FloatArray,
});

/**
 * Makes the gradient for dL/dy = 1 that for `dy`, in place. A 0 stays 0, whatever `dy` is: it may be that of an ignored
 * target.
 */
export function scaleGradient(dx: FloatArray, { outer, length, inner }: Lines, dy: FloatArray): void {
  if (dy.length === 1) {
    const s = dy[0]!;
    if (s !== 1) for (let j = 0; j < dx.length; j++) if (dx[j] !== 0) dx[j]! *= s;
    return;
  }
  for (let o = 0, j = 0; o < outer; o++) {
    for (let k = 0; k < length; k++) {
      for (let i = 0; i < inner; i++, j++) if (dx[j] !== 0) dx[j]! *= dy[o * inner + i]!;
    }
  }
}

/** Σ of the weights of the targets that count (negative ones are ignored); their number where there are no weights. */
export function weightOfTargets(targets: Int32Array, weights: FloatArray | null): number {
  let total = 0;
  if (weights === null) {
    for (let i = 0; i < targets.length; i++) total += 1 + (targets[i]! >> 31);
  } else {
    for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) total += weights[targets[i]!]!;
  }
  return total;
}
