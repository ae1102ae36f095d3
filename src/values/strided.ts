/**
 * Copies over loop nests: permuting and stretching are the same walk with other strides. A nest visits one contiguous array
 * in order while it reads another by strides; see `loopNest` in shape.ts.
 */

import type { NumberArray, TypedArray } from "../dtype.ts";
import type { Loop } from "./shape.ts";

/** Calls `inner` once for each run of the innermost loop, with both positions at its start. */
export function walk(nest: readonly Loop[], inner: (a: number, b: number) => void): void {
  const depth = nest.length - 1;
  if (depth <= 0) {
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

/** Elements of the shortest run that is worth a view, or a call of `fill`. */
const LONG = 32;

/** `out[n] = x[…]` for the n-th visit; the strides of `x` are `strideA`. */
export function copyStrided(x: TypedArray, nest: readonly Loop[], out: TypedArray): void {
  if (out.length === 0) return;
  const { size, strideA } = nest[nest.length - 1]!;
  const across = strideA > 1 ? nest.findIndex((loop) => loop.strideA === 1) : -1;
  if (across >= 0) {
    transposed(x, nest, across, out);
    return;
  }
  let n = 0;
  walk(nest, (start) => {
    if (size >= LONG && strideA === 1) out.set(x.subarray(start, start + size) as never, n);
    else if (size >= LONG && strideA === 0) out.fill(x[start] as never, n, n + size);
    else if (x instanceof BigInt64Array) copyBigInts(x, start, strideA, out as BigInt64Array, n, size);
    else copyNumbers(x, start, strideA, out as NumberArray, n, size);
    n += size;
  });
}

function copyNumbers(x: NumberArray, i: number, step: number, out: NumberArray, at: number, n: number): void {
  for (const end = at + n; at < end; at++, i += step) out[at] = x[i]!;
}
function copyBigInts(
  x: BigInt64Array,
  i: number,
  step: number,
  out: BigInt64Array,
  at: number,
  n: number,
): void {
  for (const end = at + n; at < end; at++, i += step) out[at] = x[i]!;
}

/** `out[…] = x[n]` for the n-th visit; the strides of `out` are `strideB`: the way back of {@link copyStrided}. */
export function pasteStrided(x: TypedArray, nest: readonly Loop[], out: TypedArray): void {
  if (x.length === 0) return;
  const { size, strideB } = nest[nest.length - 1]!;
  let n = 0;
  walk(nest, (_, start) => {
    if (size >= LONG && strideB === 1) out.set(x.subarray(n, n + size) as never, start);
    else if (x instanceof BigInt64Array) pasteBigInts(x, n, size, out as BigInt64Array, start, strideB);
    else pasteNumbers(x, n, size, out as NumberArray, start, strideB);
    n += size;
  });
}

function pasteNumbers(
  x: NumberArray,
  i: number,
  n: number,
  out: NumberArray,
  at: number,
  step: number,
): void {
  for (const end = i + n; i < end; i++, at += step) out[at] = x[i]!;
}
function pasteBigInts(
  x: BigInt64Array,
  i: number,
  n: number,
  out: BigInt64Array,
  at: number,
  step: number,
): void {
  for (const end = i + n; i < end; i++, at += step) out[at] = x[i]!;
}

/** The same where `x` lies side by side in the loop `across`, `out` in the last one: both are walked in tiles. */
function transposed(x: TypedArray, nest: readonly Loop[], across: number, out: TypedArray): void {
  const inOut = nest.map((_, d) => nest.slice(d + 1).reduce((n, { size }) => n * size, 1));
  const outer = nest
    .map(({ size, strideA }, d) => ({ size, strideA, strideB: inOut[d]! }))
    .filter((_, d) => d !== across && d !== nest.length - 1);
  const { size: n } = nest[across]!;
  const { size: m, strideA: step } = nest[nest.length - 1]!;
  const stepOut = inOut[across]!;
  // The walk ends one loop before the last.
  walk([...outer, nest[across]!], (i, at) => {
    if (x instanceof BigInt64Array) {
      transposeBigInts(x, i, step, out as BigInt64Array, at, stepOut, n, m);
    } else transposeNumbers(x, i, step, out as NumberArray, at, stepOut, n, m);
  });
}

/** Elements on a side of a tile: as many cache lines of both arrays as the fastest cache holds. */
const TILE = 32;

/** `out[at + p · stepOut + q] = x[i + p + q · step]` for `n` times `m` elements. */
function transposeNumbers(
  x: NumberArray,
  i: number,
  step: number,
  out: NumberArray,
  at: number,
  stepOut: number,
  n: number,
  m: number,
): void {
  for (let p0 = 0; p0 < n; p0 += TILE) {
    const p1 = Math.min(p0 + TILE, n);
    for (let q0 = 0; q0 < m; q0 += TILE) {
      const q1 = Math.min(q0 + TILE, m);
      for (let p = p0; p < p1; p++) {
        const to = at + p * stepOut;
        for (let q = q0, from = i + p + q0 * step; q < q1; q++, from += step) out[to + q] = x[from]!;
      }
    }
  }
}

/** As {@link transposeNumbers}: one loop that saw both kinds of elements would be slow for either. */
function transposeBigInts(
  x: BigInt64Array,
  i: number,
  step: number,
  out: BigInt64Array,
  at: number,
  stepOut: number,
  n: number,
  m: number,
): void {
  for (let p0 = 0; p0 < n; p0 += TILE) {
    const p1 = Math.min(p0 + TILE, n);
    for (let q0 = 0; q0 < m; q0 += TILE) {
      const q1 = Math.min(q0 + TILE, m);
      for (let p = p0; p < p1; p++) {
        const to = at + p * stepOut;
        for (let q = q0, from = i + p + q0 * step; q < q1; q++, from += step) out[to + q] = x[from]!;
      }
    }
  }
}
