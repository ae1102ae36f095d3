import { kernels } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { type Lines, splitAt } from "../values/shape.ts";
import type { Op } from "./op.ts";

/** The lines of `x` along `dim`; none where `x` is empty, however many its shape would have. */
const linesOf = (x: NDArray, dim: number): Lines =>
  x.data.length === 0 ? { outer: 0, length: 0, inner: 0 } : splitAt(x.shape, dim);

/** `y = exp(x) / Σ exp(x)` along `dim` (not negative). */
export const softmax: Op<[x: NDArray], [dim: number]> = ([x], dim) => {
  const lines = linesOf(x, dim);
  const y = zerosOf(x.shape, x.dtype);
  kernels().softmax(x.data as FloatArray, lines, y.data as FloatArray);
  return [
    y,
    // dx = y · (dy − Σ dy · y)
    (dy) => {
      const dx = gradientOf(x);
      kernels().softmaxGrad(dy.data as FloatArray, y.data as FloatArray, lines, dx.data as FloatArray);
      return [dx];
    },
  ];
};

/** `y = x − log Σ exp(x)` along `dim` (not negative). */
export const logSoftmax: Op<[x: NDArray], [dim: number]> = ([x], dim) => {
  const lines = linesOf(x, dim);
  const y = zerosOf(x.shape, x.dtype);
  const logits = x.data as FloatArray;
  const stats = new Float64Array(2 * lines.outer * lines.inner);
  kernels().logSoftmax(logits, lines, y.data as FloatArray, stats);
  return [
    y,
    // dx = dy − exp(y) · Σ dy
    (dy) => {
      const dx = gradientOf(x);
      kernels().logSoftmaxGrad(dy.data as FloatArray, logits, stats, lines, dx.data as FloatArray);
      return [dx];
    },
  ];
};
