/** Comparisons and what is made of them: elements of bool, or one boolean. None has a gradient. */

import { checkBoolean, checkOptions, notATensor } from "../arguments.ts";
import { compare } from "../arrays/elementwise.ts";
import { and, areClose, areEqual, not, or, truthOver } from "../arrays/logical.ts";
import { describe, kindOf } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { scalarName } from "../dtype.ts";
import { reducedShape } from "../ops/reduce.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { scalar } from "../values/promotion.ts";
import { broadcastShapes, normalizeDims, sameShape } from "../values/shape.ts";
import { commonType } from "./arithmetic.ts";
import type { Result } from "./core.ts";
import { isTensor, valuesOf, wrap } from "./core.ts";
import type { AllcloseOptions, Dims, Operand, Tensor } from "./tensor.ts";

/** Both sides, and the dtype in which they are compared. */
function sides(call: string, x: Tensor, other: Operand): readonly [NDArray, NDArray, DType] {
  const dtype = commonType(call, x, other);
  return [valuesOf(x), isTensor(other) ? valuesOf(other) : scalar(other, dtype), dtype];
}

export const eq = (x: Tensor, other: Operand): Result => wrap(compare("eq", ...sides("eq", x, other)));
export const ne = (x: Tensor, other: Operand): Result => wrap(compare("ne", ...sides("ne", x, other)));
export const lt = (x: Tensor, other: Operand): Result => wrap(compare("lt", ...sides("lt", x, other)));
export const le = (x: Tensor, other: Operand): Result => wrap(compare("le", ...sides("le", x, other)));

/** A comparison that is another one with the sides exchanged; errors of shapes name them as they are. */
function exchanged(call: "gt" | "ge", x: Tensor, other: Operand): Result {
  const [a, b, dtype] = sides(call, x, other);
  broadcastShapes(a.shape, b.shape);
  return wrap(compare(call === "gt" ? "lt" : "le", b, a, dtype));
}

export const gt = (x: Tensor, other: Operand): Result => exchanged("gt", x, other);
export const ge = (x: Tensor, other: Operand): Result => exchanged("ge", x, other);

export function isnan(x: Tensor): Result {
  const values = valuesOf(x);
  return wrap(compare("ne", values, values, x.dtype));
}

export const logicalNot = (x: Tensor): Result => wrap(not(valuesOf(x)));

function checkTensor(call: string, other: unknown): Tensor {
  if (!isTensor(other)) throw notATensor(call, "other", 1, other);
  return other;
}

export const logicalAnd = (x: Tensor, other: Tensor): Result =>
  wrap(and(valuesOf(x), valuesOf(checkTensor("logical_and", other))));
export const logicalOr = (x: Tensor, other: Tensor): Result =>
  wrap(or(valuesOf(x), valuesOf(checkTensor("logical_or", other))));

/** Of uint8 the result is uint8. An empty list of dims reduces none, other than in sums. */
function truth(which: "any" | "all", x: Tensor, dim: Dims | undefined, keepdim: boolean): Result {
  checkBoolean(which, "keepdim", keepdim);
  const dims = Array.isArray(dim) && dim.length === 0 ? [] : normalizeDims(dim, x.ndim);
  const reduced = x.shape.map((_, d) => dims.includes(d));
  const { data } = truthOver(which, valuesOf(x), reduced, reducedShape(x.shape, dims, true));
  return wrap(ndarray(data, reducedShape(x.shape, dims, keepdim), x.dtype === "uint8" ? "uint8" : "bool"));
}

export const any = (x: Tensor, dim: Dims | undefined, keepdim: boolean): Result =>
  truth("any", x, dim, keepdim);
export const all = (x: Tensor, dim: Dims | undefined, keepdim: boolean): Result =>
  truth("all", x, dim, keepdim);

export function equal(x: Tensor, other: Tensor): boolean {
  const [a, b] = [valuesOf(x), valuesOf(checkTensor("equal", other))];
  return sameShape(a.shape, b.shape) && areEqual(a, b, commonType("equal", x, other));
}

function checkTolerance(name: "rtol" | "atol", value: unknown): number {
  if (typeof value !== "number") throw toleranceKind(name, value);
  if (!(value >= 0)) throw negativeTolerance(name, value);
  return value;
}

export function allclose(x: Tensor, other: Tensor, options: AllcloseOptions | undefined): boolean {
  const names = ["rtol", "atol", "equalNan"];
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = checkOptions("allclose", options, names);
  const [a, b] = [valuesOf(x), valuesOf(checkTensor("allclose", other))];
  checkBoolean("allclose", "equal_nan", equalNan);
  if (a.dtype !== b.dtype) throw otherDType(a.dtype, b.dtype);
  const [relative, absolute] = [checkTolerance("rtol", rtol), checkTolerance("atol", atol)];
  return areClose(a, b, relative, absolute, equalNan);
}

export const toleranceKind = (name: string, got: unknown): Error =>
  new TypeError(`allclose(): argument '${name}' must be float, not ${kindOf(got)}. Got ${describe(got)}.`);

export const negativeTolerance = (name: string, got: number): Error =>
  new RangeError(
    `${name} must be greater than or equal to zero, but got ${got}. It is how far apart numbers may be.`,
  );

export const otherDType = (a: DType, b: DType): Error =>
  new TypeError(
    `${scalarName(a)} did not match ${scalarName(b)}. Got ${a} and ${b}; convert one side with .to('${a}').`,
  );
