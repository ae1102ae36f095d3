import type { FloatArray } from "../dtype.ts";
import { negativeLogLikelihood, negativeLogLikelihoodGrad } from "../values/indexing.ts";
import { scratchDoubles } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import type { Reducing } from "./loss.ts";
import { lineScale, reduceLosses } from "./loss.ts";
import type { Op } from "./op.ts";

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
