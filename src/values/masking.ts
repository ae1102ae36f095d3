/** Kernels that a mask steers: 0 is false, everything else true. */

import type { NumberArray, TypedArray } from "../dtype.ts";
import { zerosOf } from "./ndarray.ts";

/** The places that are true, in their order. */
export function placesOf(mask: Uint8Array): Int32Array {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) count++;
  const places = zerosOf([count], "int32").data as Int32Array;
  for (let i = 0, n = 0; n < count; i++) if (mask[i] !== 0) places[n++] = i;
  return places;
}

/** `y[i] = x[i]` where the mask is true; an `x` of one element stands for all. */
export function copyWhere(mask: Uint8Array, x: TypedArray, y: TypedArray): void {
  const step = x.length === 1 ? 0 : 1;
  if (x instanceof BigInt64Array) copyBigInts(mask, x, step, y as BigInt64Array);
  else copyNumbers(mask, x, step, y as NumberArray);
}

function copyNumbers(mask: Uint8Array, x: NumberArray, step: number, y: NumberArray): void {
  for (let i = 0, at = 0; i < mask.length; i++, at += step) if (mask[i] !== 0) y[i] = x[at]!;
}

/** As {@link copyNumbers}: one loop that saw both kinds of elements would be slow for either. */
function copyBigInts(mask: Uint8Array, x: BigInt64Array, step: number, y: BigInt64Array): void {
  for (let i = 0, at = 0; i < mask.length; i++, at += step) if (mask[i] !== 0) y[i] = x[at]!;
}
