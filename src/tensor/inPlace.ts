/** The methods that change a tensor in place: what they check, and how they run. */

import { checkOptions } from "../arguments.ts";
import type { Node } from "../autograd.ts";
import type { DType, TypedArray } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { isRecording } from "../noGrad.ts";
import * as inPlace from "../ops/inPlace.ts";
import type { Op } from "../ops/op.ts";
import type { NDArray } from "../values/ndarray.ts";
import { scalar, scalarDType } from "../values/promotion.ts";
import { broadcastShapes, sameShape } from "../values/shape.ts";
import { changed } from "../values/versions.ts";
import { checkNoBools, commonType, operandType } from "./arithmetic.ts";
import { apply, checkOurs, coreOf, isTensor } from "./core.ts";
import {
  alphaKind,
  booleanAlpha,
  doesNotFit,
  fillDims,
  fractionalAlpha,
  leafInPlace,
  outputShape,
  outputType,
  sharedInPlace,
} from "./inPlaceErrors.ts";
import type { AlphaOptions, Operand, Tensor } from "./tensor.ts";

/** The result has the shape of the tensor itself. */
export function checkOutputShape(self: readonly number[], other: readonly number[]): void {
  const shape = broadcastShapes(self, other);
  if (!sameShape(shape, self)) throw outputShape(self, shape);
}

/** The result, computed in `from`, has the dtype of the tensor itself: no float becomes an integer, no number a bool. */
export function checkOutputType(from: DType, to: DType): void {
  if ((isFloating(from) && !isFloating(to)) || (from !== "bool" && to === "bool")) throw outputType(from, to);
}

/**
 * The factor of the other operand.
 *
 * @param to - the dtype of the tensor itself; `from` the one that is computed in.
 */
export function checkAlpha(call: string, alpha: unknown, from: DType, to: DType): number {
  if (typeof alpha === "boolean") {
    if (to !== "bool") throw booleanAlpha(to);
    return Number(alpha);
  }
  if (typeof alpha !== "number") throw alphaKind(call, alpha);
  if (!isFloating(to) && scalarDType(alpha) !== "int64") throw fractionalAlpha(alpha, to);
  checkFits(alpha, from);
  return alpha;
}

/** The numbers that each dtype holds, and C's name of it. A negative whole number may become a uint8. */
export const RANGES: { readonly [D in DType]: readonly [least: number, most: number, name: string] } = {
  float64: [-Infinity, Infinity, "double"],
  float32: [-(2 ** 128 - 2 ** 104), 2 ** 128 - 2 ** 104, "float"],
  float16: [-65504, 65504, "at::Half"],
  bfloat16: [-(2 ** 128 - 2 ** 120), 2 ** 128 - 2 ** 120, "at::BFloat16"],
  int64: [-(2 ** 63), 2 ** 63 - 2 ** 10, "int64_t"],
  int32: [-(2 ** 31), 2 ** 31 - 1, "int"],
  uint8: [0, 255, "uint8_t"],
  bool: [-Infinity, Infinity, "bool"],
};

/** A plain value that all elements of a tensor become has to fit. */
export function checkFits(value: number | boolean, dtype: DType): void {
  if (typeof value === "boolean" || dtype === "bool") return;
  const [least, most, name] = RANGES[dtype];
  if (isFloating(dtype)) {
    if (Math.abs(value) > most && Math.abs(value) < Infinity) throw doesNotFit(value, dtype, name);
    return;
  }
  const from = dtype === "uint8" && Number.isInteger(value) ? -most : least;
  if (!(value >= from && value <= most)) throw doesNotFit(value, dtype, name);
}

/** Whether a change in place is recorded, which a leaf and the views of a tensor refuse. */
function checkInPlace(call: string, x: Tensor, other: Operand | null): void {
  checkOurs(call, x);
  const { node, isViewed } = coreOf(x);
  const learns = node !== null || (isTensor(other) && coreOf(other).node !== null && isFloating(x.dtype));
  if (!learns || !isRecording()) return;
  if (node !== null && node.leaf !== null) throw leafInPlace(x.shape);
  if (isViewed) throw sharedInPlace(x.shape, isViewOfLeaf(node, x.data));
}

/** Whether the elements are those of a leaf that `node` comes from. */
function isViewOfLeaf(node: Node | null, data: TypedArray): boolean {
  let at = node;
  while (at !== null && at.leaf === null) at = at.inputs[0] ?? null;
  return at?.leaf?.holds(data) === true;
}

/** Runs an op that writes over its first input, the tensor, whose node its own becomes. */
function overwrite<A extends readonly unknown[]>(
  x: Tensor,
  op: Op<[NDArray, NDArray], A>,
  other: Tensor | NDArray,
  ...attributes: A
): void {
  const result = apply(op, [x, other], ...attributes);
  if (isRecording()) coreOf(x).node = coreOf(result).node;
  changed(result.data, (op as unknown) === inPlace.zero_);
}

/** The checked operand of arithmetic that computes in `dtype`. */
function operandFor(call: string, x: Tensor, other: Operand, dtype: DType): Tensor | NDArray {
  checkInPlace(call, x, other);
  if (isTensor(other)) checkOutputShape(x.shape, other.shape);
  checkOutputType(dtype, x.dtype);
  return isTensor(other) ? other : scalar(other, dtype);
}

export function add_(x: Tensor, other: Operand, options: AlphaOptions | undefined): void {
  const { alpha = 1 } = checkOptions<AlphaOptions>("add_", options, ["alpha"]);
  const dtype = commonType("add_", x, other);
  const operand = operandFor("add_", x, other, dtype);
  overwrite(x, inPlace.add_, operand, dtype, checkAlpha("add_", alpha, dtype, x.dtype));
}

export function sub_(x: Tensor, other: Operand, options: AlphaOptions | undefined): void {
  const { alpha = 1 } = checkOptions<AlphaOptions>("sub_", options, ["alpha"]);
  checkNoBools("sub_", x, other);
  const dtype = commonType("sub_", x, other);
  const operand = operandFor("sub_", x, other, dtype);
  overwrite(x, inPlace.sub_, operand, dtype, checkAlpha("sub_", alpha, dtype, x.dtype));
}

export function mul_(x: Tensor, other: Operand): void {
  const dtype = commonType("mul_", x, other);
  overwrite(x, inPlace.mul_, operandFor("mul_", x, other, dtype), dtype);
}

export function div_(x: Tensor, other: Operand): void {
  const common = commonType("div_", x, other);
  const dtype = isFloating(common) ? common : "float32";
  overwrite(x, inPlace.div_, operandFor("div_", x, other, dtype), dtype);
}

export function copy_(x: Tensor, other: Operand): void {
  operandType("copy_", other);
  checkInPlace("copy_", x, other);
  if (isTensor(other)) checkOutputShape(x.shape, other.shape);
  overwrite(x, inPlace.copy_, isTensor(other) ? other : scalar(other, x.dtype));
}

export function fill_(x: Tensor, value: Operand): void {
  operandType("fill_", value, "value");
  checkInPlace("fill_", x, value);
  if (isTensor(value)) {
    if (value.ndim > 0) throw fillDims(value.ndim, value.shape);
    overwrite(x, inPlace.fill_, value);
  } else {
    checkFits(value, x.dtype);
    overwrite(x, inPlace.fillScalar_, scalar(value, x.dtype));
  }
}

export function zero_(x: Tensor): void {
  checkInPlace("zero_", x, null);
  overwrite(x, inPlace.zero_, scalar(0, x.dtype));
}
