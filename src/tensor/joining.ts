/** Tensors side by side, in one. */

import { checkInt } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { promoteTypes } from "../dtype.ts";
import * as ops from "../ops/joining.ts";
import type { Promoted } from "../resultTypes.ts";
import { normalizeDim, numel, sameShape } from "../values/shape.ts";
import {
  catDims,
  catOfScalar,
  catSizes,
  notATensorInList,
  nothingToJoin,
  notTensors,
  stackSizes,
} from "./choosingErrors.ts";
import { applyToStored, isTensor } from "./core.ts";
import type { Tensor } from "./tensor.ts";

/** The tensors of a list, each read once, and the dtype that holds the values of all. */
function listOf(call: "cat" | "stack", tensors: readonly Tensor[]): { list: Tensor[]; dtype: DType } {
  if (!Array.isArray(tensors)) throw notTensors(call, tensors);
  const list: Tensor[] = [];
  for (let i = 0; i < tensors.length; i++) {
    const one: unknown = tensors[i];
    if (!isTensor(one)) throw notATensorInList(one, i);
    list.push(one);
  }
  if (list.length === 0) throw nothingToJoin(call);
  return { list, dtype: list.map((t) => t.dtype).reduce(promoteTypes) };
}

const converted = (list: readonly Tensor[], dtype: DType): Tensor[] => list.map((t) => t.to(dtype));

/**
 * Tensors one behind the other along a dim that they have. Dtypes are promoted to the widest.
 *
 * @param tensors - of equal sizes but along `dim`; one of shape `[0]` fits everywhere, and adds nothing but its dtype.
 * @param dim - Default 0.
 * @throws TypeError for something else than an array of tensors; RangeError for none, for scalars and for sizes that do not
 *   fit.
 * @example
 * cat([tensor([1, 2]), tensor([3.5])]); // tensor([1.0000, 2.0000, 3.5000])
 * cat([tensor([[1], [2]]), tensor([[3], [4]])], 1);
 * // tensor([[1, 3],
 * //         [2, 4]])
 * @see torch.cat
 */
export function cat<D extends DType>(tensors: readonly Tensor<D>[], dim = 0): Tensor<Promoted[D][D]> {
  const { list, dtype } = listOf("cat", tensors);
  checkInt("cat", "dim", dim);
  const scalar = list.findIndex((t) => t.ndim === 0);
  if (scalar >= 0) throw catOfScalar(scalar);
  const isNothing = ({ shape }: Tensor): boolean => shape.length === 1 && shape[0] === 0;
  const first = list.find((t) => !isNothing(t));
  if (first === undefined) return applyToStored(ops.cat, converted(list, dtype), [0], 1);
  const d = normalizeDim(dim, first.ndim);
  let length = 0;
  for (const [i, t] of list.entries()) {
    if (isNothing(t)) continue;
    if (t.ndim !== first.ndim) throw catDims(first.ndim, t.ndim, i);
    const other = first.shape.findIndex((size, k) => k !== d && size !== t.shape[k]);
    if (other >= 0) throw catSizes(d, first.shape[other]!, t.shape[other]!, i);
    length += t.shape[d]!;
  }
  const shape = first.shape.map((size, k) => (k === d ? length : size));
  return applyToStored(ops.cat, converted(list, dtype), shape, numel(shape, 0, d));
}

/**
 * Tensors of one shape along a new dim. Dtypes are promoted to the widest.
 *
 * @param dim - where the new dim stands in the result. Default 0.
 * @throws TypeError for something else than an array of tensors; RangeError for none and for shapes that are not equal.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], 1);
 * // tensor([[1, 3],
 * //         [2, 4]])
 * @see torch.stack
 */
export function stack<D extends DType>(tensors: readonly Tensor<D>[], dim = 0): Tensor<Promoted[D][D]> {
  const { list, dtype } = listOf("stack", tensors);
  const { shape: size, ndim } = list[0]!;
  const d = normalizeDim(checkInt("stack", "dim", dim), ndim, ndim + 1);
  const other = list.findIndex((t) => !sameShape(t.shape, size));
  if (other >= 0) throw stackSizes(size, list[other]!.shape, other);
  const shape = [...size.slice(0, d), list.length, ...size.slice(d)];
  return applyToStored(ops.stack, converted(list, dtype), shape, numel(shape, 0, d));
}
