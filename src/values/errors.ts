/** Errors of dims and shapes. */

import { article, describe, dims, kindOf, show } from "../describe.ts";
import type { DType } from "../dtype.ts";

/** @param ndim - of the tensor; `range` counts the dims that there may be, one more where a dim is added. */

export function dimOutOfRange(dim: unknown, ndim: number, range: number): Error {
  const n = Math.max(range, 1);
  if (typeof dim !== "number" || !Number.isInteger(dim)) {
    return new TypeError(
      `argument 'dim' must be int, not ${kindOf(dim)}. Got ${describe(dim)}; a dim is a whole number from ${-n} to ${n - 1}.`,
    );
  }
  return new RangeError(
    `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${dim}). The tensor has ${dims(ndim)}.`,
  );
}

export const sizeOfScalar = (dim: number): Error =>
  new RangeError(
    `Dimension specified as ${dim} but tensor has no dimensions. It is a scalar; its shape is [].`,
  );

export const duplicateDim = (dim: number): Error =>
  new RangeError(`dim ${dim} appears multiple times in the list of dims. Name each dim once.`);

export function broadcastError(a: readonly number[], b: readonly number[], dim: number): Error {
  const ndim = Math.max(a.length, b.length);
  return new RangeError(
    `The size of tensor a (${a[a.length - ndim + dim]}) must match the size of tensor b (${b[b.length - ndim + dim]}) ` +
      `at non-singleton dimension ${dim}. Got the shapes ${show(a)} and ${show(b)}.`,
  );
}

export const tooLarge = (shape: readonly number[], dtype: DType): Error =>
  new RangeError(
    `Storage size calculation overflowed with sizes=${show(shape)}. ${article(dtype) === "an" ? "An" : "A"} ${dtype} tensor of this shape does not fit in memory.`,
  );

export function invalidReshape(shape: readonly number[], from: readonly number[], total: number): Error {
  const bad = shape.findIndex((size) => size < -1);
  if (bad >= 0) {
    return new RangeError(
      `invalid shape dimension ${shape[bad]} at index ${bad} of shape ${show(shape)}. Only -1 has a meaning: to infer the size.`,
    );
  }
  if (shape.filter((size) => size === -1).length > 1) {
    return new RangeError(`only one dimension can be inferred. Got ${show(shape)} with more than one -1.`);
  }
  if (total === 0 && shape.includes(-1) && shape.includes(0)) {
    return new RangeError(
      `cannot reshape tensor of 0 elements into shape ${show(shape)} because the unspecified dimension size -1 can be ` +
        `any value and is ambiguous. Give that size.`,
    );
  }
  return new RangeError(
    `shape '${show(shape)}' is invalid for input of size ${total}. The tensor has the shape ${show(from)}.`,
  );
}

export const permuteLength = (ndim: number, length: number): Error =>
  new RangeError(
    `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering ` +
      `of dimensions i.e. input.dim() = ${ndim} is not equal to len(dims) = ${length}. Name every dim once.`,
  );

export const permuteDuplicate = (order: readonly number[]): Error =>
  new RangeError(`permute(): duplicate dims are not allowed. Got ${show(order)}; name every dim once.`);

export const emptyReduction = (call: string, shape: readonly number[], dim: number | null): Error =>
  new RangeError(
    dim === null
      ? `${call}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the ` +
          `'dim' argument. The shape is ${show(shape)}.`
      : `${call}(): Expected reduction dim ${dim} to have non-zero size. The shape is ${show(shape)}.`,
  );
