/** Kernels that read or write by index. */

import type { FloatArray, NumberArray, TypedArray } from "../dtype.ts";
import type { Halves } from "./half.ts";
import { numberAt } from "./half.ts";
import type { Lines, Loop } from "./shape.ts";
import { walk } from "./strided.ts";
import { wordsOf } from "./words.ts";

/** Indices as int32: the n-th is at `n · step`. What int64 has above its low words is left out. */
interface Picks {
  readonly low: Int32Array;
  readonly step: number;
}

const picksOf = (index: Int32Array | BigInt64Array): Picks =>
  index instanceof BigInt64Array ? { low: wordsOf(index), step: 2 } : { low: index, step: 1 };

/** The first index that is not in `[0, size)`, as a flat place; −1 where all are. */
export function firstOutside(index: Int32Array | BigInt64Array, size: number): number {
  const { low, step } = picksOf(index);
  const high = step - 1;
  for (let n = 0, at = 0; n < index.length; n++, at += step) {
    if (low[at]! >>> 0 >= size || (high === 1 && low[at + 1] !== 0)) return n; // a negative one is large without sign
  }
  return -1;
}

/**
 * `y[n] = x[base + index[n] · stride]` for the n-th visit of the nest, whose strides give the base. The indices have been
 * checked.
 */
export function gather(
  x: TypedArray,
  index: Int32Array | BigInt64Array,
  nest: readonly Loop[],
  stride: number,
  y: TypedArray,
): void {
  const picks = picksOf(index);
  const { size, strideA } = nest[nest.length - 1]!;
  let n = 0;
  walk(nest, (base) => {
    if (x instanceof BigInt64Array) {
      gatherBigInts(x, base, strideA, picks, stride, y as BigInt64Array, n, size);
    } else gatherNumbers(x, base, strideA, picks, stride, y as NumberArray, n, size);
    n += size;
  });
}

function gatherNumbers(
  x: NumberArray,
  base: number,
  along: number,
  { low, step }: Picks,
  stride: number,
  y: NumberArray,
  n: number,
  count: number,
): void {
  for (let end = n + count, at = n * step; n < end; n++, at += step, base += along) {
    y[n] = x[base + low[at]! * stride]!;
  }
}

/** As {@link gatherNumbers}: one loop that saw both kinds of elements would be slow for either. */
function gatherBigInts(
  x: BigInt64Array,
  base: number,
  along: number,
  { low, step }: Picks,
  stride: number,
  y: BigInt64Array,
  n: number,
  count: number,
): void {
  for (let end = n + count, at = n * step; n < end; n++, at += step, base += along) {
    y[n] = x[base + low[at]! * stride]!;
  }
}

/** `dx[base + index[n] · stride] += dy[n]`: the gradient of {@link gather}. */
export function scatterAdd(
  dy: FloatArray,
  index: Int32Array | BigInt64Array,
  nest: readonly Loop[],
  stride: number,
  dx: FloatArray,
): void {
  const picks = picksOf(index);
  const { size, strideA } = nest[nest.length - 1]!;
  let n = 0;
  walk(nest, (base) => {
    addRun(dy, n, picks, stride, dx, base, strideA, size);
    n += size;
  });
}

function addRun(
  dy: FloatArray,
  n: number,
  { low, step }: Picks,
  stride: number,
  dx: FloatArray,
  base: number,
  along: number,
  count: number,
): void {
  for (let end = n + count, at = n * step; n < end; n++, at += step, base += along) {
    dx[base + low[at]! * stride]! += dy[n]!;
  }
}

/** Elements of the shortest run that is worth a view. */
const LONG = 32;

/** The runs of `x` that the indices count, of `inner` elements side by side, in their order. They have been checked. */
export function pickRuns(
  x: TypedArray,
  { outer, length, inner }: Lines,
  index: Int32Array | BigInt64Array,
  y: TypedArray,
): void {
  if (y.length === 0) return; // of nothing there may be 2^40 lines
  const { low, step } = picksOf(index);
  if (inner >= LONG) {
    for (let o = 0, to = 0; o < outer; o++) {
      for (let n = 0; n < index.length; n++, to += inner) {
        const from = (o * length + low[n * step]!) * inner;
        y.set(x.subarray(from, from + inner) as never, to);
      }
    }
  } else if (x instanceof BigInt64Array) {
    pickBigInts(x, outer, length, inner, { low, step }, index.length, y as BigInt64Array);
  } else pickNumbers(x, outer, length, inner, { low, step }, index.length, y as NumberArray);
}

function pickNumbers(
  x: NumberArray,
  outer: number,
  length: number,
  inner: number,
  { low, step }: Picks,
  count: number,
  y: NumberArray,
): void {
  for (let o = 0, to = 0; o < outer; o++) {
    for (let n = 0, at = 0; n < count; n++, at += step) {
      const from = (o * length + low[at]!) * inner;
      for (let i = 0; i < inner; i++) y[to++] = x[from + i]!;
    }
  }
}

/** As {@link pickNumbers}: one loop that saw both kinds of elements would be slow for either. */
function pickBigInts(
  x: BigInt64Array,
  outer: number,
  length: number,
  inner: number,
  { low, step }: Picks,
  count: number,
  y: BigInt64Array,
): void {
  for (let o = 0, to = 0; o < outer; o++) {
    for (let n = 0, at = 0; n < count; n++, at += step) {
      const from = (o * length + low[at]!) * inner;
      for (let i = 0; i < inner; i++) y[to++] = x[from + i]!;
    }
  }
}

/** Adds each run of `dy` to the one of `dx` that it came from: the gradient of {@link pickRuns}. */
export function addRuns(
  dy: FloatArray,
  { outer, length, inner }: Lines,
  index: Int32Array | BigInt64Array,
  dx: FloatArray,
): void {
  if (dy.length === 0) return;
  const { low, step } = picksOf(index);
  for (let o = 0, from = 0; o < outer; o++) {
    for (let n = 0; n < index.length; n++) {
      const to = (o * length + low[n * step]!) * inner;
      for (let i = 0; i < inner; i++) dx[to + i]! += dy[from++]!;
    }
  }
}

/** Per line `−w_t x_t`; 0 where the target is negative, which means ignored. */
export function negativeLogLikelihood(
  x: FloatArray | Halves,
  { outer, length, inner }: Lines,
  targets: Int32Array,
  weights: FloatArray | null,
  losses: Float64Array,
): void {
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      const weight = target < 0 || weights === null ? 1 : weights[target]!;
      losses[line] = target < 0 ? 0 : -numberAt(x, (o * length + target) * inner + i) * weight;
    }
  }
}

/** `dx_t = −s w_t` into a zeroed `dx`; `scale` is one per line, or a single one for all. */
export function negativeLogLikelihoodGrad(
  scale: Float64Array,
  { outer, length, inner }: Lines,
  targets: Int32Array,
  weights: FloatArray | null,
  dx: FloatArray,
): void {
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      if (target < 0) continue;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      dx[(o * length + target) * inner + i] = -s * (weights === null ? 1 : weights[target]!);
    }
  }
}
