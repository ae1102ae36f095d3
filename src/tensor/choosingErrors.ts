/** Errors of picking, joining and ordering elements. */

import { describe, dims, kindOf, remedyFor, show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { cName, scalarName } from "../dtype.ts";

export const ofScalar = (call: string): Error =>
  new RangeError(`${call}() cannot be applied to a 0-dim tensor. It is a scalar; its shape is [].`);

export const selectOutside = (index: number, dim: number, shape: readonly number[]): Error =>
  new RangeError(
    `select(): index ${index} out of range for tensor of size ${show(shape)} at dimension ${dim}. ` +
      `${shape[dim] === 0 ? "There is nothing to choose from" : `An index is from ${-shape[dim]!} to ${shape[dim]! - 1}`}.`,
  );

export const narrowLength = (length: number): Error =>
  new RangeError(`narrow(): length must be non-negative. Got ${length}.`);

/** @param length - how many elements there should be; null where the start itself is outside. */
export const narrowStart = (start: number, size: number, length: number | null): Error =>
  new RangeError(
    length === null
      ? `start out of range (expected to be in range of [${-size}, ${size}], but got ${start}). The dim has the size ${size}.`
      : `start (${start}) + length (${length}) exceeds dimension size (${size}). slice(…) cuts off what is outside.`,
  );

export const sliceStep = (step: number): Error => new RangeError(`slice step must be positive. Got ${step}.`);

export const indexSelectDType = (dtype: DType): Error =>
  new TypeError(
    `index_select(): Expected dtype int32 or int64 for index. Got ${dtype}; call .long() first` +
      `${dtype === "bool" ? ", or maskedSelect with a mask" : ""}.`,
  );

export const indexSelectDims = (shape: readonly number[]): Error =>
  new RangeError(
    `index_select(): Index is supposed to be a vector. Got the shape ${show(shape)}; flatten() it, or use gather.`,
  );

export const indexSelectOfScalar = (count: number): Error =>
  new RangeError(
    `index_select(): Index to scalar can have only 1 value, got ${count} value(s). The tensor has no dims.`,
  );

export const indexSelectOutside = (index: number, dim: number, size: number, at: number): Error =>
  new RangeError(
    `index out of range in self. Got ${index} at index[${at}] for the dim ${dim} of size ${size}; negative ones are not allowed.`,
  );

export const maskDType = (dtype: DType): Error =>
  new TypeError(`masked_select: expected BoolTensor for mask. Got ${dtype}; call .to('bool') on it.`);

export const fillMaskDType = (dtype: DType): Error =>
  new TypeError(
    `masked_fill_ only supports boolean masks, but got mask with dtype ${cName(dtype)}. Call .to('bool') on it.`,
  );

export const fillValueDims = (shape: readonly number[]): Error =>
  new RangeError(
    `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${shape.length} dimension(s). ` +
      `Its shape is ${show(shape)}; where(mask, values, x) takes one that broadcasts.`,
  );

export const conditionDType = (dtype: DType): Error =>
  new TypeError(
    `where expected condition to be a boolean tensor, but got a tensor with dtype ${scalarName(dtype)}. ` +
      `Call .to('bool') on it.`,
  );

export const notTensors = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'tensors' (position 1) must be tuple of Tensors, not ${kindOf(got)}. Got ${describe(got)}; ` +
      `give an array of tensors.`,
  );

export const notATensorInList = (got: unknown, at: number): Error =>
  new TypeError(
    `expected Tensor as element ${at} in argument 0, but got ${kindOf(got)}. Got ${describe(got)}; ` +
      `${remedyFor(got) ?? "make a tensor of it with tensor(…)"}.`,
  );

export const nothingToJoin = (call: "cat" | "stack"): Error =>
  new RangeError(
    `${call === "cat" ? "torch.cat(): expected a non-empty list of Tensors" : "stack expects a non-empty TensorList"}. ` +
      `Got an empty Array.`,
  );

export const catOfScalar = (at: number): Error =>
  new RangeError(
    `zero-dimensional tensor (at position ${at}) cannot be concatenated. stack(…) joins scalars.`,
  );

export const catDims = (first: number, got: number, at: number): Error =>
  new RangeError(
    `Tensors must have same number of dimensions: got ${first} and ${got}. The tensor ${at} of the list has ${dims(got)}.`,
  );

export const catSizes = (dim: number, expected: number, got: number, at: number): Error =>
  new RangeError(
    `Sizes of tensors must match except in dimension ${dim}. Expected size ${expected} but got size ${got} for tensor ` +
      `number ${at} in the list. All have to fit the first.`,
  );

export const stackSizes = (first: readonly number[], got: readonly number[], at: number): Error =>
  new RangeError(
    `stack expects each tensor to be equal size, but got ${show(first)} at entry 0 and ${show(got)} at entry ${at}. ` +
      `cat joins along a dim that they have.`,
  );

/** C++'s name of a tensor in messages about `expand`. */
export const expandLength = (shape: readonly number[], sizes: readonly number[], dtype: DType): Error =>
  new RangeError(
    `expand(torch.${scalarName(dtype)}Tensor{${show(shape)}}, size=${show(sizes)}): the number of sizes provided ` +
      `(${sizes.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length}). Name all sizes.`,
  );

/** @param size - the one that the tensor has at `dim`; null where it has no such dim. */
export const expandSize = (
  sizes: readonly number[],
  shape: readonly number[],
  dim: number,
  size: number | null,
): Error =>
  new RangeError(
    size === null
      ? `The expanded size of the tensor (${sizes[dim]}) isn't allowed in a leading, non-existing dimension ${dim}. ` +
          `Only a dim that the tensor has can stay as it is; its shape is ${show(shape)}.`
      : `The expanded size of the tensor (${sizes[dim]}) must match the existing size (${size}) at non-singleton ` +
          `dimension ${dim}.  Target sizes: ${show(sizes)}.  Tensor sizes: ${show(shape)}.`,
  );

export const flattenOrder = (start: number, end: number): Error =>
  new RangeError(
    `flatten() has invalid args: start_dim cannot come after end_dim. Got the dims ${start} and ${end}.`,
  );

export const tooManyDimsToTranspose = (shape: readonly number[]): Error =>
  new RangeError(
    `t() expects a tensor with <= 2 dimensions, but self is ${shape.length}D. Its shape is ${show(shape)}; ` +
      `use transpose(0, 1).`,
  );

export const topkOutside = (k: number, size: number): Error =>
  new RangeError(`selected index k out of range. Got ${k} for a dim of size ${size}.`);

export const topkOfBool = (): Error =>
  new TypeError("topk does not support bool dtypes on CPU. Got bool; call .long() first.");
