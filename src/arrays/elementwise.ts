/** Arithmetic on whole arrays, with broadcasting: what the ops and the walk back are made of. It knows no graph. */

import { run } from "../backends/choose.ts";
import type { PairKernel } from "../backends/table.ts";
import type { DType } from "../dtype.ts";
import { computed } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Loop } from "../values/shape.ts";
import { broadcastShapes, broadcastStrides, loopNest, sameShape, stridesOf } from "../values/shape.ts";

/** The kernels of one operand, and of two. */
export type UnaryName =
  | "neg"
  | "exp"
  | "log"
  | "sqrt"
  | "rsqrt"
  | "abs"
  | "relu"
  | "sigmoid"
  | "tanh"
  | "log1p"
  | "expm1";
export type BinaryName = Exclude<PairKernel, UnaryName | ComparisonName | "axpy" | "powScalarGrad">;
type ComparisonName = "eq" | "ne" | "lt" | "le";

/** The loops over `shape` that read `a` and `b` as if they had it. */
function nestOf(a: NDArray, b: NDArray, shape: readonly number[]): readonly Loop[] {
  if (a.shape === b.shape || sameShape(a.shape, b.shape)) return flat(a);
  return loopNest(shape, broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape));
}

/** The one loop over all elements. */
const flat = ({ data }: NDArray): readonly Loop[] => [{ size: data.length, strideA: 1, strideB: 1 }];

/** `y = a ∘ b` with broadcasting, into `y` of the common shape, all of which is written. `y` may be `a` or `b`. */
export function binaryInto(name: BinaryName, a: NDArray, b: NDArray, y: NDArray): NDArray {
  run(name, nestOf(a, b, y.shape), { a: a.data, b: b.data, y: y.data });
  return y;
}

const commonShape = (a: NDArray, b: NDArray): readonly number[] =>
  sameShape(a.shape, b.shape) ? a.shape : broadcastShapes(a.shape, b.shape);

/** `a ∘ b` with broadcasting, computed in `dtype`. */
export function binary(name: BinaryName, a: NDArray, b: NDArray, dtype: DType): NDArray {
  const y = zerosOf(commonShape(a, b), dtype);
  // Sums of booleans stay booleans.
  return binaryInto(name === "add" && dtype === "bool" ? "or" : name, castTo(a, dtype), castTo(b, dtype), y);
}

/** Memory for the gradient of `input`, or for one that has the shape of `dy` and is still to be summed to the input's. */
export const gradientLike = (input: NDArray, dy: NDArray): NDArray =>
  gradientOf(computed(input.dtype) === dy.dtype && sameShape(input.shape, dy.shape) ? input : dy);

/** `dy ∘ x`, where `x` has the dtype of `dy` and a shape that stretches to its own: a gradient of `input`, see memory.ts. */
export const gradient = (name: BinaryName, input: NDArray, dy: NDArray, x: NDArray): NDArray =>
  binaryInto(name, dy, x, gradientLike(input, dy));

/** `y += alpha · x` in place; `x` has the dtype of `y` and a shape that stretches to its own. */
export function axpy(y: NDArray, x: NDArray, alpha = 1): void {
  const nest = sameShape(x.shape, y.shape)
    ? flat(y)
    : loopNest(y.shape, stridesOf(y.shape), broadcastStrides(x.shape, y.shape));
  if (alpha === 1 && y.dtype !== "bool") run("add", nest, { a: y.data, b: x.data, y: y.data });
  else run("axpy", nest, { y: y.data, x: x.data, alpha });
}

/** Whether `a` and `b` compare so, element by element with broadcasting, in `dtype`. `>` is `<` with the sides exchanged. */
export function compare(name: ComparisonName, a: NDArray, b: NDArray, dtype: DType): NDArray {
  const y = zerosOf(commonShape(a, b), "bool");
  const [left, right] = [castTo(a, dtype), castTo(b, dtype)];
  run(name, nestOf(left, right, y.shape), { a: left.data, b: right.data, y: y.data as Uint8Array });
  return y;
}

/** `f(x)` element by element, into `y` of the same shape and dtype, which may be `x`. */
export function mapInto(name: UnaryName, x: NDArray, y: NDArray): NDArray {
  run(name, flat(x), { x: x.data, y: y.data });
  return y;
}

/** `f(x)` element by element, in the dtype of `x`. */
export const map = (name: UnaryName, x: NDArray): NDArray => mapInto(name, x, zerosOf(x.shape, x.dtype));
