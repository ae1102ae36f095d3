/** PyTorch's rule for the dtype of an operation on two operands, of which one may be a plain JavaScript value. */

import type { DType } from "../dtype.ts";
import { isFloating, promoteTypes } from "../dtype.ts";
import { convert } from "./convert.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray } from "./ndarray.ts";

/**
 * The dtype that a plain value counts as. JavaScript does not tell `1` from `1.0`, so every whole number that int64
 * holds is an integer.
 */
export function scalarDType(value: number | boolean): DType {
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "int64" : "float32";
}

/** A plain value as a 0-d array of `dtype`; an integer that does not fit wraps, as in PyTorch. */
export function scalar(value: number | boolean, dtype: DType): NDArray {
  const exact = scalarDType(value) === "int64" && !isFloating(dtype);
  const data = exact ? BigInt64Array.of(BigInt(value)) : Float64Array.of(Number(value));
  return ndarray(convert(data, exact ? "int64" : "float64", dtype), [], dtype);
}

/** How much an operand's width counts: that of a plain value or a 0-d tensor gives way to that of a tensor with dims. */
export type Rank = "dims" | "zeroDims" | "plain";

const ORDER: readonly Rank[] = ["plain", "zeroDims", "dims"];

/** The dtype in which an operation on both computes: PyTorch's `result_type`. */
export function resultType(a: DType, rankA: Rank, b: DType, rankB: Rank): DType {
  if (rankA === rankB) return promoteTypes(a, b);
  const [high, low] = ORDER.indexOf(rankA) > ORDER.indexOf(rankB) ? [a, b] : [b, a];
  if (isFloating(high)) return high;
  return high === "bool" || isFloating(low) ? promoteTypes(high, low) : high;
}
