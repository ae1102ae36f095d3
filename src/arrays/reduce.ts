/** Reductions of whole arrays over any dims, and gradients brought back to the shape that was stretched. */

import { run } from "../backends/choose.ts";
import type { ReductionKernel } from "../backends/table.ts";
import type { DType, FloatArray, TypedArray } from "../dtype.ts";
import { computed, isFloating } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { putIntegers } from "../values/convert.ts";
import { gradientOf, recycle, scratchIntegers } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { numel, sameShape } from "../values/shape.ts";

/** The dims of `to` that broadcasting stretches to `from`, both as many. */
const stretched = (to: readonly number[], from: readonly number[]): boolean[] =>
  from.map((size, d) => to[d - (from.length - to.length)] !== size);

/**
 * The lines of the reductions that, one after the other, leave only the dims of `shape` that are not `reduced`: neighbours
 * go together, the last ones first.
 */
function linesOver(shape: readonly number[], reduced: readonly boolean[]): Lines[] {
  const steps: Lines[] = [];
  let inner = 1;
  for (let d = shape.length; d > 0; ) {
    let length = 1;
    while (d > 0 && (reduced[d - 1] || shape[d - 1] === 1)) length *= shape[--d]!;
    if (length !== 1) steps.push({ outer: numel(shape, 0, d), length, inner });
    while (d > 0 && !(reduced[d - 1] && shape[d - 1] !== 1)) inner *= shape[--d]!;
  }
  return steps;
}

/** What a reduction by `kernel` leaves, each step of it of `dtype`; `x` itself where there is nothing to reduce. */
function reduceBy(
  kernel: "sum" | "amax" | "amin",
  x: NDArray,
  reduced: readonly boolean[],
  kept: readonly number[],
  dtype: DType,
): TypedArray {
  const steps = linesOver(x.shape, reduced);
  let { data } = x;
  for (const [i, lines] of steps.entries()) {
    const y = zerosOf(i + 1 < steps.length ? [lines.outer * lines.inner] : kept, dtype).data;
    if (y.length > 0 && lines.length > 0) run(kernel as ReductionKernel, lines, { x: data, y } as never);
    data = y;
  }
  return data;
}

/** int32 numbers whose sum is exact in double precision. */
const EXACT = 2 ** 22;

/** Σ of `x` over the dims that are `reduced`, before it is rounded: int64 for int64, else float64. */
const sums = (x: NDArray, reduced: readonly boolean[], kept: readonly number[]): TypedArray =>
  reduceBy("sum", x, reduced, kept, x.dtype === "int64" ? "int64" : "float64");

/**
 * Σ of `x` over some dims: in double precision, rounded once to the dtype of `x` for floats; int64 for integers, which
 * wrap.
 *
 * @param kept - the shape of the result.
 */
export function sumOver(x: NDArray, reduced: readonly boolean[], kept: readonly number[]): NDArray {
  const dtype = isFloating(x.dtype) ? x.dtype : "int64";
  const long = x.dtype === "int32" && x.data.length > EXACT;
  const from = long ? castTo(x, "int64") : x;
  const data = sums(from, reduced, kept);
  if (data === from.data) return castTo(ndarray(data.slice(), kept, from.dtype), dtype);
  return castTo(ndarray(data, kept, from.dtype === "int64" ? "int64" : "float64"), dtype);
}

/** Σ x / n over some dims, in double precision and rounded once. */
export function meanOver(x: NDArray, reduced: readonly boolean[], kept: readonly number[]): NDArray {
  let n = 1;
  for (let d = 0; d < reduced.length; d++) if (reduced[d]) n *= x.shape[d]!;
  const data = sums(x, reduced, kept);
  const y = zerosOf(kept, x.dtype);
  for (let i = 0; i < y.data.length; i++) y.data[i] = (data[i] as number) / n;
  return y;
}

/** The largest or smallest of `x` over some dims; a NaN wins. */
export function extremeOver(
  kernel: "amax" | "amin",
  x: NDArray,
  reduced: readonly boolean[],
  kept: readonly number[],
): NDArray {
  const data = reduceBy(kernel, x, reduced, kept, x.dtype);
  return ndarray(data === x.data ? data.slice() : data, kept, x.dtype);
}

/** Positions of the largest or smallest of each line, as int64 of the shape `kept`. */
export function placeOver(
  kernel: "argmax" | "argmin",
  x: NDArray,
  lines: Lines,
  kept: readonly number[],
): NDArray {
  const y = zerosOf(kept, "int64");
  if (y.data.length === 0) return y;
  const places = scratchIntegers(y.data.length);
  run(kernel, lines, { x: x.data, y: places });
  putIntegers(places, y.data as BigInt64Array);
  return y;
}

/** The sum of `x` over everything that broadcasting `shape` to `x.shape` would stretch; in double precision for floats. */
export const sumTo = (x: NDArray, shape: readonly number[]): NDArray =>
  sameShape(x.shape, shape) ? x : sumOver(x, stretched(shape, x.shape), shape);

/** A gradient brought back to an input: summed to its shape, then converted to its dtype. */
export function gradFor(input: NDArray, dy: NDArray): NDArray {
  const dtype = computed(input.dtype);
  if (dy.dtype !== dtype) return castTo(sumTo(dy, input.shape), dtype);
  if (sameShape(dy.shape, input.shape)) return dy;
  const summed = sums(dy, stretched(input.shape, dy.shape), input.shape);
  const gradient = gradientOf(input);
  (gradient.data as FloatArray).set(summed as FloatArray);
  return gradient;
}

/** {@link gradFor} of a gradient that nobody else has. */
export function ownGradFor(input: NDArray, dy: NDArray): NDArray {
  const gradient = gradFor(input, dy);
  if (gradient.data !== dy.data) recycle(dy.data);
  return gradient;
}
