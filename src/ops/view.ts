/** Ops that move or convert values without computing anything. */

import type { DType } from "../dtype.ts";
import { castTo, permuted, withShape } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { type Op, stateless } from "./op.ts";

/** The same elements under another shape; shares the data. */
export const reshape: Op<[x: NDArray], [shape: readonly number[]]> = ([x], shape) => [
  withShape(x, shape),
  stateless((dy) => [withShape(dy, x.shape)]),
];

/** Dims in another order, copied: dim `d` of the result is dim `dims[d]` of `x`. */
export const permute: Op<[x: NDArray], [dims: readonly number[]]> = ([x], dims) => {
  const back = dims.map((_, d) => dims.indexOf(d));
  return [permuted(x, dims), stateless((dy) => [permuted(dy, back)])]; // dx = dy, permuted back
};

/** The values in another dtype. */
export const cast: Op<[x: NDArray], [dtype: DType]> = ([x], dtype) => [
  castTo(x, dtype),
  stateless((dy) => [castTo(dy, x.dtype)]),
];

/** The same values in a buffer of their own. */
export const clone: Op<[x: NDArray]> = ([x]) => [
  ndarray(x.data.slice(), x.shape, x.dtype),
  stateless((dy) => [dy]),
];
