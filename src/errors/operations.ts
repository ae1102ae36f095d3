/** Errors of tensor operations. */

import type { DType } from "../dtype";
import { scalarName } from "../dtype";
import { describe, kindOf, list, show } from "./describe";

export const scalarOnly = (numel: number): Error =>
  new RangeError(
    `only one element tensors can be converted to Python scalars. This one has ${numel} elements; ` +
      `tolist() gives all of them.`,
  );

export const boolUnsupported = (
  call: "neg" | "sub" | "subOne" | "relu" | "abs" | "pow" | "argmax" | "matmul",
): Error => {
  const not = "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead";
  const sentences = {
    neg: `Negation, the \`-\` operator, on a bool tensor is not supported. ${not}`,
    sub: "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead",
    subOne: `Subtraction, the \`-\` operator, with a bool tensor is not supported. ${not}`,
    relu: "Boolean inputs not supported for relu",
    abs: `"abs_cpu" not implemented for 'Bool'`,
    pow: `"pow" not implemented for 'Bool'`,
    argmax: `"argmax_cpu" not implemented for 'Bool'`,
    matmul: `"addmm_impl_cpu_" not implemented for 'Bool'`,
  };
  return new TypeError(
    `${sentences[call]}. Got bool; to compute with 0 and 1 call .long() or .float() first.`,
  );
};

export const negativePower = (exponent: number): Error =>
  new RangeError(
    `Integers to negative integer powers are not allowed. The exponent is ${exponent}; call .float() first.`,
  );

export const meanOfIntegers = (dtype: DType): Error =>
  new TypeError(
    `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. ` +
      `Got: ${scalarName(dtype)}. Call .float() first.`,
  );

export const notScalarOrTensor = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'other' (position 1) must be Tensor or Number, not ${kindOf(got)}. Got ${describe(got)}.`,
  );

export const dtypeMismatch = (expected: DType, got: DType): Error =>
  new TypeError(
    `expected m1 and m2 to have the same dtype, but got: ${expected} != ${got}. Convert one with .to('${expected}').`,
  );

export function matmulShapes(a: readonly number[], b: readonly number[]): Error {
  if (a.length === 0 || b.length === 0) {
    return new RangeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D. Use mul for scalars.`,
    );
  }
  const got = `Got the shapes ${show(a)} and ${show(b)}.`;
  if (a.length === 1 && b.length === 1) {
    return new RangeError(
      `inconsistent tensor size, expected tensor ${show(a)} and src ${show(b)} to have the same number of elements, ` +
        `but got ${a[0]} and ${b[0]} elements respectively. ${got}`,
    );
  }
  if (a.length === 2 && b.length === 1) {
    return new RangeError(`size mismatch, got input (${a[0]}), mat (${a[0]}x${a[1]}), vec (${b[0]}). ${got}`);
  }
  if (a.length <= 2 && b.length <= 2) {
    const rows = a.length === 1 ? 1 : a[0];
    const inner = a[a.length - 1];
    return new RangeError(
      `mat1 and mat2 shapes cannot be multiplied (${rows}x${inner} and ${b[0]}x${b[1]}). ${got}`,
    );
  }
  return new RangeError(
    `Expected size for first two dimensions of batch2 tensor to match: the last dim of the left side is ` +
      `${a[a.length - 1]}, the rows of the right side ${b[b.length - 2] ?? b[0]}. ${got}`,
  );
}

export const gatherDType = (dtype: DType): Error =>
  new TypeError(`gather(): Expected dtype int64 for index. Got ${dtype}; call .long() first.`);

export const gatherRank = (input: readonly number[], index: readonly number[]): Error =>
  new RangeError(
    `Index tensor must have the same number of dimensions as input tensor. Got the index ${show(index)} for ${show(input)}.`,
  );

export const gatherSize = (
  input: readonly number[],
  index: readonly number[],
  dim: number,
  at: number,
): Error =>
  new RangeError(
    `Size does not match at dimension ${at} expected index ${show(index)} to be smaller than self ${show(input)} ` +
      `apart from dimension ${dim}.`,
  );

export const gatherIndex = (value: number, dim: number, size: number, at: number): Error =>
  new RangeError(
    `index ${value} is out of bounds for dimension ${dim} with size ${size}. It is the element ${at} of the index, counted flat.`,
  );

export const unknownBackend = (name: unknown, available: readonly string[]): Error =>
  new RangeError(`No backend ${describe(name)} here. Available: ${list(available)}.`);
