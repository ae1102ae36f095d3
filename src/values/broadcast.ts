/** Values of other shapes and dtypes: converting, stretching, permuting. Used by the ops, no op itself. */

import type { DType } from "../dtype.ts";
import { convert } from "./convert.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray, zerosOf } from "./ndarray.ts";
import { broadcastStrides, loopNest, sameShape, stridesOf } from "./shape.ts";
import { copyStrided } from "./strided.ts";

/** `x` with elements of `dtype`: itself when it has them already, else a copy. */
export const castTo = (x: NDArray, dtype: DType): NDArray =>
  x.dtype === dtype ? x : ndarray(convert(x.data, x.dtype, dtype), x.shape, dtype);

/** The same values under another shape of as many elements. */
export const withShape = (x: NDArray, shape: readonly number[]): NDArray => ndarray(x.data, shape, x.dtype);

/** `x` stretched to the shape of `y`, of the same dtype, into `y`, all of which is written. */
export function expandInto(x: NDArray, y: NDArray): NDArray {
  const strides = broadcastStrides(x.shape, y.shape);
  copyStrided(x.data, loopNest(y.shape, strides, strides), y.data);
  return y;
}

/** `x` stretched to `shape`, as a copy; itself where nothing is stretched. */
export const expandTo = (x: NDArray, shape: readonly number[]): NDArray =>
  sameShape(x.shape, shape) ? x : expandInto(x, zerosOf(shape, x.dtype));

/** `x` with its dims in another order, as a copy. */
export function permuted(x: NDArray, dims: readonly number[]): NDArray {
  const shape = dims.map((d) => x.shape[d]!);
  const strides = stridesOf(x.shape);
  const order = dims.map((d) => strides[d]!);
  const y = zerosOf(shape, x.dtype);
  copyStrided(x.data, loopNest(shape, order, order), y.data);
  return y;
}
