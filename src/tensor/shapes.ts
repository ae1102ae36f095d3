/** The same elements under other shapes. transpose and permute copy: tensors are always contiguous. */

import { checkIntList } from "../arguments.ts";
import * as view from "../ops/view.ts";
import { permuteDuplicate, permuteLength, sizeOfScalar } from "../values/errors.ts";
import { inferShape, normalizeDim } from "../values/shape.ts";
import { apply, sharing } from "./core.ts";
import type { Tensor } from "./tensor.ts";

export function sizeAt(x: Tensor, dim: number): number {
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim === 0) throw sizeOfScalar(dim);
  return x.shape[d]!;
}

export const reshape = (x: Tensor, shape: readonly number[]): Tensor =>
  sharing(view.reshape, x, inferShape(checkIntList("reshape", "shape", shape), x.shape));

export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const a = normalizeDim(dim0, x.ndim);
  const b = normalizeDim(dim1, x.ndim);
  const order = x.shape.map((_, d) => (d === a ? b : d === b ? a : d));
  return apply(view.transpose, [x], order);
}

export function permute(x: Tensor, dims: readonly number[]): Tensor {
  const given = checkIntList("permute", "dims", dims);
  if (given.length !== x.ndim) throw permuteLength(x.ndim, given.length);
  const order = given.map((d) => normalizeDim(d, x.ndim));
  if (new Set(order).size !== order.length) throw permuteDuplicate(given);
  return apply(view.permute, [x], order);
}

export function unsqueeze(x: Tensor, dim: number): Tensor {
  const d = normalizeDim(dim, x.ndim, x.ndim + 1);
  return sharing(view.unsqueeze, x, [...x.shape.slice(0, d), 1, ...x.shape.slice(d)]);
}

export function squeeze(x: Tensor, dim: number | undefined): Tensor {
  if (dim === undefined) {
    const shape = x.shape.filter((size) => size !== 1);
    return sharing(view.squeeze, x, shape);
  }
  const d = normalizeDim(dim, x.ndim);
  const shape = x.shape.filter((size, k) => k !== d || size !== 1);
  return sharing(view.squeezeDim, x, shape);
}
