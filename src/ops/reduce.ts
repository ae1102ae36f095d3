import { binary, binaryInto, compare, gradient } from "../arrays/elementwise.ts";
import { extremeOver, meanOver, placeOver, sumOver } from "../arrays/reduce.ts";
import { run } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import { castTo, expandInto, permuted, withShape } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import { numel, splitAt } from "../values/shape.ts";
import { gather } from "./gather.ts";
import { NOTHING, type Op } from "./op.ts";

/** The shape after reducing `dims`: 1 in their place, or without them. */
export function reducedShape(shape: readonly number[], dims: readonly number[], keepdim: boolean): number[] {
  const kept = shape.map((size, d) => (dims.includes(d) ? 1 : size));
  return keepdim ? kept : kept.filter((_, d) => !dims.includes(d));
}

type OverDims = Op<[x: NDArray], [dims: readonly number[], keepdim: boolean]>;
/** `whole` says that no dim was named: PyTorch has another overload for that. */
type OverDimsOrAll = Op<[x: NDArray], [dims: readonly number[], keepdim: boolean, whole: boolean]>;

/** Which dims of `shape` are among `dims`. */
const among = (shape: readonly number[], dims: readonly number[]): boolean[] =>
  shape.map((_, d) => dims.includes(d));

/** `dy` of a reduction, under the shape that keeps the dims, stretched to that of `x`. */
const expanded = (dy: NDArray, kept: readonly number[], x: NDArray): NDArray =>
  expandInto(withShape(dy, kept), gradientOf(x));

/** Σ x over `dims`; integers and booleans are summed as int64. */
export const sum: OverDimsOrAll = ([x], _, dims, keepdim, whole) => ({
  name: whole ? "SumBackward0" : "SumBackward1",
  y: sumOver(x, among(x.shape, dims), reducedShape(x.shape, dims, keepdim)),
  saved: NOTHING,
  pullback: (dy) => [expanded(dy, reducedShape(x.shape, dims, true), x)], // dx = dy, stretched
});

/** Σ x / n over `dims`, rounded once; NaN over nothing. */
export const mean: OverDimsOrAll = ([x], _, dims, keepdim, whole) => ({
  name: whole ? "MeanBackward0" : "MeanBackward1",
  y: meanOver(x, among(x.shape, dims), reducedShape(x.shape, dims, keepdim)),
  saved: NOTHING,
  // dx = dy / n, stretched
  pullback: (dy) => {
    const n = numel(dims.map((d) => x.shape[d]!));
    const share = (dy.data as FloatArray).map((g) => g / n);
    return [expanded(ndarray(share, dy.shape, x.dtype), reducedShape(x.shape, dims, true), x)];
  },
});

/** The largest or smallest over `dims`; a NaN wins. Equal ones share the gradient evenly, as in PyTorch. */
const extreme =
  (kernel: "amax" | "amin", name: string): OverDims =>
  ([x], _, dims, keepdim) => {
    const reduced = among(x.shape, dims);
    const kept = reducedShape(x.shape, dims, true);
    const y = extremeOver(kernel, x, reduced, kept);
    const result = withShape(y, reducedShape(x.shape, dims, keepdim));
    return {
      name,
      y: result,
      saved: [x, result],
      // dx = dy / (number of extremes) at each of them
      pullback: (dy) => {
        const hits = castTo(compare("eq", x, y, x.dtype), x.dtype);
        const share = binary("div", withShape(dy, kept), sumOver(hits, reduced, kept), x.dtype);
        return [gradient("mul", x, hits, share)];
      },
    };
  };

export const amax = extreme("amax", "AmaxBackward0");
export const amin = extreme("amin", "AminBackward0");

/** The largest or smallest of all. The NaNs share the gradient where there are some, else the equal ones, evenly. */
const extremeOfAll =
  (kernel: "amax" | "amin", name: string): Op<[x: NDArray]> =>
  ([x]) => {
    const all = x.shape.map(() => true);
    const y = extremeOver(kernel, x, all, []);
    return {
      name,
      y,
      saved: [x, y],
      // dx = dy / (number of them) at each, else 0, whatever dy is
      pullback: (dy) => {
        const hasNaN = Number.isNaN(y.data[0]);
        const hits = castTo(hasNaN ? compare("ne", x, x, x.dtype) : compare("eq", x, y, x.dtype), x.dtype);
        const share = binary("div", dy, sumOver(hits, all, []), x.dtype);
        return [binaryInto("whereNonzero", share, hits, gradientOf(x))];
      },
    };
  };

export const max = extremeOfAll("amax", "MaxBackward1");
export const min = extremeOfAll("amin", "MinBackward1");

/** The elements of `x` at `places` along `dim`, which are those of the largest or smallest of each line. */
const elementsAt =
  (name: string): Op<[x: NDArray], [places: NDArray, dim: number]> =>
  ([x], needs, places, dim) => {
    const kept = reducedShape(x.shape, [dim], true);
    const { y, saved, pullback } = gather([x], needs, withShape(places, kept), dim);
    return {
      name,
      y: withShape(y, places.shape),
      saved,
      pullback: (dy) => pullback(withShape(dy, kept)), // dx = dy at the places, else 0
    };
  };

export const maxAlong = elementsAt("MaxBackward0");
export const minAlong = elementsAt("MinBackward0");

/** log Σ exp x over `dims`, the maximum subtracted first. */
export const logsumexp: OverDims = ([x], _, dims, keepdim) => {
  const kept = reducedShape(x.shape, dims, true);
  const y = zerosOf(kept, "float64"); // rounding it to float32 would cost the gradient |y| · 2^-24
  // Several dims become one line: brought to the end, where they lie side by side.
  const single = dims.length === 1;
  const rest = x.shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const outer = numel(kept);
  const lines = single
    ? splitAt(x.shape, dims[0]!)
    : { outer, length: numel(dims.map((d) => x.shape[d]!)), inner: 1 };
  const lined = single || x.shape.length === dims.length ? x : permuted(x, [...rest, ...dims]);
  run("logsumexp", lines, { x: lined.data as FloatArray, y: y.data as Float64Array });
  return {
    name: "LogsumexpBackward0",
    y: withShape(castTo(y, x.dtype), reducedShape(x.shape, dims, keepdim)),
    saved: [x],
    // dx = dy · exp(x − y)
    pullback: (dy) => {
      const dx = binaryInto("expDifference", x, y, gradientOf(x));
      return [binaryInto("mul", dx, withShape(dy, kept), dx)];
    },
  };
};

/** Position of the first maximum or minimum along `dim` (not negative) as int64; not differentiable. */
export const place = (kernel: "argmax" | "argmin", x: NDArray, dim: number, keepdim: boolean): NDArray =>
  placeOver(
    kernel,
    x,
    splitAt(x.shape, dim),
    reducedShape(x.shape, x.shape.length === 0 ? [] : [dim], keepdim),
  );
