/** Errors of making tensors. */

import { tooManyDims } from "../arguments.ts";
import { article, describe, kindOf, quote, show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { MAX_DIMS } from "../values/shape.ts";

const place = (path: readonly number[]): string => `data${path.map((i) => `[${i}]`).join("")}`;

export const ragged = (expected: number, dim: number, got: number, path: readonly number[]): Error =>
  new RangeError(
    `expected sequence of length ${expected} at dim ${dim} (got ${got}). ${place(path)} has the length ${got}, ` +
      `its neighbours before it ${expected}; every row needs as many elements.`,
  );

export const notASequence = (got: unknown, path: readonly number[]): Error =>
  new TypeError(
    `not a sequence: ${place(path)} is ${describe(got)} where its neighbours before it are arrays.`,
  );

/** What turns some values into numbers that `tensor` takes. */
function hintFor(kind: string): string {
  if (kind === "Promise") return "wait for its value: tensor(await …)";
  if (kind.endsWith("ArrayBuffer")) return "say of what it is: tensor(new Float32Array(buffer))";
  return "the elements are numbers or booleans, in arrays of one length per dim";
}

export const notANumber = (got: unknown, path: readonly number[]): Error => {
  const kind = kindOf(got);
  return new TypeError(
    `Could not infer dtype of ${kind}. ${place(path)} is ${describe(got)}; ${hintFor(kind)}.`,
  );
};

export const tooManyLevels = (limit: number): Error =>
  new RangeError(
    `too many dimensions 'list'. A tensor has at most ${limit}, and the Array is nested deeper; does it contain itself?`,
  );

export const unequalTensors = (
  expected: readonly number[],
  got: readonly number[],
  path: readonly number[],
): Error =>
  new RangeError(
    `stack expects each tensor to be equal size, but got ${show(expected)} at entry 0 and ${show(got)} at entry ` +
      `${path.at(-1) ?? 0}. ${place(path)} is a Tensor of shape ${show(got)}.`,
  );

export const longOverflow = (value: bigint, at: string): Error =>
  new RangeError(
    `Overflow when unpacking long long. ${at} is ${describe(value)}; int64 holds −2^63 to 2^63 − 1. Choose float64 for more.`,
  );

export const notAJSONElement = (call: string, got: unknown, dtype: DType, at: string): Error =>
  new TypeError(
    `${call}(): argument 'data' must hold ${dtype}, not ${kindOf(got)}. ${at} is ${describe(got)}; ` +
      `the elements are what JSON.stringify writes of ${article(dtype)} ${dtype} tensor.`,
  );

export const notAScalar = (call: string, name: string, position: number, got: unknown): Error =>
  new TypeError(
    `${call}(): argument '${name}' (position ${position}) must be Number, not ${kindOf(got)}. Got ${describe(got)}.`,
  );

export const arangeOfBool = (): Error =>
  new TypeError(
    `"arange_cpu" not implemented for 'Bool'. Got the dtype bool; choose an integer or floating one.`,
  );

export const linspaceOfBool = (): Error =>
  new TypeError(
    `"linspace_cpu" not implemented for 'Bool'. Got the dtype bool; choose an integer or floating one.`,
  );

export const negativeSteps = (steps: number): Error =>
  new RangeError(`number of steps must be non-negative. Got ${steps}.`);

export const negativeSize = (name: string, size: number): Error =>
  new RangeError(`${name} must be greater or equal to 0, got ${size}. A matrix has 0 rows or more.`);

export const tensorOfTensor = (): Error =>
  new TypeError(
    "tensor(): argument 'data' must be numbers, not Tensor. To copy a tensor call .detach().clone() on it.",
  );

export const noDTypeForArray = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): can't convert ${describe(got)}. The only supported types are: Float32Array, Float64Array, BigInt64Array, ` +
      `Int32Array and Uint8Array; ${call === "tensor" ? "convert the values to one of them first" : "tensor(…) copies other kinds"}.`,
  );

export const notOnCPU = (call: string, location: string): Error =>
  new TypeError(
    location === "none"
      ? `${call}(): the data of this tensor are gone: its location is ${quote(location)}, as after dispose(). Read them before that.`
      : `${call}(): can't convert ${location} device type tensor. Bring its data to the CPU first: ` +
          `${call}({ data: await t.getData(), dims: t.dims }), in transformers.js with t.ort_tensor for t.`,
  );

/** What was read of an object that is meant as a TensorLike. */
interface Fields {
  readonly data: unknown;
  readonly dims: unknown;
  readonly shape: unknown;
}

