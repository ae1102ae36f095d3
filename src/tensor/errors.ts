/** Errors of tensor operations and gradients. */

import { describe, kindOf, remedyFor, show } from "../describe.ts";
import type { DType, HalfDType } from "../dtype.ts";
import { cName, promoteTypes, scalarName } from "../dtype.ts";

export const nonScalarBackward = (shape: readonly number[]): Error =>
  new RangeError(
    `grad can be implicitly created only for scalar outputs. This tensor has the shape ${show(shape)}: reduce it with ` +
      `sum() or mean(), or pass a gradient of that shape.`,
  );

/** What to do with what looks like a Tensor and is none, after what was got. */
const remedy = (got: unknown): string => {
  const words = remedyFor(got);
  return words === undefined ? "" : `; ${words}`;
};

export const noGraph = (): Error =>
  new TypeError(
    "element 0 of tensors does not require grad and does not have a grad_fn. Nothing that it was computed from has " +
      "requiresGrad, or it was computed inside noGrad().",
  );

export const gradientKind = (got: unknown): Error =>
  new TypeError(
    `gradients can be either Tensors or None, but got ${kindOf(got)}. Got ${describe(got)}${remedy(got)}.`,
  );

export const gradientShape = (gradient: readonly number[], output: readonly number[]): Error =>
  new RangeError(
    `Mismatch in shape: grad_output[0] has a shape of torch.Size(${show(gradient)}) and output[0] has a shape of ` +
      `torch.Size(${show(output)}). Pass a gradient of the output's shape.`,
  );

export const gradKind = (got: unknown): Error =>
  new TypeError(
    `assigned grad expected to be a Tensor or None but got grad of type ${kindOf(got)}. Got ${describe(got)}${remedy(got)}.`,
  );

export const gradDType = (gradient: DType, tensor: DType): Error =>
  new TypeError(
    `attempting to assign a gradient with dtype '${cName(gradient)}' to a tensor with grad_dtype '${scalarName(tensor)}'. ` +
      `Got ${gradient} for ${tensor}; call .to('${tensor}') on it.`,
  );

export const gradSize = (gradient: readonly number[], tensor: readonly number[]): Error =>
  new RangeError(
    `assigned grad has data of a different size. Got the shape ${show(gradient)} for a tensor of shape ${show(tensor)}.`,
  );

export const ownGrad = (shape: readonly number[]): Error =>
  new RangeError(
    `can't assign Variable as its own grad. Got the Tensor of shape ${show(shape)} itself; assign a clone() of it.`,
  );

export const notForHalf = (dtype: HalfDType): Error =>
  new TypeError(
    `"operation" not implemented for '${scalarName(dtype)}'. ${dtype} is storage here: the losses, softmax, score and what ` +
      "only moves elements take it. Call .float() on it first.",
  );

export const frozenTensor = (tensor: unknown): Error =>
  new TypeError(
    `requires_grad_ changes the tensor. Got ${describe(tensor)} that is frozen; call it before Object.freeze.`,
  );

export const notALeaf = (): Error =>
  new TypeError(
    "you can only change requires_grad flags of leaf variables. This tensor was computed from others; " +
      "detach() gives its values without the graph.",
  );

export const scalarOnly = (numel: number): Error =>
  new RangeError(
    `a Tensor with ${numel} elements cannot be converted to Scalar. item() needs a single element; tolist() gives all of them.`,
  );

export const notOneElement = (shape: readonly number[]): Error =>
  new TypeError(
    `only one element tensors can be converted to Python scalars. Got a Tensor of shape ${show(shape)}; methods such as ` +
      `.add(…), .mul(…), .lt(…) and .exp() compute with all elements.`,
  );

export const iterationOfScalar = (): Error =>
  new TypeError("iteration over a 0-d tensor. It is a scalar; item() gives its value.");

