/**
 * Softmax cross-entropy as one op: no log-probabilities are stored. Where the logits want a gradient, the forward
 * computes it, because it has the exponentials at hand; the way back only scales it.
 * The formulas stand in kernels/kernels.ts.
 */

import { kernels } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { scratchDoubles } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { numel } from "../values/shape.ts";
import type { Reducing } from "./loss.ts";
import { lineScale, reduceLosses, scaleGradient, unitGradient } from "./loss.ts";
import type { IndexTargets } from "./nllLoss.ts";
import type { Op } from "./op.ts";

/**
 * Cross-entropy of logits against class indices.
 *
 * @param target - read here only: the way back does not need it.
 * @param learns - whether the logits want a gradient, which is then computed along with the loss.
 */
export const crossEntropy: Op<
  [x: NDArray],
  [lines: Lines, target: IndexTargets, smoothing: number, reducing: Reducing, learns: boolean]
> = ([x], lines, { targets, weights }, smoothing, reducing, learns) => {
  const losses = scratchDoubles(targets.length);
  const gradient = learns ? unitGradient(x, reducing) : null;
  kernels().crossEntropy(x.data as FloatArray, lines, targets, weights, smoothing, losses, gradient);
  return [
    reduceLosses(losses, reducing, x.dtype),
    // dx_c = s [(w_t (1 − ε) + (ε / C) Σ w) p_c − w_t (1 − ε) δ_ct − (ε / C) w_c], computed for s = 1 or 1 / Σ w_t
    (dy) => [gradient && finished(gradient.dx, x, lines, dy)],
  ];
};

/** The gradient that the forward computed, for the upstream gradient `dy`. */
function finished(dx: FloatArray, x: NDArray, lines: Lines, dy: NDArray): NDArray {
  scaleGradient(dx, lines, dy.data as FloatArray);
  return ndarray(dx, x.shape, x.dtype);
}

/** The loss against class probabilities, and its gradient for each of its inputs. */
function probabilitiesLoss(
  x: NDArray,
  target: NDArray,
  weight: NDArray | null,
  lines: Lines,
  smoothing: number,
  reducing: Reducing,
  learns: boolean,
) {
  const logits = x.data as FloatArray;
  const probabilities = target.data as FloatArray;
  const weights = weight === null ? null : (weight.data as FloatArray);
  const rows = numel(reducing.shape);
  const losses = scratchDoubles(rows);
  const stats = new Float64Array(2 * rows);
  const gradient = learns ? unitGradient(x, reducing) : null;
  kernels().crossEntropyProbs(logits, lines, probabilities, weights, smoothing, losses, stats, gradient);
  return {
    y: reduceLosses(losses, reducing, x.dtype),
    // dx_c = s [(Σ w t') p_c − w_c t'_c]
    gradX: (dy: NDArray): NDArray | null => gradient && finished(gradient.dx, x, lines, dy),
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
  [lines: Lines, smoothing: number, reducing: Reducing, learns: boolean]
> = ([x, target], lines, smoothing, reducing, learns) => {
  const loss = probabilitiesLoss(x, target, null, lines, smoothing, reducing, learns);
  return [
    loss.y,
    (dy, [needX, needTarget]) => [needX ? loss.gradX(dy) : null, needTarget ? loss.gradTarget(dy) : null],
  ];
};

/** The same with a weight per class. */
export const weightedCrossEntropyProbs: Op<
  [x: NDArray, target: NDArray, weight: NDArray],
  [lines: Lines, smoothing: number, reducing: Reducing, learns: boolean]
> = ([x, target, weight], lines, smoothing, reducing, learns) => {
  const loss = probabilitiesLoss(x, target, weight, lines, smoothing, reducing, learns);
  return [
    loss.y,
    (dy, [needX, needTarget, needWeight]) => [
      needX ? loss.gradX(dy) : null,
      needTarget ? loss.gradTarget(dy) : null,
      needWeight ? loss.gradWeight(dy) : null,
    ],
  ];
};