/** What an object misses that should hold a tensor's elements, and the call that has it. */
function missing(call: string, like: object, { data, dims, shape }: Fields): string {
  const sizes = dims ?? shape;
  const kind = kindOf(data);
  const its = `Got ${describe(like)} whose data are ${describe(data)}`;
  if (kind === "Promise") return `${its}: ${call}({ data: await t.data(), dims: t.shape }) waits for them.`;
  if (kind === "function") return `${its}: call it, as in ${call}({ data: await t.data(), dims: t.shape }).`;
  if (kind.endsWith("ArrayBuffer"))
    return `${its}: say of what, as in ${call}({ data: new Float32Array(data), dims }).`;
  if (kind === "Array") return `${its}: tensor(…) takes numbers and arrays of numbers, then .reshape(dims).`;
  if (data === undefined || data === null)
    return `Got ${describe(like)} without data; tensor(…) takes numbers and arrays of numbers.`;
  if (!ArrayBuffer.isView(data)) return `${its}; tensor(…) takes numbers and arrays of numbers.`;
  if (sizes === undefined || sizes === null)
    return `Got ${describe(like)} with neither dims nor shape: pass { data, dims: [2, 3] }, or the data alone for one dim.`;
  return ArrayBuffer.isView(sizes)
    ? `Got ${describe(like)} whose dims are ${describe(sizes)}: pass { data, dims: Array.from(dims) }.`
    : `Got ${describe(like)} whose dims are ${describe(sizes)}; tensor(…) takes numbers and arrays of numbers.`;
}

/** @param fields - what was read of `got`, if it is an object. */
export function notTensorLike(call: string, got: unknown, fields: Fields | null): Error {
  const kind = kindOf(got);
  let rest = `Got ${describe(got)}; tensor(…) takes numbers and arrays of numbers.`;
  if (kind === "Promise") rest = `Got a Promise: wait for its value, as in ${call}(await …).`;
  else if (kind.endsWith("ArrayBuffer"))
    rest = `Got ${describe(got)}: say of what, as in ${call}(new Float32Array(buffer)).`;
  else if (fields !== null && kind !== "Array") rest = missing(call, got as object, fields);
  return new TypeError(
    `${call}(): expected a typed array or an object { data, dims } or { data, shape }, not ${kind}. ${rest}`,
  );
}

/** What cannot be a tensor's values: of more dims than a tensor has, or no values at all. */
export const notADataHolder = (got: unknown): Error => {
  const shape = (got as { readonly shape?: unknown } | null | undefined)?.shape;
  return Array.isArray(shape) && shape.length > MAX_DIMS
    ? tooManyDims(MAX_DIMS, shape.length)
    : new TypeError(
        `Tensor(): new Tensor(…) is not for users. Got ${describe(got)}; make a tensor with tensor(data), asTensor(like) or zeros(shape).`,
      );
};

export const sizeMismatch = (call: string, length: number, shape: readonly number[]): Error =>
  new RangeError(
    `${call}(): shape '${show(shape)}' is invalid for input of size ${length}. The data have ${length} elements; a view of a part of them has to be copied first.`,
  );

export const stridedData = (call: string, strides: readonly number[], shape: readonly number[]): Error =>
  new RangeError(
    `${call}(): the elements lie in another order than row-major, with strides ${show(strides)} for the shape ` +
      `${show(shape)}, and cannot be shared. Make a contiguous copy first.`,
  );

export const outsideOfData = (
  call: string,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  length: number,
): Error =>
  new RangeError(
    `${call}(): shape '${show(shape)}' is invalid for input of size ${length}. With the strides ${show(strides)} from ` +
      `element ${offset} on, the view is not the part of its data that it says.`,
  );

export const typeMismatch = (call: string, type: string, got: unknown): Error =>
  new TypeError(
    `${call}(): data of type '${type}' cannot be ${call === "tensor" ? "read" : "shared"}: they are in ${describe(got)}. ` +
      (type === "float16" || type === "bfloat16" ? halfRemedy(got) : "Convert them first."),
  );

/** How to hand over half precision that is in some other view. */
function halfRemedy(got: unknown): string {
  const { byteOffset } = got as Partial<ArrayBufferView>;
  return byteOffset !== undefined && byteOffset % 2 === 1
    ? `Its bits have to be in a Uint16Array, which cannot begin at byte ${byteOffset}, an odd one: copy them with .slice() first.`
    : "Its bits have to be in a Uint16Array: new Uint16Array(data.buffer, data.byteOffset, length).";
}

export const overflow = (value: number, dtype: DType, at: string): Error =>
  new RangeError(
    `value cannot be converted to type ${dtype} without overflow: ${at} is ${value}. Choose a wider dtype.`,
  );

export const gradOfIntegersInPlace = (dtype: DType): Error =>
  new TypeError(
    `only Tensors of floating point dtype can require gradients. This one is ${dtype}; call .float() first.`,
  );

/** @param stride - the step in the dtype of the result. */

export const arangeError = (start: number, end: number, step: number, stride: number): Error => {
  const got = `Got arange(${start}, ${end}, ${step}).`;
  if (!(Number.isFinite(start) && Number.isFinite(end) && Number.isFinite(step))) {
    return new RangeError(`unsupported range: ${start} -> ${end}. ${got}`);
  }
  if (stride === 0) return new RangeError(`step must be nonzero. ${got}`);
  return new RangeError(`upper bound and lower bound inconsistent with step sign. ${got}`);
};

export const arangeTooLarge = (start: number, end: number, step: number, count: number): Error =>
  new RangeError(
    `Storage size calculation overflowed with sizes=[${count}]. Got arange(${start}, ${end}, ${step}), which no memory holds.`,
  );
