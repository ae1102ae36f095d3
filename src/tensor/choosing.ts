/** Some elements of a tensor, picked by position, by index or by a mask. */

import { checkInt, notATensor } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import * as ops from "../ops/choosing.ts";
import * as gathering from "../ops/gather.ts";
import type { Promoted } from "../resultTypes.ts";
import { firstOutside } from "../values/indexing.ts";
import type { NDArray } from "../values/ndarray.ts";
import { resultType, scalar } from "../values/promotion.ts";
import { normalizeDim } from "../values/shape.ts";
import { operandType, rankOf } from "./arithmetic.ts";
import {
  conditionDType,
  fillMaskDType,
  fillValueDims,
  indexSelectDims,
  indexSelectDType,
  indexSelectOfScalar,
  indexSelectOutside,
  maskDType,
  narrowLength,
  narrowStart,
  ofScalar,
  selectOutside,
  sliceStep,
} from "./choosingErrors.ts";
import type { Result } from "./core.ts";
import { applyToStored, isTensor, valuesOf } from "./core.ts";
import { gatherDType, gatherIndex, gatherRank, gatherSize } from "./errors.ts";
import { checkFits } from "./inPlace.ts";
import type { KindOf, Operand, Tensor } from "./tensor.ts";

export function gather(x: Tensor, dim: number, index: Tensor): Result {
  if (!isTensor(index)) throw notATensor("gather", "index", 2, index);
  const d = normalizeDim(dim, x.ndim);
  if (index.dtype !== "int64" && index.dtype !== "int32") throw gatherDType(index.dtype);
  const values = valuesOf(index);
  checkIndex(x, d, values);
  return applyToStored(gathering.gather, [x], values, d);
}

function checkIndex(x: Tensor, d: number, { data, shape }: NDArray): void {
  if (data.length === 0) return;
  // A scalar counts as a tensor of one dim here, on both sides.
  if (Math.max(x.ndim, 1) !== Math.max(shape.length, 1)) throw gatherRank(x.shape, shape);
  const larger = x.shape.findIndex((size, k) => k !== d && shape[k]! > size);
  if (larger >= 0) throw gatherSize(x.shape, shape, d, larger);
  const size = x.shape[d] ?? 1;
  const outside = firstOutside(data as Int32Array | BigInt64Array, size);
  if (outside >= 0) throw gatherIndex(Number(data[outside]), d, size, outside);
}

/** A dim of a tensor that has to have some. */
function dimOf(call: string, x: Tensor, dim: number): number {
  if (x.ndim === 0) throw ofScalar(call);
  return normalizeDim(dim, x.ndim);
}

export function select(x: Tensor, dim: number, index: number): Result {
  const d = dimOf("select", x, dim);
  const size = x.shape[d]!;
  const at = checkInt("select", "index", index);
  if (at < -size || at >= size) throw selectOutside(at, d, x.shape);
  return applyToStored(ops.select, [x], d, at < 0 ? at + size : at);
}

export function narrow(x: Tensor, dim: number, start: number, length: number): Result {
  const d = dimOf("narrow", x, dim);
  const size = x.shape[d]!;
  const [given, count] = [checkInt("narrow", "start", start), checkInt("narrow", "length", length)];
  if (count < 0) throw narrowLength(count);
  if (given < -size || given > size) throw narrowStart(given, size, null);
  const from = given < 0 ? given + size : given;
  if (from + count > size) throw narrowStart(from, size, count);
  return applyToStored(ops.slice, [x], { dim: d, start: from, step: 1, count });
}

/** Python's rule: negative places count from the end, and what is outside is cut off. */
function place(name: string, given: number | null | undefined, absent: number, size: number): number {
  if (given === undefined || given === null) return absent;
  const at = checkInt("slice", name, given);
  return Math.min(Math.max(at < 0 ? at + size : at, 0), size);
}

