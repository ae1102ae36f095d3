/** What the methods that change a tensor in place check. */

import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { scalarDType } from "../values/promotion.ts";
import { broadcastShapes, sameShape } from "../values/shape.ts";
import {
  alphaKind,
  booleanAlpha,
  doesNotFit,
  fractionalAlpha,
  outputShape,
  outputType,
} from "./inPlaceErrors.ts";

/** The result has the shape of the tensor itself. */
export function checkOutputShape(self: readonly number[], other: readonly number[]): void {
  const shape = broadcastShapes(self, other);
  if (!sameShape(shape, self)) throw outputShape(self, shape);
}

/** The result, computed in `from`, has the dtype of the tensor itself: no float becomes an integer, no number a bool. */
export function checkOutputType(from: DType, to: DType): void {
  if ((isFloating(from) && !isFloating(to)) || (from !== "bool" && to === "bool")) throw outputType(from, to);
}

/**
 * The factor of the other operand.
 *
 * @param to - the dtype of the tensor itself; `from` the one that is computed in.
 */
export function checkAlpha(call: string, alpha: unknown, from: DType, to: DType): number {
  if (typeof alpha === "boolean") {
    if (to !== "bool") throw booleanAlpha(to);
    return Number(alpha);
  }
  if (typeof alpha !== "number") throw alphaKind(call, alpha);
  if (!isFloating(to) && scalarDType(alpha) !== "int64") throw fractionalAlpha(alpha, to);
  checkFits(alpha, from);
  return alpha;
}

/** The numbers that each dtype holds, and C's name of it. A negative whole number may become a uint8. */
const RANGES: { readonly [D in DType]: readonly [least: number, most: number, name: string] } = {
  float64: [-Infinity, Infinity, "double"],
  float32: [-(2 ** 128 - 2 ** 104), 2 ** 128 - 2 ** 104, "float"],
  int64: [-(2 ** 63), 2 ** 63 - 2 ** 10, "int64_t"],
  int32: [-(2 ** 31), 2 ** 31 - 1, "int"],
  uint8: [0, 255, "uint8_t"],
  bool: [-Infinity, Infinity, "bool"],
};

/** A plain value that all elements of a tensor become has to fit. */
export function checkFits(value: number | boolean, dtype: DType): void {
  if (typeof value === "boolean" || dtype === "bool") return;
  const [least, most, name] = RANGES[dtype];
  if (isFloating(dtype)) {
    if (Math.abs(value) > most && Math.abs(value) < Infinity) throw doesNotFit(value, dtype, name);
    return;
  }
  const from = dtype === "uint8" && Number.isInteger(value) ? -most : least;
  if (!(value >= from && value <= most)) throw doesNotFit(value, dtype, name);
}
