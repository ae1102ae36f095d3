/** The kernels in plain TypeScript: oracle of the tests, and the fallback where nothing faster runs. */

import type { FloatArray } from "../dtype";
import type { Lines } from "../shape";
import type { Kernels } from "./kernels";

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
function lineRest(x: FloatArray, start: number, { length, inner }: Lines, max: number): number {
  let maxima = 0;
  let rest = 0;
  for (let k = 0, j = start; k < length; k++, j += inner) {
    const d = x[j]! - max;
    if (d === 0) maxima++;
    else rest += Math.exp(d);
  }
  return maxima - 1 + rest;
}

/** Σ of the class weights; the number of classes where there are none. */
function sumOfWeights(weights: FloatArray | null, classes: number): number {
  if (weights === null) return classes;
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += weights[c]!;
  return sum;
}

export const reference: Kernels = {
  softmax(x, lines, y) {
    const { length, inner } = lines;
    forEachLine(lines, (start) => {
      const max = lineMax(x, start, lines);
      const sum = 1 + lineRest(x, start, lines, max);
      for (let k = 0, j = start; k < length; k++, j += inner) y[j] = Math.exp(x[j]! - max) / sum;
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
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const logSum = Math.log1p(lineRest(x, start, lines, max));
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
      for (let k = 0, j = start; k < length; k++, j += inner) y[j] = x[j]! - max - logSum;
    });
  },

  logSoftmaxGrad(dy, x, stats, lines, dx) {
    const { length, inner } = lines;
    forEachLine(lines, (start, line) => {
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      let sum = 0;
      for (let k = 0, j = start; k < length; k++, j += inner) sum += dy[j]!;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        dx[j] = dy[j]! - Math.exp(x[j]! - max - logSum) * sum;
      }
    });
  },

  logsumexp(x, lines, y) {
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const infinite = max === Infinity || max === -Infinity;
      y[line] = infinite ? max : max + Math.log1p(lineRest(x, start, lines, max));
    });
  },

  crossEntropy(x, lines, targets, weights, smoothing, losses, stats) {
    const { length, inner } = lines;
    const spread = smoothing / length;
    forEachLine(lines, (start, line) => {
      const target = targets[line]!;
      if (target < 0) {
        losses[line] = 0;
        return;
      }
      const max = lineMax(x, start, lines);
      const logSum = Math.log1p(lineRest(x, start, lines, max));
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
      const targetWeight = weights === null ? 1 : weights[target]!;
      let loss = targetWeight * (1 - smoothing) * (max - x[start + target * inner]! + logSum);
      if (smoothing > 0) {
        let all = 0;
        for (let k = 0, j = start; k < length; k++, j += inner) {
          all += (weights === null ? 1 : weights[k]!) * (max - x[j]! + logSum);
        }
        loss += spread * all;
      }
      losses[line] = loss;
    });
  },

  crossEntropyGrad(x, lines, targets, weights, smoothing, stats, scale, dx) {
    const { length, inner } = lines;
    const spread = smoothing / length;
    // Without smoothing only the target's weight counts: that of another class may even be infinite.
    const spreadWeights = smoothing > 0 ? weights : null;
    const allWeights = spread * sumOfWeights(spreadWeights, length);
    forEachLine(lines, (start, line) => {
      const target = targets[line]!;
      if (target < 0) {
        for (let k = 0, j = start; k < length; k++, j += inner) dx[j] = 0;
        return;
      }
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      const hit = (weights === null ? 1 : weights[target]!) * (1 - smoothing);
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const p = Math.exp(x[j]! - max - logSum);
        const share =
          (k === target ? hit : 0) + (spreadWeights === null ? spread : spread * spreadWeights[k]!);
        dx[j] = s * ((hit + allWeights) * p - share);
      }
    });
  },

  crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats) {
    const { length, inner } = lines;
    const spread = smoothing / length;
    forEachLine(lines, (start, line) => {
      const max = lineMax(x, start, lines);
      const logSum = Math.log1p(lineRest(x, start, lines, max));
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
      let loss = 0;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        if (t !== 0) loss += (weights === null ? t : weights[k]! * t) * (max - x[j]! + logSum);
      }
      losses[line] = loss;
    });
  },

  crossEntropyProbsGrad(x, lines, target, weights, smoothing, stats, scale, dx) {
    const { length, inner } = lines;
    const spread = smoothing / length;
    forEachLine(lines, (start, line) => {
      const max = stats[2 * line]!;
      const logSum = stats[2 * line + 1]!;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      let mass = 0;
      let counts = false;
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        mass += weights === null ? t : weights[k]! * t;
        counts ||= t !== 0;
      }
      if (!counts) {
        for (let k = 0, j = start; k < length; k++, j += inner) dx[j] = 0;
        return;
      }
      for (let k = 0, j = start; k < length; k++, j += inner) {
        const t = target[j]! * (1 - smoothing) + spread;
        dx[j] = s * (mass * Math.exp(x[j]! - max - logSum) - (weights === null ? t : weights[k]! * t));
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
