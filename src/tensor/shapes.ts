/** The same elements under other shapes. transpose and permute copy: tensors are always contiguous. */

import { checkInt, checkIntList } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import { expand as stretch } from "../ops/joining.ts";
import * as view from "../ops/view.ts";
import { permuteDuplicate, permuteLength, sizeOfScalar } from "../values/errors.ts";
import { inferShape, normalizeDim, normalizeDims, numel } from "../values/shape.ts";
import { expandLength, expandSize, flattenOrder, tooManyDimsToTranspose } from "./choosingErrors.ts";
import type { Result } from "./core.ts";
import { applyToStored, sharing } from "./core.ts";
import type { Dims, Tensor } from "./tensor.ts";

export function sizeAt(x: Tensor, dim: number): number {
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim === 0) throw sizeOfScalar(dim);
  return x.shape[d]!;
}

export const reshape = (x: Tensor, shape: readonly number[]): Result =>
  sharing(view.reshape, x, inferShape(checkIntList("reshape", "shape", shape), x.shape));

export function transpose(x: Tensor, dim0: number, dim1: number): Result {
  const a = normalizeDim(dim0, x.ndim);
  const b = normalizeDim(dim1, x.ndim);
  const order = x.shape.map((_, d) => (d === a ? b : d === b ? a : d));
  return applyToStored(view.transpose, [x], order);
}

export function permute(x: Tensor, dims: readonly number[]): Result {
  const given = checkIntList("permute", "dims", dims);
  if (given.length !== x.ndim) throw permuteLength(x.ndim, given.length);
  const order = given.map((d) => normalizeDim(d, x.ndim));
  if (new Set(order).size !== order.length) throw permuteDuplicate(given);
  return applyToStored(view.permute, [x], order);
}

export function unsqueeze(x: Tensor, dim: number): Result {
  const d = normalizeDim(dim, x.ndim, x.ndim + 1);
  return sharing(view.unsqueeze, x, [...x.shape.slice(0, d), 1, ...x.shape.slice(d)]);
}

export function squeeze(x: Tensor, dim: Dims | undefined): Result {
  if (dim === undefined) {
    const shape = x.shape.filter((size) => size !== 1);
    return sharing(view.squeeze, x, shape);
  }
  const isList = Array.isArray(dim);
  const isNone = isList && dim.length === 0; // which would mean all
  const dims = isNone ? [] : normalizeDims(isList ? dim : [normalizeDim(dim as number, x.ndim)], x.ndim);
  const shape = x.shape.filter((size, d) => size !== 1 || !dims.includes(d));
  return sharing(isList ? view.squeezeDims : view.squeezeDim, x, shape);
}

export function flatten<D extends DType>(x: Tensor<D>, startDim: number, endDim: number): Tensor<D> {
  checkInt("flatten", "start_dim", startDim);
  checkInt("flatten", "end_dim", endDim);
  const [start, end] = [normalizeDim(startDim, x.ndim), normalizeDim(endDim, x.ndim)];
  if (start > end) throw flattenOrder(start, end);
  if (x.ndim === 0) return reshape(x, [1]);
  if (start === end) return x;
  const { shape } = x;
  return reshape(x, [...shape.slice(0, start), numel(shape, start, end + 1), ...shape.slice(end + 1)]);
}

export function expand(x: Tensor, shape: readonly number[]): Result {
  const sizes = checkIntList("expand", "size", shape);
  const lead = sizes.length - x.ndim;
  if (lead < 0) throw expandLength(x.shape, sizes, x.dtype);
  const result = sizes.map((size, d) => {
    const own = x.shape[d - lead];
    if (size === -1 && own !== undefined) return own;
    if (own === undefined ? size < 0 : size < 0 || (own !== 1 && own !== size))
      throw expandSize(sizes, x.shape, d, own ?? null);
    return size;
  });
  return applyToStored(stretch, [x], result);
}

/** All dims in the opposite order. */
const reversed = (x: Tensor): number[] => x.shape.map((_, d) => x.ndim - 1 - d);

export function t(x: Tensor): Result {
  if (x.ndim > 2) throw tooManyDimsToTranspose(x.shape);
  return applyToStored(view.t, [x], reversed(x));
}

export function T(x: Tensor): Result {
  if (x.ndim === 0) warnOnce("T of a scalar", T_OF_SCALAR);
  else if (x.ndim !== 2) warnOnce("T of dims other than 2", T_OF_OTHER_DIMS);
  return applyToStored(view.permute, [x], reversed(x));
}

const T_OF_SCALAR = "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.";

const T_OF_OTHER_DIMS =
  "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error " +
  "in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` " +
  "to reverse the dimensions of a tensor. Here that is x.transpose(-2, -1), or x.permute(…).";
