/**
 * Softmax cross-entropy as one op: no log-probabilities are stored. Where the logits want a gradient, the forward
 * computes it, because it has the exponentials at hand; the way back only scales it.
 * The formulas stand in backends/table.ts.
 */

import { run } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { floatsOf } from "../values/half.ts";
import { gradientOf, scratchDoubles, scratchIntegers } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { numel } from "../values/shape.ts";
import type { LossResult, Reduction } from "./loss.ts";
import { lineScale, reduceLosses, scaleGradient, unitScale } from "./loss.ts";
import { nllNode } from "./nllLoss.ts";
import { NOTHING, type Op } from "./op.ts";
import type { IndexCase, Targets } from "./targets.ts";
import { ignoredLines, NO_LINES, numbersOf, readClassIndices, weightOfTargets } from "./targets.ts";

/**
 * Cross-entropy of logits against class indices, which are read here only: the way back does not need them. They may come
 * of probabilities that are one-hot, whose loss has another name and other zeros.
 */
export const crossEntropy: Op<
  [x: NDArray],
  [indexCase: IndexCase, labelSmoothing: number, asProbs: boolean]
> = ([x], [needX = false], indexCase, labelSmoothing, asProbs) => {
  const { lines, weight, reduction, normalizer, shape } = indexCase;
  const weights = numbersOf(weight);
  const read = readClassIndices(indexCase, scratchIntegers);
  const { targets, counted } = read;
  const divisor = normalizer ?? divisorOf(read, weights, labelSmoothing);
  const result: LossResult = { reduction, shape, divisor };
  // The losses, or their sum.
  const sums = scratchDoubles(reduction === "none" ? targets.length : 1);
  const [losses, total] = reduction === "none" ? [sums, null] : [null, sums.fill(0)];
  const scale = unitScale(result);
  const gradient = needX ? gradientOf(x) : null;
  const dx = gradient && (gradient.data as FloatArray);
  const ignored = needX && counted < targets.length ? ignoredLines(targets) : NO_LINES;
  const logits = floatsOf(x);
  run("crossEntropy", lines, { x: logits, dx, targets, losses, total, scale, weights, labelSmoothing });
  if (losses !== null && !asProbs) negateZeros(losses, targets, weights);
  const y = reduceLosses(sums, result, computed(x.dtype));
  return {
    name: asProbs
      ? nodeOfProbs(reduction, x.data.length)
      : nodeOfIndices(x.shape.length, labelSmoothing, reduction),
    y: asProbs ? negateAllZeros(y) : y,
    saved: gradient ? [gradient] : NOTHING,
    // dx_c = s [(w_t (1 − ε) + (ε / C) Σ w) p_c − w_t (1 − ε) δ_ct − (ε / C) w_c], computed for s = 1 or 1 / Σ w_t
    pullback: (dy) => [gradient && finished(gradient, lines, dy, ignored)],
  };
};

/** PyTorch's name of the last node of a cross-entropy with class indices. */
export const nodeOfIndices = (ndim: number, labelSmoothing: number, reduction: Reduction): string =>
  labelSmoothing > 0 ? "AddBackward0" : nllNode(ndim, reduction);

/** PyTorch's name of the last node of a cross-entropy with class probabilities, of so many logits. */
export const nodeOfProbs = (reduction: Reduction, logits: number): string =>
  reduction === "mean" && logits > 0 ? "DivBackward1" : "NegBackward0";

/**
 * What the mean divides by: the weight of the targets that count. Where they have none, PyTorch's mean of their own losses
 * is 0 / 0, whatever smoothing adds to it.
 */
export function divisorOf(targets: Targets, weights: FloatArray | null, labelSmoothing: number): number {
  const total = weightOfTargets(targets, weights);
  return total === 0 && labelSmoothing > 0 ? Number.NaN : total;
}

/** PyTorch's loss is a product of −1: where a target is certain it prints `-0.`, but not where it is ignored or weighs 0. */
export function negateZeros(losses: Float64Array, targets: Int32Array, weights: FloatArray | null): void {
  for (let i = 0; i < losses.length; i++) {
    const target = targets[i]!;
    if (losses[i] === 0 && target >= 0 && weights?.[target] !== 0) losses[i] = -0;
  }
}

/** PyTorch's loss of class probabilities is minus a sum. */
export function negateAllZeros(y: NDArray): NDArray {
  const { data } = y;
  for (let i = 0; i < data.length; i++) if (data[i] === 0) data[i] = -0;
  return y;
}

/** The gradient that the forward computed, for the upstream gradient `dy`. */
function finished(gradient: NDArray, lines: Lines, dy: NDArray, ignored: readonly number[]): NDArray {
  scaleGradient(gradient.data as FloatArray, lines, dy.data as FloatArray, ignored);
  return gradient;
}

/** Cross-entropy of logits against class probabilities of the same shape and dtype, with a weight per class or none. */
export const crossEntropyProbs: Op<
  [x: NDArray, target: NDArray, weight: NDArray | null],
  [lines: Lines, labelSmoothing: number, result: LossResult]
> = ([x, target, weight], [needX = false, needTarget, needWeight], lines, labelSmoothing, result) => {
  const count = numel(result.shape);
  const logits = floatsOf(x);
  const probabilities = floatsOf(target);
  const weights = numbersOf(weight);
  const losses = scratchDoubles(count);
  const stats = new Float64Array(2 * count);
  const gradient = needX ? gradientOf(x) : null;
  const dx = gradient && (gradient.data as FloatArray);
  run("crossEntropyProbs", lines, {
    x: logits,
    dx,
    target: probabilities,
    losses,
    stats,
    scale: unitScale(result),
    weights,
    labelSmoothing,
  });

  // dt_c = s (1 − ε) w_c ℓ_c
  const gradTarget = (scale: Float64Array): NDArray => {
    const dt = gradientOf(target);
    const dTarget = dt.data as FloatArray;
    run("crossEntropyProbsTargetGrad", lines, { x: logits, dTarget, stats, scale, weights, labelSmoothing });
    return dt;
  };
  // dw_c = Σ over the lines of s t'_c ℓ_c
  const gradWeight = (scale: Float64Array): NDArray => {
    const dWeights = new Float64Array(lines.length);
    run("crossEntropyProbsWeightGrad", lines, {
      x: logits,
      target: probabilities,
      dWeights,
      stats,
      scale,
      labelSmoothing,
    });
    return castTo(ndarray(dWeights, [lines.length], "float64"), computed(x.dtype));
  };
  return {
    name: nodeOfProbs(result.reduction, x.data.length),
    y: negateAllZeros(reduceLosses(losses, result, computed(x.dtype))),
    saved: [
      gradient,
      needTarget || needWeight ? x : null,
      needWeight ? target : null,
      needTarget ? weight : null,
    ].filter((array) => array !== null),
    pullback: (dy) => {
      const scale = needTarget || needWeight ? lineScale(dy, result) : null;
      return [
        gradient && finished(gradient, lines, dy, NO_LINES), // dx_c = s [(Σ w t') p_c − w_c t'_c]
        needTarget && scale ? gradTarget(scale) : null,
        needWeight && scale ? gradWeight(scale) : null,
      ];
    },
  };
};
