/** Arithmetic element by element, with broadcasting and type promotion. */

import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import * as elementwise from "../ops/elementwise.ts";
import type { Op } from "../ops/op.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Rank } from "../values/promotion.ts";
import { resultType, scalar, scalarDType } from "../values/promotion.ts";
import type { Result } from "./core.ts";
import { apply, floating, isTensor } from "./core.ts";
import { boolUnsupported, negativePower, notScalarOrTensor } from "./errors.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** The dtype of an operand, which is checked to be one. */
export function operandType(call: string, other: Operand, name = "other", position = 1): DType {
  if (isTensor(other)) return other.dtype;
  if (typeof other !== "number" && typeof other !== "boolean")
    throw notScalarOrTensor(call, name, other, position);
  return scalarDType(other);
}

export const rankOf = (x: Tensor): Rank => (x.ndim > 0 ? "dims" : "zeroDims");

/** The dtype in which an operation on both computes. */
export const commonType = (call: string, x: Tensor, other: Operand): DType =>
  resultType(x.dtype, rankOf(x), operandType(call, other), isTensor(other) ? rankOf(other) : "plain");

export function checkNoBools(call: string, x: Tensor, other: Operand): void {
  const bools = [x.dtype, operandType(call, other)].filter((dtype) => dtype === "bool").length;
  if (bools > 0) throw boolUnsupported(bools === 2 ? "sub" : "subOne");
}

const run = (op: Op<[NDArray, NDArray], [dtype: DType]>, x: Tensor, other: Operand, dtype: DType): Result =>
  apply(op, [x, isTensor(other) ? other : scalar(other, dtype)], dtype);

export const add = (x: Tensor, other: Operand): Result =>
  run(elementwise.add, x, other, commonType("add", x, other));

export function sub(x: Tensor, other: Operand): Result {
  checkNoBools("sub", x, other);
  return run(elementwise.sub, x, other, commonType("sub", x, other));
}

export function rsub(x: Tensor, other: Operand): Result {
  checkNoBools("rsub", x, other);
  const dtype = commonType("rsub", x, other);
  const isPlain = !isTensor(other);
  return apply(elementwise.rsub, [x, isPlain ? scalar(other, dtype) : other], dtype, isPlain);
}

export const mul = (x: Tensor, other: Operand): Result =>
  run(elementwise.mul, x, other, commonType("mul", x, other));

export function div(x: Tensor, other: Operand): Result {
  const dtype = commonType("div", x, other);
  return run(elementwise.div, x, other, isFloating(dtype) ? dtype : "float32");
}

export function pow(x: Tensor, exponent: Operand): Result {
  const dtype = commonType("pow", x, exponent);
  if (dtype === "bool" && isTensor(exponent)) throw boolUnsupported("pow");
  if (isTensor(exponent)) return run(elementwise.pow, x, exponent, dtype);
  if (!isFloating(dtype) && Number(exponent) < 0) throw negativePower(Number(exponent));
  if (!isFloating(dtype)) return run(elementwise.pow, x, exponent, dtype);
  return apply(elementwise.powScalar, [x.to(dtype)], Number(exponent));
}

export function neg(x: Tensor): Result {
  if (x.dtype === "bool") throw boolUnsupported("neg");
  return apply(elementwise.neg, [x]);
}

export const exp = (x: Tensor): Result => apply(elementwise.exp, [floating(x)]);
export const log = (x: Tensor): Result => apply(elementwise.log, [floating(x)]);
export const sqrt = (x: Tensor): Result => apply(elementwise.sqrt, [floating(x)]);
export const log1p = (x: Tensor): Result => apply(elementwise.log1p, [floating(x)]);
export const expm1 = (x: Tensor): Result => apply(elementwise.expm1, [floating(x)]);
export const sigmoid = (x: Tensor): Result => apply(elementwise.sigmoid, [floating(x)]);
export const tanh = (x: Tensor): Result => apply(elementwise.tanh, [floating(x)]);
export const reciprocal = (x: Tensor): Result => apply(elementwise.reciprocal, [floating(x)]);

export function abs(x: Tensor): Result {
  if (x.dtype === "bool") throw boolUnsupported("abs");
  return apply(elementwise.abs, [x]);
}

export function relu(x: Tensor): Result {
  if (x.dtype === "bool") throw boolUnsupported("relu");
  return apply(elementwise.relu, [x]);
}
