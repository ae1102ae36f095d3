/** Arrays that change where they are: these write over elements which somebody else may hold. */

import type { DType, TypedArray } from "../dtype.ts";
import { castTo, expandTo } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { axpy, binaryInto } from "./elementwise.ts";

/**
 * `x += alpha · other`, computed in `dtype`.
 *
 * @param other - of a shape that broadcasts to that of `x`.
 */
export const addScaled = (x: NDArray, other: NDArray, alpha: number, dtype: DType): void =>
  changeAs(dtype, x, other, (y, b) => {
    if (dtype !== "bool") axpy(y, b, alpha);
    else if (alpha !== 0) binaryInto("or", y, b, y);
  });

/** `x ∘= other`, computed in `dtype`; `other` as for {@link addScaled}. */
export const update = (name: "mul" | "div", x: NDArray, other: NDArray, dtype: DType): void =>
  changeAs(dtype, x, other, (y, b) => binaryInto(name, y, b, y));

/** Changes `x` with both operands in `dtype`: a copy of `x`, which is stored then, where it has another. */
function changeAs(
  dtype: DType,
  x: NDArray,
  other: NDArray,
  change: (x: NDArray, other: NDArray) => void,
): void {
  const y = castTo(x, dtype);
  change(y, castTo(apart(x, other), dtype));
  if (y !== x) copyTo(x, y);
}

/** `x = other`, converted; `other` as for {@link addScaled}. */
export function copyTo(x: NDArray, other: NDArray): void {
  const from = castTo(other, x.dtype);
  if (from.data.length === 1) x.data.fill(from.data[0] as never);
  else x.data.set(expandTo(from, x.shape).data as never); // where they overlap it reads first
}

/** The values of `x` in a buffer of their own. */
export const copied = ({ data, shape, dtype }: NDArray): NDArray => ndarray(data.slice(), shape, dtype);

/**
 * `other`, or a copy where some of its elements are others of `x`, which would change before they are read. Of the very
 * same array each element is read before it changes.
 */
const apart = (x: NDArray, other: NDArray): NDArray => (overlap(x.data, other.data) ? copied(other) : other);

/** Whether two arrays have memory in common, but are not one. The buffer comes last: a small array has to make it first. */
function overlap(a: TypedArray, b: TypedArray): boolean {
  if (a === b || (a.length === b.length && a.byteOffset === b.byteOffset) || a.buffer !== b.buffer)
    return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
