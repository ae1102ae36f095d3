/** Reductions over one dim, several, or all of them. */

import { checkBoolean, checkOptions, missingArgument } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import { isFloating } from "../dtype.ts";
import * as ops from "../ops/cumsum.ts";
import * as reduce from "../ops/reduce.ts";
import { deviation, variance } from "../ops/variance.ts";
import { withShape } from "../values/broadcast.ts";
import { emptyReduction } from "../values/errors.ts";
import { normalizeDim, normalizeDims, numel } from "../values/shape.ts";
import type { Result } from "./core.ts";
import { apply, floating, valuesOf, wrap } from "./core.ts";
import { boolUnsupported, meanOfIntegers } from "./errors.ts";
import { correctionKind, keepdimOfAll, noFreedom, varianceOfIntegers } from "./reductionErrors.ts";
import type { Dims, Tensor, ValuesAndIndices, VarianceOptions } from "./tensor.ts";

/** Left out, as JavaScript and Python say it. */
const isAbsent = (dim: Dims | null | undefined): dim is null | undefined => dim === undefined || dim === null;

/** Whether a reduction is PyTorch's overload without dims, which has another node. */
const isAll = (dim: Dims | undefined, keepdim: boolean): boolean => isAbsent(dim) && !keepdim;

function reduced(call: string, x: Tensor, dim: Dims | undefined, keepdim: boolean): number[] {
  checkBoolean(call, "keepdim", keepdim);
  return normalizeDims(dim, x.ndim);
}

function checkNotEmpty(call: string, x: Tensor, dims: readonly number[], all: boolean): void {
  if (x.numel() > 0) return;
  if (all) throw emptyReduction(call, x.shape, null);
  const empty = dims.find((d) => x.shape.at(d) === 0);
  if (empty !== undefined) throw emptyReduction(call, x.shape, empty);
}

export function sum(x: Tensor, dim: Dims | undefined, keepdim: boolean): Result {
  const dims = reduced("sum", x, dim, keepdim);
  return apply(reduce.sum, [x], dims, keepdim, isAll(dim, keepdim));
}

export function mean(x: Tensor, dim: Dims | undefined, keepdim: boolean): Result {
  const dims = reduced("mean", x, dim, keepdim);
  if (!isFloating(x.dtype)) throw meanOfIntegers(x.dtype);
  return apply(reduce.mean, [x], dims, keepdim, isAll(dim, keepdim));
}

const EXTREMES = { amax: reduce.amax, amin: reduce.amin };
const EXTREMES_OF_ALL = { max: reduce.max, min: reduce.min };
const EXTREMES_ALONG = {
  max: { place: "argmax", op: reduce.maxAlong },
  min: { place: "argmin", op: reduce.minAlong },
} as const;

/** {@link Tensor.amax} and {@link Tensor.amin}. */
export function extreme(call: "amax" | "amin", x: Tensor, dim: Dims | undefined, keepdim: boolean): Result {
  const dims = reduced(call, x, dim, keepdim);
  const given = typeof dim === "number" ? [dim] : isAbsent(dim) || dim.length === 0 ? dims : dim;
  checkNotEmpty(call, x, given, isAbsent(dim)); // which PyTorch names as they are given
  return apply(EXTREMES[call], [x], dims, keepdim);
}

/** {@link Tensor.argmax} and {@link Tensor.argmin}. */
export function place(
  call: "argmax" | "argmin",
  x: Tensor,
  dim: number | undefined,
  keepdim: boolean,
): Result {
  if (x.dtype === "bool") throw boolUnsupported(call);
  checkBoolean(call, "keepdim", keepdim);
  if (isAbsent(dim)) {
    checkNotEmpty(call, x, [], true);
    const flat = reduce.place(call, withShape(valuesOf(x), [x.numel()]), 0, false);
    const ones = x.shape.map(() => 1);
    return wrap(keepdim ? withShape(flat, ones) : flat);
  }
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim > 0) checkNotEmpty(call, x, [d], false);
  return wrap(reduce.place(call, valuesOf(x), d, keepdim));
}

/** {@link Tensor.max} and {@link Tensor.min}: of all, or along a dim with the places. */
export function extremes(
  call: "max" | "min",
  x: Tensor,
  dim: number | undefined,
  keepdim: boolean,
): Result | ValuesAndIndices<never> {
  checkBoolean(call, "keepdim", keepdim);
  if (isAbsent(dim)) {
    if (keepdim) throw keepdimOfAll(call);
    checkNotEmpty(call, x, [], true);
    return apply(EXTREMES_OF_ALL[call], [x]);
  }
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim > 0) checkNotEmpty(call, x, [d], false);
  const along = EXTREMES_ALONG[call];
  const places = reduce.place(along.place, valuesOf(x), d, keepdim);
  const values = apply(along.op, [x], places, d);
  return { values, indices: wrap(places) };
}

/** {@link Tensor.std} and {@link Tensor.var}. */
export function spread(
  call: "std" | "var",
  x: Tensor,
  dim: Dims | undefined,
  keepdim: boolean,
  options: VarianceOptions | undefined,
): Result {
  const { correction = 1 } = checkOptions<VarianceOptions>(call, options, ["correction"]);
  if (typeof correction !== "number") throw correctionKind(call, correction);
  if (!isFloating(x.dtype)) throw varianceOfIntegers(x.dtype);
  const dims = reduced(call, x, dim, keepdim);
  const outputs = numel(reduce.reducedShape(x.shape, dims, false));
  if ((outputs === 0 ? 0 : x.numel() / outputs) - correction <= 0)
    warnOnce(`freedom of ${call}`, noFreedom(call));
  const whole = isAbsent(dim) || x.ndim === 0 || (typeof dim !== "number" && dim.length === 0);
  return apply(call === "std" ? deviation : variance, [x], dims, keepdim, correction, whole);
}

export function cumsum(x: Tensor, dim: number): Result {
  if (dim === undefined) throw missingArgument("cumsum", "dim");
  return apply(ops.cumsum, [x], normalizeDim(dim, x.ndim));
}

export function logsumexp(x: Tensor, dim: Dims, keepdim: boolean): Result {
  if (isAbsent(dim)) throw missingArgument("logsumexp", "dim");
  const values = floating(x);
  return apply(reduce.logsumexp, [values], reduced("logsumexp", x, dim, keepdim), keepdim);
}
