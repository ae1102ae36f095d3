/** Cross-entropy over rows, with its gradients; the formulas stand in table.ts. */

import type { FloatArray } from "../../dtype.ts";
import type { FloatCall } from "../table.ts";
import { rowMax, rowRest, rowStoreRest } from "./row.ts";

/** Σ of the class weights; the number of classes where there are none. */
function sumOfWeights(weights: FloatArray | null, classes: number): number {
  if (weights === null) return classes;
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += weights[c]!;
  return sum;
}

/** The scale of a row: its own, or the one for all. */
const scaleOf = (scale: Float64Array, row: number): number => (scale.length === 1 ? scale[0]! : scale[row]!);

export function crossEntropy(rows: number, length: number, call: FloatCall<"crossEntropy">): void {
  const { x, dx, targets, losses, total, scale, weights, labelSmoothing } = call;
  const take = (row: number, loss: number): void => {
    if (losses !== null) losses[row] = loss;
    if (total !== null) total[0]! += loss;
  };
  const even = labelSmoothing / length;
  // Without smoothing only the target's weight counts: that of another class may even be infinite.
  const evenWeights = labelSmoothing > 0 ? weights : null;
  const allWeights = even * sumOfWeights(evenWeights, length);
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const target = targets[row]!;
    if (!(target >= 0 && target < length)) {
      take(row, 0);
      dx?.fill(0, start, end);
      continue;
    }
    const max = rowMax(x, start, end);
    if (!Number.isFinite(max)) {
      take(row, Number.NaN);
      dx?.fill(Number.NaN, start, end);
      continue;
    }
    const rest = dx ? rowStoreRest(x, start, end, max, dx) : rowRest(x, start, end, max);
    const logSum = Math.log1p(rest);
    const weight = weights === null ? 1 : weights[target]!;
    const hit = weight * (1 - labelSmoothing);
    let loss = hit * (max - x[start + target]! + logSum);
    if (labelSmoothing > 0) {
      let all = 0;
      for (let k = 0, j = start; j < end; k++, j++) {
        all += (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
      }
      loss += even * all;
    }
    take(row, loss);
    if (dx === null) continue;
    const s = scaleOf(scale, row);
    const factor = (hit + allWeights) / (1 + rest);
    const at = start + target;
    const own = s * (factor * dx[at]! - hit - even * (evenWeights === null ? 1 : weight));
    if (evenWeights === null) {
      for (let j = start; j < end; j++) dx[j] = s * (factor * dx[j]! - even);
    } else {
      for (let k = 0, j = start; j < end; k++, j++) {
        dx[j] = s * (factor * dx[j]! - even * evenWeights[k]!);
      }
    }
    dx[at] = own;
  }
}

export function crossEntropyProbs(rows: number, length: number, call: FloatCall<"crossEntropyProbs">): void {
  const { x, dx, target, losses, stats, scale, weights, labelSmoothing } = call;
  const even = labelSmoothing / length;
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = rowMax(x, start, end);
    const rest = dx ? rowStoreRest(x, start, end, max, dx) : rowRest(x, start, end, max);
    const logSum = Math.log1p(rest);
    stats[2 * row] = max;
    stats[2 * row + 1] = logSum;
    let loss = 0;
    let mass = 0;
    let counts = false;
    for (let k = 0, j = start; j < end; k++, j++) {
      const t = target[j]! * (1 - labelSmoothing) + even;
      const weighted = weights === null ? t : weights[k]! * t;
      mass += weighted;
      if (t === 0) continue;
      counts = true;
      loss += weighted * (max - x[j]! + logSum);
    }
    losses[row] = loss;
    if (dx === null) continue;
    if (!counts) {
      dx.fill(0, start, end);
      continue;
    }
    const s = scaleOf(scale, row);
    const factor = mass / (1 + rest);
    for (let k = 0, j = start; j < end; k++, j++) {
      const t = target[j]! * (1 - labelSmoothing) + even;
      dx[j] = s * (factor * dx[j]! - (weights === null ? t : weights[k]! * t));
    }
  }
}

export function crossEntropyProbsTargetGrad(
  rows: number,
  length: number,
  { x, dTarget, stats, scale, weights, labelSmoothing }: FloatCall<"crossEntropyProbsTargetGrad">,
): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = stats[2 * row]!;
    const logSum = stats[2 * row + 1]!;
    const s = scaleOf(scale, row) * (1 - labelSmoothing);
    for (let k = 0, j = start; j < end; k++, j++) {
      dTarget[j] = s * (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
    }
  }
}

export function crossEntropyProbsWeightGrad(
  rows: number,
  length: number,
  { x, target, dWeights, stats, scale, labelSmoothing }: FloatCall<"crossEntropyProbsWeightGrad">,
): void {
  const even = labelSmoothing / length;
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = stats[2 * row]!;
    const logSum = stats[2 * row + 1]!;
    const s = scaleOf(scale, row);
    for (let k = 0, j = start; j < end; k++, j++) {
      const t = target[j]! * (1 - labelSmoothing) + even;
      if (t !== 0) dWeights[k]! += s * t * (max - x[j]! + logSum);
    }
  }
}
