/** Reductions over one dim, several, or all of them. */

import { checkBoolean, missingArgument } from "../arguments.ts";
import { isFloating } from "../dtype.ts";
import * as reduce from "../ops/reduce.ts";
import { withShape } from "../values/broadcast.ts";
import { emptyReduction } from "../values/errors.ts";
import { normalizeDim, normalizeDims } from "../values/shape.ts";
import { apply, floating, valuesOf, wrap } from "./core.ts";
import { boolUnsupported, meanOfIntegers } from "./errors.ts";
import type { Dims, Tensor } from "./tensor.ts";

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
  const empty = dims.find((d) => x.shape[d] === 0);
  if (empty !== undefined) throw emptyReduction(call, x.shape, empty);
}

export function sum(x: Tensor, dim: Dims | undefined, keepdim: boolean): Tensor {
  const dims = reduced("sum", x, dim, keepdim);
  return apply(reduce.sum, [x], dims, keepdim, isAll(dim, keepdim));
}

export function mean(x: Tensor, dim: Dims | undefined, keepdim: boolean): Tensor {
  const dims = reduced("mean", x, dim, keepdim);
  if (!isFloating(x.dtype)) throw meanOfIntegers(x.dtype);
  return apply(reduce.mean, [x], dims, keepdim, isAll(dim, keepdim));
}

export function amax(x: Tensor, dim: Dims | undefined, keepdim: boolean): Tensor {
  const dims = reduced("amax", x, dim, keepdim);
  checkNotEmpty("amax", x, dims, isAbsent(dim));
  return apply(reduce.amax, [x], dims, keepdim);
}

export function argmax(x: Tensor, dim: number | undefined, keepdim: boolean): Tensor {
  if (x.dtype === "bool") throw boolUnsupported("argmax");
  checkBoolean("argmax", "keepdim", keepdim);
  if (isAbsent(dim)) {
    checkNotEmpty("argmax", x, [], true);
    const flat = reduce.argmax(withShape(valuesOf(x), [x.numel()]), 0, false);
    const ones = x.shape.map(() => 1);
    return wrap(keepdim ? withShape(flat, ones) : flat);
  }
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim > 0) checkNotEmpty("argmax", x, [d], false);
  return wrap(reduce.argmax(valuesOf(x), d, keepdim));
}

export function logsumexp(x: Tensor, dim: Dims, keepdim: boolean): Tensor {
  if (isAbsent(dim)) throw missingArgument("logsumexp", "dim");
  const values = floating(x);
  return apply(reduce.logsumexp, [values], reduced("logsumexp", x, dim, keepdim), keepdim);
}
