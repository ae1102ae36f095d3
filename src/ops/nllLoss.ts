import type { FloatArray } from "../dtype";
import { negativeLogLikelihood, negativeLogLikelihoodGrad } from "../kernels/indexing";
import type { NDArray } from "../ndarray";
import { zerosOf } from "../ndarray";
import { scratchDoubles } from "../recycling";
import type { Lines } from "../shape";
import type { Reducing } from "./loss";
import { lineScale, reduceLosses } from "./loss";
import type { Op } from "./op";

/** Class per line, negative where ignored, and the weight per class. */
export interface IndexTargets {
  readonly targets: Int32Array;
  readonly weights: FloatArray | null;
}

/** `−w_t x_t` per line of log-probabilities, reduced. */
export const nllLoss: Op<[x: NDArray], [lines: Lines, target: IndexTargets, reducing: Reducing]> = (
  [x],
  lines,
  { targets, weights },
  reducing,
) => {
  const losses = scratchDoubles(targets.length);
  negativeLogLikelihood(x.data as FloatArray, lines, targets, weights, losses);
  return [
    reduceLosses(losses, reducing, x.dtype),
    // dx_t = −s w_t, 0 elsewhere and on ignored lines
    (dy) => {
      const dx = zerosOf(x.shape, x.dtype);
      negativeLogLikelihoodGrad(lineScale(dy, reducing), lines, targets, weights, dx.data as FloatArray);
      return [dx];
    },
  ];
};
