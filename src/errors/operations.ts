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
    argmax: "argmax(): does not support bool input",
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

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/**
 * The last dim of `a` is not the second to last of `b`. PyTorch's sentence depends on how it folds the product: a batch
 * times one matrix or vector becomes one tall matrix, from the right side transposed.
 *
 * @param batch - number of pairs of matrices.
 */
export function matmulShapes(a: readonly number[], b: readonly number[], batch: number): Error {
  const got = `Got the shapes ${show(a)} and ${show(b)}.`;
  const [inner, rows, columns] = [a.at(-1), b.at(-2) ?? b.at(-1), b.at(-1)];
  const vector = (tall: number, of: unknown, length: unknown): string =>
    `size mismatch, got input (${tall}), mat (${tall}x${of}), vec (${length})`;
  const matrices = (tall: number, of: unknown, by: string): string =>
    `mat1 and mat2 shapes cannot be multiplied (${tall}x${of} and ${by})`;
  const tallA = product(a.slice(0, -1));
  const tallB = product(b.slice(0, -2)) * Number(columns);
  let sentence: string;
  if (a.length === 0 || b.length === 0) {
    sentence = `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`;
  } else if (a.length === 1 && b.length === 1) {
    sentence =
      `inconsistent tensor size, expected tensor ${show(a)} and src ${show(b)} to have the same number of elements, ` +
      `but got ${inner} and ${rows} elements respectively`;
  } else if (b.length === 1) sentence = vector(tallA, inner, rows);
  else if (b.length === 2) sentence = matrices(tallA, inner, `${rows}x${columns}`);
  else if (a.length === 1) sentence = vector(tallB, rows, inner);
  else if (a.length === 2) sentence = matrices(tallB, rows, `${inner}x${a[0]}`);
  else {
    sentence = `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${inner}] but got: [${batch}, ${rows}]`;
  }
  return new RangeError(
    `${sentence}. ${got} The last size of the left side has to be the rows of the right side.`,
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