export function slice(
  x: Tensor,
  dim: number,
  start: number | null | undefined,
  end: number | null | undefined,
  step: number,
): Result {
  const d = dimOf("slice", x, dim);
  const size = x.shape[d]!;
  const from = place("start", start, 0, size);
  const to = place("end", end, size, size);
  const stride = checkInt("slice", "step", step);
  if (stride < 1) throw sliceStep(stride);
  const count = Math.max(Math.ceil((to - from) / stride), 0);
  return applyToStored(ops.slice, [x], { dim: d, start: from, step: stride, count });
}

export function indexSelect(x: Tensor, dim: number, index: Tensor): Result {
  if (!isTensor(index)) throw notATensor("index_select", "index", 2, index);
  const d = normalizeDim(dim, x.ndim);
  if (index.dtype !== "int64" && index.dtype !== "int32") throw indexSelectDType(index.dtype);
  if (index.ndim > 1) throw indexSelectDims(index.shape);
  const values = valuesOf(index);
  const count = values.data.length;
  if (x.ndim === 0 && count !== 1) throw indexSelectOfScalar(count);
  const size = x.shape[d] ?? 1;
  const outside = firstOutside(values.data as Int32Array | BigInt64Array, size);
  if (outside >= 0) throw indexSelectOutside(Number(values.data[outside]), d, size, outside);
  return applyToStored(ops.indexSelect, [x], d, values);
}

export function maskedSelect(x: Tensor, mask: Tensor): Result {
  if (!isTensor(mask)) throw notATensor("masked_select", "mask", 1, mask);
  if (mask.dtype !== "bool") throw maskDType(mask.dtype);
  return applyToStored(ops.maskedSelect, [x], valuesOf(mask));
}

export function maskedFill(x: Tensor, mask: Tensor, value: Operand): Result {
  if (!isTensor(mask)) throw notATensor("masked_fill", "mask", 1, mask);
  operandType("masked_fill", value, "value", 2);
  if (isTensor(value) && value.ndim > 0) throw fillValueDims(value.shape);
  if (mask.dtype !== "bool") throw fillMaskDType(mask.dtype);
  const plain = isTensor(value) ? value.item<number | boolean>() : value;
  checkFits(plain, x.dtype);
  if (!isTensor(value))
    return applyToStored(ops.maskedFillScalar, [x, scalar(value, x.dtype)], valuesOf(mask));
  return applyToStored(ops.maskedFill, [x, value.to(x.dtype)], valuesOf(mask));
}

/**
 * Elements of `a` where the condition is true, of `b` where it is false.
 *
 * `y_i = a_i if condition_i else b_i`
 *
 * The three are broadcast; the dtypes of `a` and `b` are promoted as in {@link Tensor.add}. What was not chosen gets the
 * gradient 0, also where it is infinite or NaN.
 *
 * @param condition - of dtype bool.
 * @param a - a tensor or a plain value, and so is `b`.
 * @throws TypeError for a condition of another dtype; RangeError for shapes that do not broadcast, and for a plain value
 *   that the dtype does not hold.
 * @example
 * const x = tensor([1, -2, 3]);
 * where(x.eq(-2), 0, x); // tensor([1, 0, 3])
 * @see torch.where
 */
export function where<A extends Operand, B extends Operand>(
  condition: Tensor,
  a: A,
  b: B,
): Tensor<Promoted[KindOf<A>][KindOf<B>]> {
  if (!isTensor(condition)) throw notATensor("where", "condition", 1, condition);
  const dtype = resultType(
    operandType("where", a, "input", 2),
    isTensor(a) ? rankOf(a) : "plain",
    operandType("where", b, "other", 3),
    isTensor(b) ? rankOf(b) : "plain",
  );
  if (condition.dtype === "uint8") warnOnce("where of uint8", WHERE_OF_BYTES);
  else if (condition.dtype !== "bool") throw conditionDType(condition.dtype);
  return applyToStored(ops.where, [sideOf(a, dtype), sideOf(b, dtype)], valuesOf(condition.to("bool")));
}

const WHERE_OF_BYTES =
  "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version of " +
  "PyTorch. Use a boolean condition instead.";

function sideOf(side: Operand, dtype: DType): Tensor | NDArray {
  if (isTensor(side)) return side.to(dtype);
  checkFits(side, dtype);
  return scalar(side, dtype);
}
