/** The kernels in plain TypeScript: oracle of the tests, and the fallback where nothing faster runs. */

import type { FloatArray } from "../dtype";
import type { Lines } from "../shape";
import { expFloat32 } from "./exp";
import type { Kernels } from "./kernels";

/** exp of a number that is not above 0 (or NaN), to the precision that the array of the results asks for. */
type Exp = (x: number) => number;
const expFor = (x: FloatArray): Exp => (x instanceof Float32Array ? expFloat32 : Math.exp);

/** Calls `visit` with the position of the first element and the number of every line. */
function forEachLine({ outer, length, inner }: Lines, visit: (start: number, line: number) => void): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) visit(o * length * inner + i, o * inner + i);
  }
}

/** The largest of a line; NaN if there is one, −Infinity if the line is empty. */
function lineMax(x: FloatArray, start: number, { length, inner }: Lines): number {
  let max = -Infinity;
  for (let k = 0, j = start; k < length; k++, j += inner) {
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
function lineRest(x: FloatArray, start: number, { length, inner }: Lines, max: number, exp: Exp): number {
  let maxima = 0;
  let rest = 0;
  for (let k = 0, j = start; k < length; k++, j += inner) {
    const d = x[j]! - max;
    if (d === 0) maxima++;
    else rest += exp(d);
  }
  return maxima - 1 + rest;
}

/** The same, keeping the exponentials in `y`. */
function lineStoreRest(
  x: FloatArray,
  start: number,
  { length, inner }: Lines,
  max: number,
  exp: Exp,
  y: FloatArray,
): number {
  let maxima = 0;
  let rest = 0;
  for (let k = 0, j = start; k < length; k++, j += inner) {
    const d = x[j]! - max;
    const e = exp(d);
    y[j] = e;
    if (d === 0) maxima++;
    else rest += e;
  }
  return maxima - 1 + rest;
}

/** Writes 0 to a line. */
function clearLine(y: FloatArray, start: number, { length, inner }: Lines): void {
  for (let k = 0, j = start; k < length; k++, j += inner) y[j] = 0;
}

/** Σ of the class weights; the number of classes where there are none. */
export function sumOfWeights(weights: FloatArray | null, classes: number): number {
  if (weights === null) return classes;
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += weights[c]!;
  return sum;
}

export const reference: Kernels = {
  softmax(x, lines, y) {
    const { length, inner } = lines;
    const exp = expFor(x);
    forEachLine(lines, (start) => {
      const max = lineMax(x, start, lines);
      const sum = 1 + lineRest(x, start, lines, max, exp);
      for (let k = 0, j = start; k < length; k++, j += inner) y[j] = exp(x[j]! - max) / sum;
    });
  },

  softmaxGrad(dy, y, lines, dx) {
    const { length, inner } = lines;
    forEachLine(lines, (start) => {
      let dot = 0;
      for (let k = 0, j = start; k < length; k++, j += inner) dot += dy[j]! * y[j]!;
      for (let k = 0, j = start; k < length; k++, j += inner) dx[j] = y[j]! * (dy[j]! - dot);
    });
  },

  logSoftmax(x, lines, y, stats) {
    const { length, inner } = lines;
    const exp = expFor(x);
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const logSum = Math.log1p(lineRest(x, start, lines, max, exp));
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
      for (let k = 0, j = start; k < length; k++, j += inner) y[j] = x[j]! - max - logSum;
    });
  },

  logSoftmaxGrad(dy, x, stats, lines, dx) {
    const { length, inner } = lines;
    const exp = expFor(x);
    forEachLine(lines, (start, line) => {
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      let sum = 0;
      for (let k = 0, j = start; k < length; k++, j += inner) sum += dy[j]!;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        dx[j] = dy[j]! - exp(x[j]! - max - logSum) * sum;
      }
    });
  },

  logsumexp(x, lines, y) {
    const exp = expFor(x);
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const infinite = max === Infinity || max === -Infinity;
      y[line] = infinite ? max : max + Math.log1p(lineRest(x, start, lines, max, exp));
    });
  },

  crossEntropy(x, lines, targets, weights, smoothing, losses, gradient) {
    const { length, inner } = lines;
    const exp = expFor(x);
    const spread = smoothing / length;
    // Without smoothing only the target's weight counts: that of another class may even be infinite.
    const spreadWeights = smoothing > 0 ? weights : null;
    const allWeights = spread * sumOfWeights(spreadWeights, length);
    forEachLine(lines, (start, line) => {
      const target = targets[line]!;
      if (target < 0) {
        losses[line] = 0;
        if (gradient) clearLine(gradient.dx, start, lines);
        return;
      }
      const max = lineMax(x, start, lines);
      const rest = gradient
        ? lineStoreRest(x, start, lines, max, exp, gradient.dx)
        : lineRest(x, start, lines, max, exp);
      const logSum = Math.log1p(rest);
      const hit = (weights === null ? 1 : weights[target]!) * (1 - smoothing);
      let loss = hit * (max - x[start + target * inner]! + logSum);
      if (smoothing > 0) {
        let all = 0;
        for (let k = 0, j = start; k < length; k++, j += inner) {
          all += (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
        }
        loss += spread * all;
      }
      losses[line] = loss;
      if (gradient === null) return;
      const { scale, dx } = gradient;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      const factor = (hit + allWeights) / (1 + rest);
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const share =
          (k === target ? hit : 0) + (spreadWeights === null ? spread : spread * spreadWeights[k]!);
        dx[j] = s * (factor * dx[j]! - share);
      }
    });
  },

  crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient) {
    const { length, inner } = lines;
    const exp = expFor(x);
    const spread = smoothing / length;
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const rest = gradient
        ? lineStoreRest(x, start, lines, max, exp, gradient.dx)
        : lineRest(x, start, lines, max, exp);
      const logSum = Math.log1p(rest);
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
      let loss = 0;
      let mass = 0;
      let counts = false;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        const weighted = weights === null ? t : weights[k]! * t;
        mass += weighted;
        if (t === 0) continue;
        counts = true;
        loss += weighted * (max - x[j]! + logSum);
      }
      losses[line] = loss;
      if (gradient === null) return;
      const { scale, dx } = gradient;
      if (!counts) {
        clearLine(dx, start, lines);
        return;
      }
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      const factor = mass / (1 + rest);
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        dx[j] = s * (factor * dx[j]! - (weights === null ? t : weights[k]! * t));
      }
    });
  },

  crossEntropyProbsTargetGrad(x, lines, weights, smoothing, stats, scale, dTarget) {
    const { length, inner } = lines;
    forEachLine(lines, (start, line) => {
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      const s = (scale.length === 1 ? scale[0]! : scale[line]!) * (1 - smoothing);
      for (let k = 0, j = start; k < length; k++, j += inner) {
        dTarget[j] = s * (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
      }
    });
  },

  crossEntropyProbsWeightGrad(x, lines, target, smoothing, stats, scale, dWeights) {
    const { length, inner } = lines;
    const spread = smoothing / length;
    forEachLine(lines, (start, line) => {
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        if (t !== 0) dWeights[k]! += s * t * (max - x[j]! + logSum);
      }
    });
  },
};
