import type { DType, TypedArray } from "../dtype.ts";
import { createArray } from "../dtype.ts";
import { tooLarge } from "./errors.ts";
import { numel } from "./shape.ts";

/**
 * Plain values without a graph: contiguous, row-major, immutable by convention.
 * `data.length` equals the product of `shape`.
 */
export interface NDArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** An NDArray over `data`, which is shared, not copied. */
export const ndarray = (data: TypedArray, shape: readonly number[], dtype: DType): NDArray => ({
  data,
  shape,
  dtype,
});

/** More than any machine holds. The engine refuses that too, but only after seconds of collecting garbage. */
export const MOST_ELEMENTS = 2 ** 40;

/**
 * An NDArray of zeros.
 *
 * @throws RangeError where memory does not hold it.
 */
export function zerosOf(shape: readonly number[], dtype: DType): NDArray {
  const n = numel(shape);
  if (n > MOST_ELEMENTS) throw tooLarge(shape, dtype);
  try {
    return ndarray(createArray(dtype, n), shape, dtype);
  } catch {
    throw tooLarge(shape, dtype);
  }
}
