/** What is true of arrays: a number is if it is not 0, NaN included. */

import { castTo, expandTo } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { scalar } from "../values/promotion.ts";
import { broadcastShapes } from "../values/shape.ts";
import { binary, compare } from "./elementwise.ts";
import { extremeOver } from "./reduce.ts";

/** Which elements are true. */
export const truthOf = (x: NDArray): NDArray =>
  x.dtype === "bool" ? x : compare("ne", x, scalar(0, x.dtype), x.dtype);

export const not = (x: NDArray): NDArray => compare("eq", x, scalar(0, x.dtype), x.dtype);
export const and = (a: NDArray, b: NDArray): NDArray => binary("mul", truthOf(a), truthOf(b), "bool");
export const or = (a: NDArray, b: NDArray): NDArray => binary("or", truthOf(a), truthOf(b), "bool");

/** Whether any, or all, over some dims are true: of nothing none is, and all are. */
export function truthOver(
  which: "any" | "all",
  x: NDArray,
  reduced: readonly boolean[],
  kept: readonly number[],
): NDArray {
  if (x.data.length > 0) return extremeOver(which === "any" ? "amax" : "amin", truthOf(x), reduced, kept);
  const y = zerosOf(kept, "bool");
  if (which === "all") y.data.fill(1 as never);
  return y;
}

/**
 * Whether `|a − b| ≤ absolute + |relative · b|` everywhere, with broadcasting; infinities are close if they are equal. Float64
 * is computed as such, everything else in float32, step by step as PyTorch does it.
 */
export function areClose(a: NDArray, b: NDArray, relative: number, absolute: number, nan: boolean): boolean {
  const shape = broadcastShapes(a.shape, b.shape);
  const round = a.dtype === "float64" ? (v: number): number => v : Math.fround;
  const [rtol, atol] = [round(relative), round(absolute)];
  const [x, y] = [a, b].map((side) => expandTo(side, shape).data);
  for (let i = 0; i < x!.length; i++) {
    if (x![i] === y![i]) continue;
    const [u, v] = [round(Number(x![i])), round(Number(y![i]))];
    const error = Math.abs(round(u - v));
    const allowed = round(atol + Math.abs(round(rtol * v)));
    const bothNaN = nan && Number.isNaN(u) && Number.isNaN(v);
    if (!bothNaN && !(error < Infinity && error <= allowed)) return false;
  }
  return true;
}

/** Whether the elements of two arrays of one shape are equal in `dtype`. */
export const areEqual = (a: NDArray, b: NDArray, dtype: NDArray["dtype"]): boolean =>
  !(compare("eq", castTo(a, dtype), castTo(b, dtype), dtype).data as Uint8Array).includes(0);
