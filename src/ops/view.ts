/** Ops that move or convert values without computing anything. */

import type { DType } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { castTo, permuted, withShape } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { NOTHING, type Op, type Outcome } from "./op.ts";

type View = Op<[x: NDArray], [shape: readonly number[]]>;

/** PyTorch's names of the ops that give the same elements, in the same order, under another shape. */
type Reshaping =
  | "ViewBackward0"
  | "UnsqueezeBackward0"
  | "SqueezeBackward0"
  | "SqueezeBackward1"
  | "SqueezeBackward2";

/** The same elements under another shape; shares the data. */
const reshaping =
  (name: Reshaping): View =>
  ([x], _, shape) => ({
    name,
    y: withShape(x, shape),
    saved: NOTHING,
    pullback: (dy) => [withShape(dy, x.shape)],
    means: "input",
  });

export const reshape = reshaping("ViewBackward0");
export const unsqueeze = reshaping("UnsqueezeBackward0");
/** Without all dims of size 1. */
export const squeeze = reshaping("SqueezeBackward0");
/** Without one dim of size 1. */
export const squeezeDim = reshaping("SqueezeBackward1");
/** Without those of some dims that have size 1. */
export const squeezeDims = reshaping("SqueezeBackward2");

/** Dims in another order, copied: dim `d` of the result is dim `dims[d]` of `x`. */
const permuting = (name: string, x: NDArray, dims: readonly number[]): Outcome => {
  const back = dims.map((_, d) => dims.indexOf(d));
  const y = permuted(x, dims);
  return { name, y, saved: NOTHING, pullback: (dy) => [permuted(dy, back)], means: "input" }; // dx = dy, permuted back
};

export const permute: View = ([x], _, dims) => permuting("PermuteBackward0", x, dims);
export const t: View = ([x], _, dims) => permuting("TBackward0", x, dims);
export const transpose: View = ([x], _, dims) => permuting("TransposeBackward0", x, dims);

/** The values in another dtype. */
export const cast: Op<[x: NDArray], [dtype: DType]> = ([x], _, dtype) => ({
  name: "ToCopyBackward0",
  y: castTo(x, dtype),
  saved: NOTHING,
  pullback: (dy) => [castTo(dy, computed(x.dtype))],
  means: "input",
});

/** The same values in a buffer of their own. */
export const clone: Op<[x: NDArray]> = ([x]) => ({
  name: "CloneBackward0",
  y: ndarray(x.data.slice(), x.shape, x.dtype),
  saved: NOTHING,
  pullback: (dy) => [dy],
  means: "input",
});
