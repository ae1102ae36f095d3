/** What the losses share: a loss per line in double precision, reduced and rounded once. */

import type { DType, FloatArray } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { SCALAR } from "../values/shape.ts";

/**
 * What becomes of the losses of single targets: `'none'` keeps them, `'mean'` averages and `'sum'` adds them up. The mean
 * is weighted where there are class weights and class indices.
 */
export type Reduction = "none" | "mean" | "sum";

/** What the losses of the lines become. */
export interface LossResult {
  readonly reduction: Reduction;
  /** Shape of the losses, in the order of the lines: the result's with `'none'`. */
  readonly shape: readonly number[];
  /** What `'mean'` divides by: the weight of all targets that count. A sum of 0 over 0, the mean of nothing, is NaN. */
  readonly divisor: number;
}

/** The result of a loss: a copy of `losses`, their sum, or their sum over the divisor. Sums are in double precision. */
export function reduceLosses(
  losses: Float64Array,
  { reduction, shape, divisor }: LossResult,
  dtype: DType,
): NDArray {
  if (reduction === "none") {
    return ndarray(dtype === "float64" ? losses.slice() : new Float32Array(losses), shape, dtype);
  }
  let sum = 0;
  for (let i = 0; i < losses.length; i++) sum += losses[i]!;
  const y = zerosOf(SCALAR, dtype);
  y.data[0] = reduction === "mean" ? sum / divisor : sum;
  return y;
}

/** The gradient of the loss of each line, from that of the result: one per line, or a single one for all. */
export function lineScale(dy: NDArray, { reduction, divisor }: LossResult): Float64Array {
  const scale = new Float64Array(dy.data as FloatArray);
  if (reduction === "mean") scale[0]! /= divisor;
  return scale;
}

const unit = new Float64Array(1);

/** The scale of the gradient for dL/dy = 1, which the forward computes along with the loss: scratch of one number. */
export function unitScale({ reduction, divisor }: LossResult): Float64Array {
  unit[0] = reduction === "mean" ? 1 / divisor : 1;
  return unit;
}

/**
 * Makes the gradient for dL/dy = 1 that for `dy`, in place. Lines that count keep a NaN or an infinity from above; the
 * others stay exactly 0, whatever comes.
 *
 * @param ignored - the numbers of the lines that do not count.
 */
export function scaleGradient(
  dx: FloatArray,
  { outer, length, inner }: Lines,
  dy: FloatArray,
  ignored: readonly number[],
): void {
  if (dy.length === 1) {
    const s = dy[0]!;
    if (s === 1) return;
    for (let j = 0; j < dx.length; j++) dx[j] = dx[j]! * s + 0; // no −0
  } else if (inner === 1) {
    for (let o = 0, j = 0; o < outer; o++) {
      const s = dy[o]!;
      for (const end = j + length; j < end; j++) dx[j] = dx[j]! * s + 0;
    }
  } else {
    for (let o = 0, j = 0; o < outer; o++) {
      for (let k = 0; k < length; k++) {
        for (let i = 0, line = o * inner; i < inner; i++, j++, line++) dx[j] = dx[j]! * dy[line]! + 0;
      }
    }
  }
  for (const line of ignored) {
    if (Number.isFinite(dy.length === 1 ? dy[0] : dy[line])) continue;
    const i = line % inner;
    for (let k = 0, j = (line - i) * length + i; k < length; k++, j += inner) dx[j] = 0;
  }
}
