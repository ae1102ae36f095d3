/** Numbers between bounds. */

import { describe, kindOf } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { isFloating, scalarName } from "../dtype.ts";
import * as elementwise from "../ops/elementwise.ts";
import { commonType } from "./arithmetic.ts";
import type { Result } from "./core.ts";
import { apply } from "./core.ts";
import { boolUnsupported } from "./errors.ts";
import { checkFits, RANGES } from "./inPlace.ts";
import type { Tensor } from "./tensor.ts";

type Bound = number | boolean | null;

/** A bound that is absent, or a plain value. */
function boundOf(value: unknown): Bound {
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" && typeof value !== "boolean") throw boundKind(value);
  return value;
}

/** The bound as a number that the dtype holds; one on the far side of its range bounds nothing. */
function fitted(which: "min" | "max", bound: Bound, dtype: DType): number | null {
  if (bound === null) return null;
  checkFinite(bound, dtype);
  const value = Number(bound);
  if (isFloating(dtype)) return value;
  const [least, most] = RANGES[dtype];
  if (which === "min" ? value > most : value < least) throw boundOutside(which, value, dtype);
  return Math.min(Math.max(value, least), most);
}

/** A float has to hold the bound. */
function checkFinite(bound: number | boolean, dtype: DType): void {
  if (isFloating(dtype)) checkFits(bound, dtype);
}

export function clamp(x: Tensor, min: unknown, max: unknown): Result {
  const bounds = [boundOf(min), boundOf(max)] as const;
  if (bounds[0] === null && bounds[1] === null) throw noBounds();
  let from = x;
  for (const bound of bounds) if (bound !== null) from = from.to(commonType("clamp", from, bound));
  if (from.dtype === "bool") throw boolUnsupported("clamp");
  const [low, high] = [fitted("min", bounds[0], from.dtype), fitted("max", bounds[1], from.dtype)];
  return apply(elementwise.clamp, [from], low, high);
}

export const noBounds = (): Error =>
  new TypeError(
    "torch.clamp: At least one of 'min' or 'max' must not be None. Got neither; give a number for one of them.",
  );

export const boundKind = (got: unknown): Error =>
  new TypeError(
    `clamp() received an invalid combination of arguments - got (${kindOf(got)}). Got ${describe(got)}; bounds are numbers.`,
  );

export const boundOutside = (which: "min" | "max", value: number, dtype: DType): Error =>
  new RangeError(
    `Clamp ${which} value ${value} is outside the representable range of ${scalarName(dtype)}. ` +
      `No element of ${dtype} is on its other side; call .float() first.`,
  );
