/** The kernels in plain TypeScript: oracle of the tests, and the fallback where nothing faster runs. */

import type { FloatArray } from "../../dtype.ts";
import type { Lines } from "../../values/shape.ts";
import type { Kernels } from "../table.ts";
import { expFloat32 } from "./exp.ts";
import type { Part } from "./tiles.ts";
import { inTiles } from "./tiles.ts";

/** exp of a number that is not above 0 (or NaN), to the precision that the array of the results asks for. */
type Exp = (x: number) => number;
const expFor = (x: FloatArray): Exp => (x instanceof Float32Array ? expFloat32 : Math.exp);

/** Calls `visit` with the ends of every row and its number. */
function forEachRow(
  { outer, length }: Lines,
  visit: (start: number, end: number, row: number) => void,
): void {
  for (let row = 0, start = 0; row < outer; row++, start += length) visit(start, start + length, row);
}

/** The largest of a row; NaN if there is one, −Infinity if the row is empty. */
function rowMax(x: FloatArray, start: number, end: number): number {
  let max = -Infinity;
  for (let j = start; j < end; j++) {
    const v = x[j]!;
    if (!(v <= max)) max = v; // also takes a NaN
    if (Number.isNaN(max)) break;
  }
  return max;
}

/**
 * `Σ exp(x − max)` without one of the maxima, whose term is 1: `log1p` of it keeps the digits that `log(1 + Σ)` loses
 * where one class is almost certain. NaN where the maximum is infinite.
 */
function rowRest(x: FloatArray, start: number, end: number, max: number, exp: Exp): number {
  let maxima = 0;
  let rest = 0;
  for (let j = start; j < end; j++) {
    const d = x[j]! - max;
    if (d === 0) maxima++;
    else rest += exp(d);
  }
  return maxima - 1 + rest;
}

/** The same, keeping the exponentials in `y`. */
function rowStoreRest(
  x: FloatArray,
  start: number,
  end: number,
  max: number,
  exp: Exp,
  y: FloatArray,
): number {
  let maxima = 0;
  let rest = 0;
  for (let j = start; j < end; j++) {
    const d = x[j]! - max;
    const e = exp(d);
    y[j] = e;
    if (d === 0) maxima++;
    else rest += e;
  }
  return maxima - 1 + rest;
}

/** Σ of the class weights; the number of classes where there are none. */
export function sumOfWeights(weights: FloatArray | null, classes: number): number {
  if (weights === null) return classes;
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += weights[c]!;
  return sum;
}

/** A log-sum-exp nearer to 0, where maximum and logarithm cancel, shows the error of faster exponentials than `Math.exp`. */
export const CANCELLED = 1 / 16;

