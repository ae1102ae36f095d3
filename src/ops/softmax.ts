import { run } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { floatsOf } from "../values/half.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { type Lines, splitAt } from "../values/shape.ts";
import type { Op } from "./op.ts";

/** The lines of `x` along `dim`; none where `x` is empty, however many its shape would have. */
const linesOf = (x: NDArray, dim: number): Lines =>
  x.data.length === 0 ? { outer: 0, length: 0, inner: 1 } : splitAt(x.shape, dim);

const floats = ({ data }: NDArray): FloatArray => data as FloatArray;

/** `y = exp(x) / Σ exp(x)` along `dim` (not negative). */
export const softmax: Op<[x: NDArray], [dim: number]> = ([x], _, dim) => {
  const lines = linesOf(x, dim);
  const y = zerosOf(x.shape, computed(x.dtype));
  run("softmax", lines, { x: floatsOf(x), y: floats(y) });
  return {
    name: "SoftmaxBackward0",
    y,
    saved: [y],
    // dx = y · (dy − Σ dy · y)
    pullback: (dy) => {
      const dx = gradientOf(x);
      run("softmaxGrad", lines, { dy: floats(dy), y: floats(y), dx: floats(dx) });
      return [dx];
    },
    means: "probabilities",
  };
};

/** `y = x − log Σ exp(x)` along `dim` (not negative). */
export const logSoftmax: Op<[x: NDArray], [dim: number]> = ([x], _, dim) => {
  const lines = linesOf(x, dim);
  const y = zerosOf(x.shape, computed(x.dtype));
  const stats = new Float64Array(2 * lines.outer * lines.inner);
  run("logSoftmax", lines, { x: floatsOf(x), y: floats(y), stats });
  return {
    name: "LogSoftmaxBackward0",
    y,
    saved: [x],
    // dx = dy − exp(y) · Σ dy
    pullback: (dy) => {
      const dx = gradientOf(x);
      run("logSoftmaxGrad", lines, { dy: floats(dy), x: floatsOf(x), stats, dx: floats(dx) });
      return [dx];
    },
  };
};
