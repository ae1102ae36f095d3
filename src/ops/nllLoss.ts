import type { FloatArray } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { floatsOf } from "../values/half.ts";
import { negativeLogLikelihood, negativeLogLikelihoodGrad } from "../values/indexing.ts";
import { scratchDoubles, zeroGradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import type { LossResult, Reduction } from "./loss.ts";
import { lineScale, reduceLosses } from "./loss.ts";
import type { Op } from "./op.ts";
import type { IndexCase, Targets } from "./targets.ts";
import { numbersOf, weightOfTargets } from "./targets.ts";

/** PyTorch's name of the last node of a loss with index targets. */
export function nllNode(ndim: number, reduction: Reduction): string {
  if (ndim <= 2) return "NllLossBackward0";
  return ndim === 4 || reduction !== "none" ? "NllLoss2DBackward0" : "ViewBackward0";
}

/**
 * `−w_t x_t` per line of log-probabilities, reduced.
 *
 * @param all - the class indices, which the way back keeps.
 */
export const nllLoss: Op<[x: NDArray], [indexCase: IndexCase, all: Targets]> = (
  [x],
  _,
  { lines, weight, reduction, normalizer, shape },
  all,
) => {
  const { targets } = all;
  const weights = numbersOf(weight);
  const result: LossResult = { reduction, shape, divisor: normalizer ?? weightOfTargets(all, weights) };
  const losses = scratchDoubles(targets.length);
  negativeLogLikelihood(floatsOf(x), lines, targets, weights, losses);
  return {
    name: nllNode(x.shape.length, reduction),
    y: reduceLosses(losses, result, computed(x.dtype)),
    saved: [ndarray(targets, [targets.length], "int32"), ...(weight === null ? [] : [weight])],
    // dx_t = −s w_t, 0 elsewhere and on ignored lines
    pullback: (dy) => {
      const dx = zeroGradientOf(x);
      negativeLogLikelihoodGrad(lineScale(dy, result), lines, targets, weights, dx.data as FloatArray);
      return [dx];
    },
  };
};