/** The kernels on lines that are rows: `inner` is 1. */
const rows: Kernels = {
  softmax(x, lines, y) {
    const exp = expFor(x);
    forEachRow(lines, (start, end) => {
      const max = rowMax(x, start, end);
      const sum = 1 + rowRest(x, start, end, max, exp);
      for (let j = start; j < end; j++) y[j] = exp(x[j]! - max) / sum;
    });
  },

  softmaxGrad(dy, y, lines, dx) {
    forEachRow(lines, (start, end) => {
      let dot = 0;
      for (let j = start; j < end; j++) dot += dy[j]! * y[j]!;
      for (let j = start; j < end; j++) dx[j] = y[j]! * (dy[j]! - dot);
    });
  },

  logSoftmax(x, lines, y, stats) {
    const exp = expFor(x);
    forEachRow(lines, (start, end, row) => {
      const max = rowMax(x, start, end);
      const logSum = Math.log1p(rowRest(x, start, end, max, exp));
      stats[2 * row] = max;
      stats[2 * row + 1] = logSum;
      for (let j = start; j < end; j++) y[j] = x[j]! - max - logSum;
    });
  },

  logSoftmaxGrad(dy, x, stats, lines, dx) {
    const exp = expFor(x);
    forEachRow(lines, (start, end, row) => {
      const max = stats[2 * row]!;
      const logSum = stats[2 * row + 1]!;
      let sum = 0;
      for (let j = start; j < end; j++) sum += dy[j]!;
      for (let j = start; j < end; j++) {
        dx[j] = dy[j]! - exp(x[j]! - max - logSum) * sum;
      }
    });
  },

  logsumexp(x, lines, y) {
    const exp = expFor(x);
    forEachRow(lines, (start, end, row) => {
      const max = rowMax(x, start, end);
      if (max === Infinity || max === -Infinity) {
        y[row] = max;
        return;
      }
      const sum = max + Math.log1p(rowRest(x, start, end, max, exp));
      const cancelled = Math.abs(sum) < CANCELLED;
      y[row] = cancelled ? max + Math.log1p(rowRest(x, start, end, max, Math.exp)) : sum;
    });
  },

  crossEntropy(x, lines, targets, weights, smoothing, losses, gradient) {
    const { length } = lines;
    const exp = expFor(x);
    const spread = smoothing / length;
    // Without smoothing only the target's weight counts: that of another class may even be infinite.
    const spreadWeights = smoothing > 0 ? weights : null;
    const allWeights = spread * sumOfWeights(spreadWeights, length);
    forEachRow(lines, (start, end, row) => {
      const target = targets[row]!;
      if (target < 0) {
        losses[row] = 0;
        if (gradient) gradient.dx.fill(0, start, end);
        return;
      }
      const max = rowMax(x, start, end);
      const rest = gradient
        ? rowStoreRest(x, start, end, max, exp, gradient.dx)
        : rowRest(x, start, end, max, exp);
      const logSum = Math.log1p(rest);
      const hit = (weights === null ? 1 : weights[target]!) * (1 - smoothing);
      let loss = hit * (max - x[start + target]! + logSum);
      if (smoothing > 0) {
        let all = 0;
        for (let k = 0, j = start; j < end; k++, j++) {
          all += (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
        }
        loss += spread * all;
      }
      losses[row] = loss;
      if (gradient === null) return;
      const { scale, dx } = gradient;
      const s = scale.length === 1 ? scale[0]! : scale[row]!;
      const factor = (hit + allWeights) / (1 + rest);
      const at = start + target;
      const own =
        s * (factor * dx[at]! - hit - spread * (spreadWeights === null ? 1 : spreadWeights[target]!));
      if (spreadWeights === null) {
        for (let j = start; j < end; j++) dx[j] = s * (factor * dx[j]! - spread);
      } else {
        for (let k = 0, j = start; j < end; k++, j++) {
          dx[j] = s * (factor * dx[j]! - spread * spreadWeights[k]!);
        }
      }
      dx[at] = own;
    });
  },

  crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient) {
    const { length } = lines;
    const exp = expFor(x);
    const spread = smoothing / length;
    forEachRow(lines, (start, end, row) => {
      const max = rowMax(x, start, end);
      const rest = gradient
        ? rowStoreRest(x, start, end, max, exp, gradient.dx)
        : rowRest(x, start, end, max, exp);
      const logSum = Math.log1p(rest);
      stats[2 * row] = max;
      stats[2 * row + 1] = logSum;
      let loss = 0;
      let mass = 0;
      let counts = false;
      for (let k = 0, j = start; j < end; k++, j++) {
        const t = target[j]! * (1 - smoothing) + spread;
        const weighted = weights === null ? t : weights[k]! * t;
        mass += weighted;
        if (t === 0) continue;
        counts = true;
        loss += weighted * (max - x[j]! + logSum);
      }
      losses[row] = loss;
      if (gradient === null) return;
      const { scale, dx } = gradient;
      if (!counts) {
        dx.fill(0, start, end);
        return;
      }
      const s = scale.length === 1 ? scale[0]! : scale[row]!;
      const factor = mass / (1 + rest);
      for (let k = 0, j = start; j < end; k++, j++) {
        const t = target[j]! * (1 - smoothing) + spread;
        dx[j] = s * (factor * dx[j]! - (weights === null ? t : weights[k]! * t));
      }
    });
  },

  crossEntropyProbsTargetGrad(x, lines, weights, smoothing, stats, scale, dTarget) {
    forEachRow(lines, (start, end, row) => {
      const max = stats[2 * row]!;
      const logSum = stats[2 * row + 1]!;
      const s = (scale.length === 1 ? scale[0]! : scale[row]!) * (1 - smoothing);
      for (let k = 0, j = start; j < end; k++, j++) {
        dTarget[j] = s * (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
      }
    });
  },

  crossEntropyProbsWeightGrad(x, lines, target, smoothing, stats, scale, dWeights) {
    const { length } = lines;
    const spread = smoothing / length;
    forEachRow(lines, (start, end, row) => {
      const max = stats[2 * row]!;
      const logSum = stats[2 * row + 1]!;
      const s = scale.length === 1 ? scale[0]! : scale[row]!;
      for (let k = 0, j = start; j < end; k++, j++) {
        const t = target[j]! * (1 - smoothing) + spread;
        if (t !== 0) dWeights[k]! += s * t * (max - x[j]! + logSum);
      }
    });
  },
};

/** All kernels; lines through planes are brought side by side first. */
export const reference: Kernels = {
  softmax: (x, lines, y) => inTiles(lines, [x], [y], (tile, [tx], [ty]) => rows.softmax(tx, tile, ty)),

  softmaxGrad: (dy, y, lines, dx) =>
    inTiles(lines, [dy, y], [dx], (tile, [tdy, ty], [tdx]) => rows.softmaxGrad(tdy, ty, tile, tdx)),

  logSoftmax: (x, lines, y, stats) =>
    inTiles(lines, [x], [y], (tile, [tx], [ty], part) => rows.logSoftmax(tx, tile, ty, part(stats, 2))),

  logSoftmaxGrad: (dy, x, stats, lines, dx) =>
    inTiles(lines, [dy, x], [dx], (tile, [tdy, tx], [tdx], part) =>
      rows.logSoftmaxGrad(tdy, tx, part(stats, 2), tile, tdx),
    ),

  logsumexp: (x, lines, y) =>
    inTiles(lines, [x], [], (tile, [tx], _, part) => rows.logsumexp(tx, tile, part(y))),

  crossEntropy: (x, lines, targets, weights, smoothing, losses, gradient) =>
    inTiles(lines, [x], gradient ? [gradient.dx] : ([] as FloatArray[]), (tile, [tx], [dx], part) =>
      rows.crossEntropy(
        tx,
        tile,
        part(targets),
        weights,
        smoothing,
        part(losses),
        gradient && { scale: scaleOf(gradient.scale, part), dx: dx! },
      ),
    ),

  crossEntropyProbs: (x, lines, target, weights, smoothing, losses, stats, gradient) =>
    inTiles(
      lines,
      [x, target],
      gradient ? [gradient.dx] : ([] as FloatArray[]),
      (tile, [tx, t], [dx], part) =>
        rows.crossEntropyProbs(
          tx,
          tile,
          t,
          weights,
          smoothing,
          part(losses),
          part(stats, 2),
          gradient && { scale: scaleOf(gradient.scale, part), dx: dx! },
        ),
    ),

  crossEntropyProbsTargetGrad: (x, lines, weights, smoothing, stats, scale, dTarget) =>
    inTiles(lines, [x], [dTarget], (tile, [tx], [dt], part) =>
      rows.crossEntropyProbsTargetGrad(
        tx,
        tile,
        weights,
        smoothing,
        part(stats, 2),
        scaleOf(scale, part),
        dt,
      ),
    ),

  crossEntropyProbsWeightGrad: (x, lines, target, smoothing, stats, scale, dWeights) =>
    inTiles(lines, [x, target], [], (tile, [tx, t], _, part) =>
      rows.crossEntropyProbsWeightGrad(
        tx,
        tile,
        t,
        smoothing,
        part(stats, 2),
        scaleOf(scale, part),
        dWeights,
      ),
    ),
};

/** The scales of a tile: one for all lines, or one each. */
const scaleOf = (scale: Float64Array, part: Part): Float64Array => (scale.length === 1 ? scale : part(scale));
