/** Copies between the arrays of a call and the module's memory. */

import type { FloatArray } from "../../dtype.ts";
import type { Halves } from "../../values/half.ts";
import type { Instance } from "./instance.ts";

/** Numbers that a loop copies sooner than a view is made. */
const SHORT = 24;

/** `to[at + i] = from[start + i]` for `count` numbers. */
export function copy<A extends Float32Array | Float64Array | Int32Array>(
  from: A,
  start: number,
  count: number,
  to: A,
  at: number,
): void {
  if (count <= SHORT) for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
  else to.set(count === from.length ? from : from.subarray(start, start + count), at);
}

/** The same of the numbers of lines: apart, because a loop that sees fewer kinds of arrays is faster. */
export function copyFloats<A extends FloatArray>(
  from: A,
  start: number,
  count: number,
  to: A,
  at: number,
): void {
  if (count <= SHORT) for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
  else to.set(count === from.length ? from : from.subarray(start, start + count), at);
}

/** The same of half precision, which becomes float32: the bits go to the end of their room, and are widened there. */
export function copyHalves(
  { bits, floats, dtype }: Halves,
  start: number,
  count: number,
  { exports, f32, u16 }: Instance,
  at: number,
): void {
  if (count <= SHORT) for (let i = 0; i < count; i++) f32[at + i] = floats[bits[start + i]!]!;
  else {
    u16.set(count === bits.length ? bits : bits.subarray(start, start + count), 2 * at + count);
    if (dtype === "float16") exports.widenFloat16(4 * at, count);
    else exports.widenBfloat16(4 * at, count);
  }
}
