/**
 * Softmax cross-entropy as one op: no log-probabilities are stored, only two numbers per line for the way back.
 * The formulas stand in kernels/kernels.ts.
 */

import type { FloatArray } from "../dtype";
import { kernels } from "../kernels";
import type { NDArray } from "../ndarray";
import { ndarray, zerosOf } from "../ndarray";
import type { Lines } from "../shape";
import { numel } from "../shape";
import { castTo } from "./broadcast";
import type { Reducing } from "./loss";
import { lineScale, reduceLosses } from "./loss";
import type { IndexTargets } from "./nllLoss";
import type { Op } from "./op";

/** Cross-entropy of logits against class indices. */
export const crossEntropy: Op<
  [x: NDArray],
  [lines: Lines, target: IndexTargets, smoothing: number, reducing: Reducing]
> = ([x], lines, { targets, weights }, smoothing, reducing) => {
  const logits = x.data as FloatArray;
  const losses = new Float64Array(targets.length);
  const stats = new Float64Array(2 * targets.length);
  kernels().crossEntropy(logits, lines, targets, weights, smoothing, losses, stats);
  return [
    reduceLosses(losses, reducing, x.dtype),
    // dx_c = s [(w_t (1 − ε) + (ε / C) Σ w) p_c − w_t (1 − ε) δ_ct − (ε / C) w_c]
    (dy) => {
      const dx = zerosOf(x.shape, x.dtype);
      const scale = lineScale(dy, reducing);
      kernels().crossEntropyGrad(
        logits,
        lines,
        targets,
        weights,
        smoothing,
        stats,
        scale,
        dx.data as FloatArray,
      );
      return [dx];
    },
  ];
};

/** The loss against class probabilities, and its gradient for each of its inputs. */
function probabilitiesLoss(
  x: NDArray,
  target: NDArray,
  weight: NDArray | null,
  lines: Lines,
  smoothing: number,
  reducing: Reducing,
) {
  const logits = x.data as FloatArray;
  const probabilities = target.data as FloatArray;
  const weights = weight === null ? null : (weight.data as FloatArray);
  const rows = numel(reducing.shape);
  const losses = new Float64Array(rows);
  const stats = new Float64Array(2 * rows);
  kernels().crossEntropyProbs(logits, lines, probabilities, weights, smoothing, losses, stats);
  return {
    y: reduceLosses(losses, reducing, x.dtype),
    // dx_c = s [(Σ w t') p_c − w_c t'_c]
    gradX(dy: NDArray): NDArray {
      const dx = zerosOf(x.shape, x.dtype);
      const [s, out] = [lineScale(dy, reducing), dx.data as FloatArray];
      kernels().crossEntropyProbsGrad(logits, lines, probabilities, weights, smoothing, stats, s, out);
      return dx;
    },
    // dt_c = s (1 − ε) w_c ℓ_c
    gradTarget(dy: NDArray): NDArray {
      const dt = zerosOf(x.shape, x.dtype);
      const [s, out] = [lineScale(dy, reducing), dt.data as FloatArray];
      kernels().crossEntropyProbsTargetGrad(logits, lines, weights, smoothing, stats, s, out);
      return dt;
    },
    // dw_c = Σ over the lines of s t'_c ℓ_c
    gradWeight(dy: NDArray): NDArray {
      const sums = new Float64Array(lines.length);
      const s = lineScale(dy, reducing);
      kernels().crossEntropyProbsWeightGrad(logits, lines, probabilities, smoothing, stats, s, sums);
      return castTo(ndarray(sums, [lines.length], "float64"), x.dtype);
    },
  };
}

/** Cross-entropy of logits against class probabilities of the same shape and dtype. */
export const crossEntropyProbs: Op<
  [x: NDArray, target: NDArray],
  [lines: Lines, smoothing: number, reducing: Reducing]
> = ([x, target], lines, smoothing, reducing) => {
  const loss = probabilitiesLoss(x, target, null, lines, smoothing, reducing);
  return [
    loss.y,
    (dy, [needX, needTarget]) => [needX ? loss.gradX(dy) : null, needTarget ? loss.gradTarget(dy) : null],
  ];
};

/** The same with a weight per class. */
export const weightedCrossEntropyProbs: Op<
  [x: NDArray, target: NDArray, weight: NDArray],
  [lines: Lines, smoothing: number, reducing: Reducing]
> = ([x, target, weight], lines, smoothing, reducing) => {
  const loss = probabilitiesLoss(x, target, weight, lines, smoothing, reducing);
  return [
    loss.y,
    (dy, [needX, needTarget, needWeight]) => [
      needX ? loss.gradX(dy) : null,
      needTarget ? loss.gradTarget(dy) : null,
      needWeight ? loss.gradWeight(dy) : null,
    ],
  ];
};
