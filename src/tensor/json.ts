/** Tensors as plain JSON, which has neither 64-bit integers nor NaN, infinities and −0: those are strings. */

import { checkShape } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { computed, isFloating } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { numel, placeOf } from "../values/shape.ts";
import { notAJSONElement, sizeMismatch } from "./creationErrors.ts";
import { fits } from "./limits.ts";
import { checkLists } from "./lists.ts";

/** What `JSON.stringify` writes of a tensor, and {@link asTensor} reads. */
export interface TensorJSON {
  /** Element type, such as `'float32'`. */
  readonly dtype: DType;
  /** Sizes of the dimensions; empty for a scalar. */
  readonly shape: readonly number[];
  /** The elements in row-major order: booleans, or numbers, or strings for what is no number in JSON or not exact. */
  readonly data: readonly (number | boolean | string)[];
}

const SPECIAL: readonly unknown[] = ["NaN", "Infinity", "-Infinity", "-0"];

/** An element as JSON has it. */
function toElement(value: number | bigint, dtype: DType): number | boolean | string {
  if (dtype === "bool") return Number(value) !== 0;
  if (Object.is(value, -0)) return "-0";
  const number = Number(value);
  return typeof value === "bigint"
    ? Number.isSafeInteger(number)
      ? number
      : String(value)
    : Number.isFinite(value)
      ? value
      : String(value);
}

/**
 * Values in a plain object.
 *
 * @param dtype - of the tensor: half precision comes as float32.
 */
export function toJSON({ shape, data }: NDArray, dtype: DType): TensorJSON {
  checkLists([data.length], dtype);
  return {
    dtype,
    shape: [...shape],
    data: Array.from(data as ArrayLike<number | bigint>, (value) => toElement(value, dtype)),
  };
}

/** The value of an element, or undefined where it is none of `dtype`. */
function fromElement(element: unknown, dtype: DType): number | bigint | undefined {
  if (dtype === "bool")
    return typeof element === "boolean" || element === 0 || element === 1 ? Number(element) : undefined;
  if (isFloating(dtype))
    return typeof element === "number" || SPECIAL.includes(element) ? Number(element) : undefined;
  if (dtype === "int64" && typeof element === "string" && /^-?\d{1,19}$/.test(element)) {
    const value = BigInt(element);
    return BigInt.asIntN(64, value) === value ? value : undefined;
  }
  if (typeof element !== "number" || !Number.isInteger(element) || !fits(element, dtype)) return undefined;
  return dtype === "int64" ? BigInt(element) : element;
}

/**
 * The values that {@link toJSON} wrote.
 *
 * @throws RangeError for another number of elements than the shape says, TypeError for one that is none of `dtype`.
 */
export function fromJSON(
  call: string,
  dtype: DType,
  shape: readonly unknown[],
  data: readonly unknown[],
): NDArray {
  const sizes = checkShape(call, shape);
  if (numel(sizes) !== data.length) throw sizeMismatch(call, data.length, sizes);
  const values = zerosOf(sizes, computed(dtype));
  for (let i = 0; i < values.data.length; i++) {
    const value = fromElement(data[i], dtype);
    if (value === undefined) throw notAJSONElement(call, data[i], dtype, placeOf("data", i, [data.length]));
    values.data[i] = value;
  }
  return castTo(values, dtype);
}
