/**
 * Memory that is used again: allocating a typed array costs as much as the loss of thirty small rows (350 ns), and the
 * fresh pages of a big one more than computing what goes there (18 ms for 51 MB, which are filled again in 1.5 ms).
 */

import type { FloatArray, TypedArray } from "../dtype.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray, zerosOf } from "./ndarray.ts";

/** Elements of the smallest gradient that is kept: V8 has room for smaller ones on its heap. */
const SMALLEST = 17;
/** Free gradients that are remembered, the oldest forgotten first. */
const MOST = 4;

/** Arrays that {@link gradientOf} made. */
const ours = new WeakSet<TypedArray>();
/** Those that nobody can reach any more; held weakly, a garbage collection may take them. */
const free: WeakRef<FloatArray>[] = [];

/** Room for the gradient of `x`, a floating one. It holds anything, so all of it has to be written. */
export function gradientOf({ data, shape, dtype }: NDArray): NDArray {
  for (let i = free.length - 1; i >= 0; i--) {
    const buffer = free[i]!.deref();
    if (buffer?.length === data.length && buffer.constructor === data.constructor) {
      free.splice(i, 1);
      return ndarray(buffer, shape, dtype);
    }
  }
  const gradient = zerosOf(shape, dtype);
  if (data.length >= SMALLEST) ours.add(gradient.data);
  return gradient;
}

/** Whether {@link recycle} would take `data`. */
export const isRecyclable = (data: TypedArray): boolean => data.length >= SMALLEST && ours.has(data);

/** Takes back a gradient that is out of everybody's reach, which the caller has to know; leaves other arrays alone. */
export function recycle(data: TypedArray): void {
  if (!isRecyclable(data) || free.some((buffer) => buffer.deref() === data)) return;
  if (free.length === MOST) free.shift();
  free.push(new WeakRef(data as FloatArray));
}

/** Elements of the largest array that {@link scratch} keeps. */
const LARGEST_SCRATCH = 2 ** 20;

let doubles = new Float64Array(0);
let integers = new Int32Array(0);

/** `n` float64 of any content for use within one call: the next call gets the same. */
export function scratchDoubles(n: number): Float64Array {
  if (n > LARGEST_SCRATCH) return new Float64Array(n);
  if (n > doubles.length) doubles = new Float64Array(Math.max(n, 2 * doubles.length));
  return doubles.subarray(0, n);
}

/** `n` int32, as {@link scratchDoubles}. */
export function scratchIntegers(n: number): Int32Array {
  if (n > LARGEST_SCRATCH) return new Int32Array(n);
  if (n > integers.length) integers = new Int32Array(Math.max(n, 2 * integers.length));
  return integers.subarray(0, n);
}