export const boolUnsupported = (
  call:
    | "neg"
    | "sub"
    | "subOne"
    | "relu"
    | "abs"
    | "pow"
    | "clamp"
    | "argmax"
    | "argmin"
    | "dot"
    | "mv"
    | "mm"
    | "bmm",
): Error => {
  const not = "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead";
  const sentences = {
    neg: `Negation, the \`-\` operator, on a bool tensor is not supported. ${not}`,
    sub: "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead",
    subOne: `Subtraction, the \`-\` operator, with a bool tensor is not supported. ${not}`,
    relu: "Boolean inputs not supported for relu",
    abs: `"abs_cpu" not implemented for 'Bool'`,
    pow: `"pow" not implemented for 'Bool'`,
    clamp: `"clamp_scalar_cpu" not implemented for 'Bool'`,
    argmax: "argmax(): does not support bool input",
    argmin: "argmin(): does not support bool input",
    dot: `"dot" not implemented for 'Bool'`,
    mv: `"addmv_impl_cpu" not implemented for 'Bool'`,
    mm: `"addmm_impl_cpu_" not implemented for 'Bool'`,
    bmm: `"bmm" not implemented for 'Bool'`,
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

export const notScalarOrTensor = (call: string, name: string, got: unknown, position = 1): Error =>
  new TypeError(
    `${call}(): argument '${name}' (position ${position}) must be Tensor or Number, not ${kindOf(got)}. Got ${describe(got)}${remedy(got)}.`,
  );

export function matmulDTypes(kind: "dot" | "mv" | "mm" | "bmm" | "addmm", a: DType, b: DType): Error {
  const [A, B] = [scalarName(a), scalarName(b)];
  const sentences = {
    dot: `dot : expected both vectors to have same dtype, but found ${A} and ${B}`,
    mv: `addmv input tensors must have the same dtype, but got ${B}, ${A}, and ${B}`,
    mm: `expected m1 and m2 to have the same dtype, but got: ${cName(a)} != ${cName(b)}`,
    bmm: `expected scalar type ${A} but found ${B}`,
    addmm: `mat1 and mat2 must have the same dtype, but got ${A} and ${B}`,
  };
  return new TypeError(
    `${sentences[kind]}. Got ${a} and ${b}; convert one side with .to('${promoteTypes(a, b)}').`,
  );
}

/** @param batch - number of pairs of matrices. */

export function matmulShapes(a: readonly number[], b: readonly number[], batch: number): Error {
  const got = `Got the shapes ${show(a)} and ${show(b)}.`;
  if (a.length === 0 || b.length === 0) {
    return new RangeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D. ${got} Use mul for scalars.`,
    );
  }
  const [inner, rows] = [a.at(-1), b.at(-2) ?? b.at(-1)];
  // PyTorch folds a batch on the left of one matrix or vector into a tall matrix.
  const tall = a.slice(0, -1).reduce((n, size) => n * size, 1);
  let advice = "The last size of the left side has to be the rows of the right side.";
  let sentence = `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${inner}] but got: [${batch}, ${rows}]`;
  if (b.length === 2)
    sentence = `mm: mat1 and mat2 shapes cannot be multiplied (${tall}x${inner} and ${rows}x${b[1]})`;
  if (b.length === 1) sentence = `size mismatch, got input (${tall}), mat (${tall}x${inner}), vec (${rows})`;
  if (b.length === 1 && a.length === 1) {
    sentence =
      `inconsistent tensor size, expected tensor ${show(a)} and src ${show(b)} to have the same number of elements, ` +
      `but got ${inner} and ${rows} elements respectively`;
    advice = "Vectors need one length.";
  }
  return new RangeError(`${sentence}. ${got} ${advice}`);
}

export const gatherDType = (dtype: DType): Error =>
  new TypeError(`gather(): Expected dtype int32/int64 for index. Got ${dtype}; call .long() first.`);

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
    `Size does not match at dimension ${at} expected index ${show(index)} to be no larger than self ${show(input)} ` +
      `apart from dimension ${dim}.`,
  );

export const gatherIndex = (value: number, dim: number, size: number, at: number): Error =>
  new RangeError(
    `index ${value} is out of bounds for dimension ${dim} with size ${size}. It is the element ${at} of the index, counted flat.`,
  );
