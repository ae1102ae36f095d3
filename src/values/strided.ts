/**
 * Kernels over loop nests: broadcasting, reducing and permuting are the same walk with other strides.
 * A nest visits one contiguous array in order while it reads or writes another by strides; see `loopNest` in shape.ts.
 */

import type { TypedArray } from "../dtype.ts";
import type { Loop } from "./shape.ts";

/** Calls `inner` once for each run of the innermost loop, with both positions at its start. */
function walk(nest: readonly Loop[], inner: (a: number, b: number) => void): void {
  const depth = nest.length - 1;
  if (depth === 0) {
    inner(0, 0);
    return;
  }
  if (nest.some((loop) => loop.size === 0)) return;
  const counters = new Array<number>(depth).fill(0);
  let a = 0;
  let b = 0;
  for (;;) {
    inner(a, b);
    let d = depth - 1;
    for (; d >= 0; d--) {
      const { size, strideA, strideB } = nest[d]!;
      a += strideA;
      b += strideB;
      counters[d]!++;
      if (counters[d]! < size) break;
      counters[d] = 0;
      a -= strideA * size;
      b -= strideB * size;
    }
    if (d < 0) return;
  }
}

/** An element of some typed array: a bigint of int64, else a number. */
type Scalar<T> = T extends BigInt64Array ? bigint : number;
interface Elements<E> {
  readonly length: number;
  [index: number]: E;
}

/** `out[n] = f(a[…], b[…])` for the n-th visit of the nest. */
export function mapPairs<E, R>(
  f: (a: E, b: E) => R,
  a: Elements<E>,
  b: Elements<E>,
  nest: readonly Loop[],
  out: Elements<R>,
): void {
  const { size, strideA, strideB } = nest[nest.length - 1]!;
  let n = 0;
  walk(nest, (startA, startB) => {
    for (let k = 0, i = startA, j = startB; k < size; k++, i += strideA, j += strideB) {
      out[n++] = f(a[i]!, b[j]!);
    }
  });
}

/** `out[n] = x[…]` for the n-th visit; the strides of `x` are `strideA`. */
export function copyStrided<T extends TypedArray>(x: T, nest: readonly Loop[], out: T): void {
  const from = x as unknown as Elements<Scalar<T>>;
  const to = out as unknown as Elements<Scalar<T>>;
  const { size, strideA } = nest[nest.length - 1]!;
  let n = 0;
  walk(nest, (start) => {
    for (let k = 0, i = start; k < size; k++, i += strideA) to[n++] = from[i]!;
  });
}

/**
 * `out[…] = f(out[…], x[…])` over the nest, `x` read by `strideA`, `out` by `strideB`. `out` holds the start values.
 */
export function foldStrided<E extends number | bigint>(
  f: (acc: E, value: E) => E,
  x: Elements<E>,
  nest: readonly Loop[],
  out: Elements<E>,
): void {
  const { size, strideA, strideB } = nest[nest.length - 1]!;
  walk(nest, (startA, startB) => {
    if (strideB === 0) {
      let acc: E = out[startB]!;
      for (let k = 0, i = startA; k < size; k++, i += strideA) acc = f(acc, x[i]!);
      out[startB] = acc;
    } else {
      for (let k = 0, i = startA, j = startB; k < size; k++, i += strideA, j += strideB) {
        out[j] = f(out[j]!, x[i]!);
      }
    }
  });
}
