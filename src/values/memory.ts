/**
 * Memory that is used again, and who owns what. Allocating a typed array costs as much as the loss of thirty small rows
 * (350 ns), and the fresh pages of a big one more than computing what goes there (18 ms for 51 MB, which are filled again
 * in 1.5 ms). The rules:
 *
 * 1. The elements that a user can reach change only where the user says so: by a method in place, and by a backward in
 *    the gradients of leaves, which are added to where they are, read or not, as in PyTorch. An error changes none.
 * 2. A gradient that `zero_()` made zero is a room: a backward writes over it. A pullback that asks {@link gradientOf} may
 *    write straight there; nothing else that the backward reads lies there (autograd.ts), and after an error it is zero again.
 * 3. A gradient is made by {@link gradientOf}. When nobody has it any more, {@link recycle} takes it back: the walk back
 *    counts who holds the gradients between ops, a tensor knows whether its `grad` has been read. What has been read and
 *    then replaced, by null too, is the user's for good.
 * 4. An op may give its dy on, as it is or under another shape. So a leaf copies a gradient that somebody else has too.
 * 5. Scratch is filled and read within one call, without any user code in between: `console.warn`, a getter, `valueOf`
 *    may themselves compute a loss, which fills the same scratch.
 */

import type { FloatArray, TypedArray } from "../dtype.ts";
import { computed } from "../dtype.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray, zerosOf } from "./ndarray.ts";

/** Elements of the smallest gradient that is kept: V8 has room for smaller ones on its heap. */
const SMALLEST = 17;
/** Free gradients that are kept, the oldest given up first. */
const MOST = 4;
/** Bytes of all free gradients but the newest. */
const MOST_BYTES = 2 ** 27;

/** Arrays that {@link gradientOf} made. */
const ours = new WeakSet<TypedArray>();
/** Those that nobody can reach any more. Held strongly: a WeakRef would keep all of them until the job ends. */
const free: FloatArray[] = [];

/** A gradient that is zero and may be written over, and the values whose gradient it is. */
export interface Room {
  readonly of: TypedArray;
  readonly gradient: TypedArray;
  /** Whether it was given away, and may hold anything now. */
  taken: boolean;
}

const NO_ROOMS: readonly Room[] = [];
let offered = NO_ROOMS;

/** Runs a pullback, for whose inputs {@link gradientOf} gives away these rooms. */
export function withRooms<T>(rooms: readonly Room[], pullback: () => T): T {
  offered = rooms;
  try {
    return pullback();
  } finally {
    offered = NO_ROOMS;
  }
}

/**
 * Memory for the gradient of `x`, a floating one: of its dtype, float32 for half precision. It holds anything, so all of it
 * has to be written.
 */
export function gradientOf(x: NDArray): NDArray {
  const { data, shape } = x;
  const dtype = computed(x.dtype);
  if (data.length < SMALLEST) return zerosOf(shape, dtype);
  for (const room of offered) {
    if (room.of !== data || room.taken) continue;
    room.taken = true;
    return ndarray(room.gradient, shape, dtype);
  }
  for (let i = free.length - 1; i >= 0; i--) {
    const buffer = free[i]!;
    if (buffer.length === data.length && buffer instanceof Float64Array === (dtype === "float64")) {
      free.splice(i, 1);
      return ndarray(buffer, shape, dtype);
    }
  }
  const gradient = zerosOf(shape, dtype);
  ours.add(gradient.data);
  return gradient;
}

/** A gradient of `x` that is zero so far. */
export function zeroGradientOf(x: NDArray): NDArray {
  const gradient = gradientOf(x);
  gradient.data.fill(0 as never);
  return gradient;
}

/** Whether {@link recycle} would take `data`. */
export const isRecyclable = (data: TypedArray): boolean => data.length >= SMALLEST && ours.has(data);

/** Takes back a gradient that is out of everybody's reach, which the caller has to know; leaves other arrays and rooms alone. */
export function recycle(data: TypedArray): void {
  if (!isRecyclable(data) || free.includes(data as FloatArray)) return;
  for (const room of offered) if (room.gradient === data) return;
  free.push(data as FloatArray);
  let bytes = free.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  while (free.length > MOST || (bytes > MOST_BYTES && free.length > 1)) bytes -= free.shift()!.byteLength;
}

/** Elements of the largest array that {@link scratchDoubles} and {@link scratchIntegers} keep. */
const LARGEST_SCRATCH = 2 ** 20;

let doubles = new Float64Array(0);
let integers = new Int32Array(0);
/** The part of them that was given last: the next call mostly asks for as much. */
let someDoubles = doubles;
let someIntegers = integers;

/** `n` float64 of any content for use within one call: the next call gets the same. */
export function scratchDoubles(n: number): Float64Array {
  if (n === someDoubles.length) return someDoubles;
  if (n > LARGEST_SCRATCH) return zerosOf([n], "float64").data as Float64Array;
  if (n > doubles.length) doubles = new Float64Array(Math.max(n, 2 * doubles.length));
  someDoubles = doubles.subarray(0, n);
  return someDoubles;
}

/** `n` int32, as {@link scratchDoubles}. */
export function scratchIntegers(n: number): Int32Array {
  if (n === someIntegers.length) return someIntegers;
  if (n > LARGEST_SCRATCH) return zerosOf([n], "int32").data as Int32Array;
  if (n > integers.length) integers = new Int32Array(Math.max(n, 2 * integers.length));
  someIntegers = integers.subarray(0, n);
  return someIntegers;
}
