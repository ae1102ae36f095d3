/** Ops that take some elements of a tensor, or elements of one or the other. */

import { gradientLike } from "../arrays/elementwise.ts";
import { ownGradFor } from "../arrays/reduce.ts";
import type { FloatArray } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { expandInto, expandTo } from "../values/broadcast.ts";
import { addRuns, gather, pickRuns, scatterAdd } from "../values/indexing.ts";
import { copyWhere, placesOf } from "../values/masking.ts";
import { zeroGradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Loop } from "../values/shape.ts";
import { broadcastShapes, loopNest, sameShape, splitAt, stridesOf } from "../values/shape.ts";
import { copyStrided, pasteStrided } from "../values/strided.ts";
import { NOTHING, type Op, type Outcome } from "./op.ts";

/** `count` elements along `dim`, from `start` on in steps. */
export interface Range {
  readonly dim: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Elements of `x` that lie in a range, under the shape given. */
function taking(name: string, x: NDArray, range: Range, shape: readonly number[]): Outcome {
  const { dim, start, step, count } = range;
  const strides = stridesOf(x.shape);
  const along = strides.map((stride, d) => (d === dim ? stride * step : stride));
  const kept = x.shape.map((size, d) => (d === dim ? count : size));
  const nest = loopNest(kept, along, along);
  const from = start * strides[dim]!;
  const y = zerosOf(shape, x.dtype);
  copyStrided(x.data.subarray(from), nest, y.data);
  return {
    name,
    y,
    saved: NOTHING,
    // dx = dy where it was taken from, else 0
    pullback: (dy) => {
      const dx = zeroGradientOf(x);
      pasteStrided(dy.data, nest, dx.data.subarray(from));
      return [dx];
    },
    means: "input",
  };
}

/** `x[…, start : … : step, …]` */
export const slice: Op<[x: NDArray], [range: Range]> = ([x], _, range) => {
  const shape = x.shape.map((size, d) => (d === range.dim ? range.count : size));
  return taking("SliceBackward0", x, range, shape);
};

/** `x[…, index, …]`, without the dim. */
export const select: Op<[x: NDArray], [dim: number, index: number]> = ([x], _, dim, start) => {
  const shape = x.shape.filter((_, d) => d !== dim);
  return taking("SelectBackward0", x, { dim, start, step: 1, count: 1 }, shape);
};

/** `y[…, n, …] = x[…, index[n], …]` along `dim`. The indices, int64 or int32, have been checked. */
export const indexSelect: Op<[x: NDArray], [dim: number, index: NDArray]> = ([x], _, dim, index) => {
  const lines = splitAt(x.shape, dim);
  const picks = index.data as Int32Array | BigInt64Array;
  const shape = x.shape.map((size, d) => (d === dim ? picks.length : size));
  const y = zerosOf(shape, x.dtype);
  pickRuns(x.data, lines, picks, y.data);
  return {
    name: "IndexSelectBackward0",
    y,
    saved: [index],
    // dx = Σ of dy over the places that were read from each
    pullback: (dy) => {
      const dx = zeroGradientOf(x);
      addRuns(dy.data as FloatArray, lines, picks, dx.data as FloatArray);
      return [dx];
    },
    means: "input",
  };
};

const maskOf = (mask: NDArray, shape: readonly number[]): Uint8Array =>
  expandTo(mask, shape).data as Uint8Array;

/** The loop over picks of a flat array. */
const flat = (size: number): readonly Loop[] => [{ size, strideA: 0, strideB: 0 }];

/** The elements of `x` where the mask is true, flat; both are broadcast. */
export const maskedSelect: Op<[x: NDArray], [mask: NDArray]> = ([x], _, mask) => {
  const shape = broadcastShapes(mask.shape, x.shape);
  const places = placesOf(maskOf(mask, shape));
  const y = zerosOf([places.length], x.dtype);
  gather(expandTo(x, shape).data, places, flat(places.length), 1, y.data);
  return {
    name: "MaskedSelectBackward0",
    y,
    saved: [mask],
    // dx = dy where it was taken from, else 0
    pullback: (dy) => {
      const dx = zeroGradientOf(sameShape(shape, x.shape) ? x : zerosOf(shape, computed(x.dtype)));
      scatterAdd(dy.data as FloatArray, places, flat(places.length), 1, dx.data as FloatArray);
      return [ownGradFor(x, dx)];
    },
    means: "input",
  };
};

/** `a` where the mask is true, else `b`, under `shape`; `y` is written over. */
function chosen(mask: Uint8Array, a: NDArray, b: NDArray, y: NDArray): NDArray {
  expandInto(b, y);
  copyWhere(mask, (a.data.length === 1 ? a : expandTo(a, y.shape)).data, y.data);
  return y;
}

const zeroLike = (dy: NDArray): NDArray => zerosOf([], dy.dtype);

/** `value`, a scalar, where the mask is true, else `x`; `x` and mask are broadcast. */
const filling =
  (name: string): Op<[x: NDArray, value: NDArray], [mask: NDArray]> =>
  ([x, value], [needX, needValue], mask) => {
    const shape = broadcastShapes(mask.shape, x.shape);
    return {
      name,
      y: chosen(maskOf(mask, shape), value, x, zerosOf(shape, x.dtype)),
      saved: [mask],
      // dx = dy where the mask is false, dvalue = Σ dy where it is true
      pullback: (dy) => {
        const where = maskOf(mask, shape);
        const zero = zeroLike(dy);
        return [
          needX ? ownGradFor(x, chosen(where, zero, dy, gradientLike(x, dy))) : null,
          needValue ? ownGradFor(value, chosen(where, dy, zero, gradientLike(value, dy))) : null,
        ];
      },
    };
  };

export const maskedFill = filling("MaskedFillBackward1");
/** {@link maskedFill} with a plain value. */
export const maskedFillScalar = filling("MaskedFillBackward0");

/** `a` where the condition is true, else `b`; all are broadcast, both have one dtype. */
export const where: Op<[a: NDArray, b: NDArray], [condition: NDArray]> = (
  [a, b],
  [needA, needB],
  condition,
) => {
  const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
  return {
    name: "WhereBackward0",
    y: chosen(maskOf(condition, shape), a, b, zerosOf(shape, a.dtype)),
    saved: [condition],
    // da = dy where the condition is true, db = dy where it is false
    pullback: (dy) => {
      const mask = maskOf(condition, shape);
      const zero = zeroLike(dy);
      return [
        needA ? ownGradFor(a, chosen(mask, dy, zero, gradientLike(a, dy))) : null,
        needB ? ownGradFor(b, chosen(mask, zero, dy, gradientLike(b, dy))) : null,
      ];
    },
  };
};
