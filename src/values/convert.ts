/** Conversion of values between dtypes. */

import type { DType, FloatArray, NumberArray, TypedArray } from "../dtype.ts";
import { createArray, isHalf } from "../dtype.ts";
import { fromHalf, toHalf } from "./half.ts";
import { wordsOf } from "./words.ts";

/** 2^32: the worth of a high word. */
const HIGH = 4294967296;
const LEAST_HIGH = -(2 ** 31);

/** Doubles as int64 the way x86 converts them: towards zero, and everything that does not fit becomes −2^63. */
function toInt64(x: FloatArray, out: BigInt64Array): void {
  const words = wordsOf(out);
  for (let i = 0; i < x.length; i++) {
    const v = Math.trunc(x[i]!);
    const fits = Math.abs(v) < 2 ** 63;
    const high = fits ? Math.floor(v / HIGH) : LEAST_HIGH;
    words[2 * i] = fits ? v - high * HIGH : 0;
    words[2 * i + 1] = high;
  }
}

/** int64 as floats, rounded to a double first. */
function fromInt64(x: BigInt64Array, out: FloatArray): void {
  const words = wordsOf(x);
  for (let i = 0; i < out.length; i++) out[i] = words[2 * i + 1]! * HIGH + (words[2 * i]! >>> 0);
}

/** A double as int32 the way x86 converts it: what does not fit becomes −2^31. */
function toInt32(v: number): number {
  return Math.abs(v) < 2 ** 31 ? Math.trunc(v) : -(2 ** 31);
}

/** Numbers that are written faster as bigints: a view costs as much as ten. */
const FEW = 8;

/** `out = x`, where `x` has no number of more than 32 bits. */
export function putIntegers(x: Int32Array | Uint8Array, out: BigInt64Array): void {
  if (x.length <= FEW) {
    for (let i = 0; i < x.length; i++) out[i] = BigInt(x[i]!);
    return;
  }
  const words = wordsOf(out);
  for (let i = 0; i < x.length; i++) {
    words[2 * i] = x[i]!;
    words[2 * i + 1] = x[i]! >> 31;
  }
}

/** The values of `x` as `to`; always a new array. Conversions that C leaves undefined do what x86 does. */
export function convert(x: TypedArray, from: DType, to: DType): TypedArray {
  if (from === to) return x.slice();
  if (isHalf(from)) return to === "float32" ? fromHalf(x, from) : convert(fromHalf(x, from), "float32", to);
  if (isHalf(to))
    return toHalf((x instanceof BigInt64Array ? convert(x, from, "float32") : x) as NumberArray, to);
  const out = createArray(to, x.length);
  if (x instanceof BigInt64Array) {
    // As words: going through bigint costs ten times as much.
    const words = wordsOf(x);
    if (to === "bool")
      for (let i = 0; i < out.length; i++) out[i] = (words[2 * i]! | words[2 * i + 1]!) === 0 ? 0 : 1;
    else if (to === "int32" || to === "uint8") for (let i = 0; i < out.length; i++) out[i] = words[2 * i]!;
    else fromInt64(x, out as FloatArray);
  } else if (out instanceof BigInt64Array) {
    if (x instanceof Float32Array || x instanceof Float64Array) toInt64(x, out);
    else putIntegers(x as Int32Array | Uint8Array, out);
  } else if (to === "bool") {
    for (let i = 0; i < x.length; i++) out[i] = x[i] === 0 ? 0 : 1;
  } else if (to === "int32") {
    for (let i = 0; i < x.length; i++) out[i] = toInt32(x[i]!);
  } else {
    (out as NumberArray).set(x);
  }
  return out;
}
