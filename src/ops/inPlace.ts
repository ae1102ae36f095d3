/** Operations that write their result over their first input, which is their `y`. */

import { binaryInto, gradientLike } from "../arrays/elementwise.ts";
import { addScaled, copied, copyTo, update } from "../arrays/inPlace.ts";
import { gradFor, ownGradFor } from "../arrays/reduce.ts";
import type { DType } from "../dtype.ts";
import { zeroGradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { scalar } from "../values/promotion.ts";
import { div, mul } from "./elementwise.ts";
import { NOTHING, type Op } from "./op.ts";

type InPlace<A extends readonly unknown[] = []> = Op<[x: NDArray, other: NDArray], A>;

/** `x += sign · alpha · other`, computed in `dtype`. */
const accumulating =
  (name: string, sign: 1 | -1): InPlace<[dtype: DType, alpha: number]> =>
  ([x, other], [needX, needOther], dtype, alpha) => {
    addScaled(x, other, sign * alpha, dtype);
    return {
      name,
      y: x,
      saved: NOTHING,
      // dx = dy, d other = sign · alpha · dy
      pullback: (dy) => [needX ? dy : null, needOther ? scaledFor(other, dy, sign * alpha) : null],
    };
  };

export const add_ = accumulating("AddBackward0", 1);
export const sub_ = accumulating("SubBackward0", -1);

/** The gradient of `input` that is `dy` times a number. */
function scaledFor(input: NDArray, dy: NDArray, factor: number): NDArray {
  if (factor === 1) return gradFor(input, dy);
  return ownGradFor(input, binaryInto("mul", dy, scalar(factor, dy.dtype), gradientLike(input, dy)));
}

/** `op` in place. Its way back reads the old values of `x` where `other` wants a gradient: a copy, as in PyTorch. */
const overwriting =
  (name: "mul" | "div", op: InPlace<[dtype: DType]>): InPlace<[dtype: DType]> =>
  ([x, other], needs, dtype) => {
    const [needX, needOther] = needs;
    if (!needX && !needOther) {
      update(name, x, other, dtype);
      return { name, y: x, saved: NOTHING, pullback: () => [] };
    }
    const outcome = op([needOther ? copied(x) : x, other], needs, dtype);
    copyTo(x, outcome.y);
    return { ...outcome, y: x };
  };

export const mul_ = overwriting("mul", mul);
export const div_ = overwriting("div", div);

/** `x = other`, which is converted and broadcast. */
const replacing =
  (name: string): InPlace =>
  ([x, other], [needX, needOther]) => {
    copyTo(x, other);
    // dx = 0, d other = dy
    return {
      name,
      y: x,
      saved: NOTHING,
      pullback: (dy) => [needX ? zeroGradientOf(x) : null, needOther ? gradFor(other, dy) : null],
    };
  };

export const copy_ = replacing("CopyBackwards");
/** By a plain value. */
export const fillScalar_ = replacing("FillBackward2");
/** By a tensor without dims. */
export const fill_ = replacing("FillBackward3");
export const zero_ = replacing("ZeroBackward0");
