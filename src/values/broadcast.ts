/** Values of other shapes and dtypes: expanding, summing back, converting, permuting. Used by the ops, no op itself. */

import type { DType, FloatArray, NumberArray } from "../dtype.ts";
import { convert } from "./convert.ts";
import type { BinaryName, UnaryName } from "./elementwise.ts";
import { binaryFn, unary } from "./elementwise.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray, zerosOf } from "./ndarray.ts";
import { broadcastShapes, broadcastStrides, loopNest, sameShape, stridesOf } from "./shape.ts";
import { copyStrided, foldStrided, mapPairs } from "./strided.ts";

/** `x` with elements of `dtype`: itself when it has them already, else a copy. */
export const castTo = (x: NDArray, dtype: DType): NDArray =>
  x.dtype === dtype ? x : ndarray(convert(x.data, x.dtype, dtype), x.shape, dtype);

/** The same values under another shape of as many elements. */
export const withShape = (x: NDArray, shape: readonly number[]): NDArray => ndarray(x.data, shape, x.dtype);

/** `f(a, b)` with broadcasting, into an array of `dtype`. `f` takes the elements that the arrays of `a` and `b` hold. */
function pairwise<E extends number | bigint>(
  a: NDArray,
  b: NDArray,
  f: (p: E, q: E) => number | bigint,
  dtype: DType,
): NDArray {
  const y = zerosOf(broadcastShapes(a.shape, b.shape), dtype);
  const nest = loopNest(y.shape, broadcastStrides(a.shape, y.shape), broadcastStrides(b.shape, y.shape));
  mapPairs(f as (p: never, q: never) => number, a.data as never, b.data as never, nest, y.data as never);
  return y;
}

/** `a ∘ b` with broadcasting, computed in `dtype`. */
export const binary = (name: BinaryName, a: NDArray, b: NDArray, dtype: DType): NDArray =>
  pairwise(
    castTo(a, dtype),
    castTo(b, dtype),
    binaryFn(name, dtype) as (p: number, q: number) => number,
    dtype,
  );

/** `f(a, b)` with broadcasting, for gradients: floats of one dtype. */
export const zip = (a: NDArray, b: NDArray, f: (p: number, q: number) => number): NDArray =>
  pairwise(a, b, f, a.dtype);

/** `sum += x`, of one shape and floating dtype: the only place that changes values, which nobody else may hold. */
export function addTo(sum: NDArray, x: NDArray): void {
  const [a, b] = [sum.data as FloatArray, x.data as FloatArray];
  for (let i = 0; i < a.length; i++) a[i]! += b[i]!;
}

/** `a == b` with broadcasting, compared in `dtype`. */
export const equals = (a: NDArray, b: NDArray, dtype: DType): NDArray =>
  pairwise(castTo(a, dtype), castTo(b, dtype), (p: number, q: number) => (p === q ? 1 : 0), "bool");

/** `f(x)` element by element, in the dtype of `x`. */
export function map(name: UnaryName, x: NDArray): NDArray {
  const y = zerosOf(x.shape, x.dtype);
  unary(name, x.data, y.data);
  return y;
}

/** `x` stretched to `shape`, as a copy; itself where nothing is stretched. */
export function expandTo(x: NDArray, shape: readonly number[]): NDArray {
  if (sameShape(x.shape, shape)) return x;
  const y = zerosOf(shape, x.dtype);
  const strides = broadcastStrides(x.shape, shape);
  copyStrided(x.data, loopNest(shape, strides, strides), y.data);
  return y;
}

/** `x` with its dims in another order, as a copy. */
export function permuted(x: NDArray, dims: readonly number[]): NDArray {
  const shape = dims.map((d) => x.shape[d]!);
  const strides = stridesOf(x.shape);
  const order = dims.map((d) => strides[d]!);
  const y = zerosOf(shape, x.dtype);
  copyStrided(x.data, loopNest(shape, order, order), y.data);
  return y;
}

/** The sum of `x` over everything that broadcasting `shape` to `x.shape` would stretch; in double precision for floats. */
export function sumTo(x: NDArray, shape: readonly number[]): NDArray {
  if (sameShape(x.shape, shape)) return x;
  if (x.data instanceof BigInt64Array) {
    const nest = loopNest(x.shape, stridesOf(x.shape), broadcastStrides(shape, x.shape));
    const out = zerosOf(shape, "int64");
    foldStrided((acc, v) => acc + v, x.data, nest, out.data as BigInt64Array);
    return out;
  }
  return castTo(ndarray(sumsInDouble(x.data, x.shape, shape), shape, "float64"), x.dtype);
}

/** The sums of {@link sumTo} before they are rounded to a dtype. */
export function sumsInDouble(x: NumberArray, from: readonly number[], to: readonly number[]): Float64Array {
  const sums = zerosOf(to, "float64").data as Float64Array;
  foldStrided(
    (acc: number, v) => acc + v,
    x,
    loopNest(from, stridesOf(from), broadcastStrides(to, from)),
    sums,
  );
  return sums;
}

/** A gradient brought back to an input: summed to its shape, then converted to its dtype. */
export const gradFor = (input: NDArray, dy: NDArray): NDArray => castTo(sumTo(dy, input.shape), input.dtype);
