import { run } from "../backends/choose.ts";
import type { DType, FloatArray } from "../dtype.ts";
import {
  castTo,
  equals,
  expandTo,
  permuted,
  sumsInDouble,
  sumTo,
  withShape,
  zip,
} from "../values/broadcast.ts";
import { argmax as argmaxKernel } from "../values/indexing.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import { broadcastStrides, loopNest, numel, splitAt, stridesOf } from "../values/shape.ts";
import { foldStrided } from "../values/strided.ts";
import { NOTHING, type Op } from "./op.ts";

/** The shape after reducing `dims`: 1 in their place, or without them. */
export function reducedShape(shape: readonly number[], dims: readonly number[], keepdim: boolean): number[] {
  const kept = shape.map((size, d) => (dims.includes(d) ? 1 : size));
  return keepdim ? kept : kept.filter((_, d) => !dims.includes(d));
}

type OverDims = Op<[x: NDArray], [dims: readonly number[], keepdim: boolean]>;
/** `whole` says that no dim was named: PyTorch has another overload for that. */
type OverDimsOrAll = Op<[x: NDArray], [dims: readonly number[], keepdim: boolean, whole: boolean]>;

/** Σ x over `dims`; integers and booleans are summed as int64. */
export const sum: OverDimsOrAll = ([x], _, dims, keepdim, whole) => {
  const kept = reducedShape(x.shape, dims, true);
  const dtype: DType = x.dtype === "float32" || x.dtype === "float64" ? x.dtype : "int64";
  return {
    name: whole ? "SumBackward0" : "SumBackward1",
    y: withShape(sumTo(castTo(x, dtype), kept), reducedShape(x.shape, dims, keepdim)),
    saved: NOTHING,
    pullback: (dy) => [expandTo(withShape(dy, kept), x.shape)], // dx = dy, stretched
  };
};

/** Σ x / n over `dims`, rounded once; NaN over nothing. */
export const mean: OverDimsOrAll = ([x], _, dims, keepdim, whole) => {
  const kept = reducedShape(x.shape, dims, true);
  const n = numel(dims.map((d) => x.shape[d]!));
  const means = sumsInDouble(x.data as FloatArray, x.shape, kept).map((sum) => sum / n);
  return {
    name: whole ? "MeanBackward0" : "MeanBackward1",
    y: castTo(ndarray(means, reducedShape(x.shape, dims, keepdim), "float64"), x.dtype),
    saved: NOTHING,
    // dx = dy / n, stretched
    pullback: (dy) => {
      const share = (dy.data as FloatArray).map((g) => g / n);
      return [expandTo(ndarray(share, kept, x.dtype), x.shape)];
    },
  };
};

/** The largest over `dims`; a NaN wins. Equal maxima share the gradient evenly, as in PyTorch. */
export const amax: OverDims = ([x], _, dims, keepdim) => {
  const kept = reducedShape(x.shape, dims, true);
  const y = zerosOf(kept, x.dtype);
  const nest = loopNest(x.shape, stridesOf(x.shape), broadcastStrides(kept, x.shape));
  if (x.data instanceof BigInt64Array) {
    (y.data as BigInt64Array).fill(-(2n ** 63n));
    foldStrided((acc, v) => (v > acc ? v : acc), x.data, nest, y.data as BigInt64Array);
  } else {
    const floating = x.dtype === "float32" || x.dtype === "float64";
    y.data.fill((floating ? -Infinity : x.dtype === "int32" ? -(2 ** 31) : 0) as never);
    foldStrided(
      (acc: number, v) => (v > acc || Number.isNaN(v) ? v : acc),
      x.data,
      nest,
      y.data as FloatArray,
    );
  }
  return {
    name: "AmaxBackward0",
    y: withShape(y, reducedShape(x.shape, dims, keepdim)),
    saved: [x, y],
    // dx = dy / (number of maxima) at each maximum
    pullback: (dy) => {
      const hits = castTo(equals(x, y, x.dtype), x.dtype);
      const share = zip(withShape(dy, kept), sumTo(hits, kept), (g, n) => g / n);
      return [zip(share, hits, (g, hit) => g * hit)];
    },
  };
};

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
    pullback: (dy) => [
      zip(
        withShape(dy, kept),
        zip(x, y, (v, lse) => Math.exp(v - lse)),
        (g, p) => g * p,
      ),
    ],
  };
};

/** Position of the first maximum along `dim` (not negative) as int64; not differentiable. */
export function argmax(x: NDArray, dim: number, keepdim: boolean): NDArray {
  const y = zerosOf(reducedShape(x.shape, x.shape.length === 0 ? [] : [dim], keepdim), "int64");
  argmaxKernel(x.data, splitAt(x.shape, dim), y.data as BigInt64Array);
  return y;
}
