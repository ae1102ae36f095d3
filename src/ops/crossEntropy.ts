/**
 * Softmax cross-entropy as one op: no log-probabilities are stored, only two numbers per line for the way back.
 * The formulas stand in kernels/kernels.ts.
 */

import type { FloatArray } from "../dtype";
import { kernels } from "../kernels";
import type { NDArray } from "../ndarray";
import { zerosOf } from "../ndarray";
import type { Lines } from "../shape";
import { numel } from "../shape";
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

/** Cross-entropy of logits against class probabilities of the same shape and dtype. */
export const crossEntropyProbs: Op<
  [x: NDArray, target: NDArray],
  [lines: Lines, weights: FloatArray | null, smoothing: number, reducing: Reducing]
> = ([x, target], lines, weights, smoothing, reducing) => {
  const logits = x.data as FloatArray;
  const probabilities = target.data as FloatArray;
  const rows = numel(reducing.shape);
  const losses = new Float64Array(rows);
  const stats = new Float64Array(2 * rows);
  kernels().crossEntropyProbs(logits, lines, probabilities, weights, smoothing, losses, stats);
  return [
    reduceLosses(losses, reducing, x.dtype),
    // dx_c = s [(Σ w t') p_c − w_c t'_c],  dt_c = s (1 − ε) w_c (−log p_c)
    (dy, [needX, needTarget]) => {
      const scale = lineScale(dy, reducing);
      const dx = needX ? zerosOf(x.shape, x.dtype) : null;
      if (dx) {
        const out = dx.data as FloatArray;
        kernels().crossEntropyProbsGrad(logits, lines, probabilities, weights, smoothing, stats, scale, out);
      }
      const dTarget = needTarget ? zerosOf(x.shape, x.dtype) : null;
      if (dTarget) {
        const out = dTarget.data as FloatArray;
        kernels().crossEntropyProbsTargetGrad(logits, lines, weights, smoothing, stats, scale, out);
      }
      return [dx, dTarget];
    },
  ];
};
