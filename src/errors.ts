/**
 * Every error that a user can meet. Each message begins with PyTorch's own sentence, then says what was got and what
 * would fix it. TypeError for the wrong kind of thing, RangeError for a value, a shape or a state out of range.
 */

import type { DType } from "./dtype";
import { DTYPES, scalarName } from "./dtype";

/** PyTorch's spelling of a shape: `[2, 3]`. */
export const show = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** What a value is, in few words: `null`, `the string "mean"`, `an array`. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 40
      ? `a string of ${value.length} characters`
      : `the string ${JSON.stringify(value)}`;
  }
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (typeof value === "bigint") return `the bigint ${value}n`;
  const kind = kindOf(value);
  return value === null || value === undefined ? kind : `${/^[AEIO]/i.test(kind) ? "an" : "a"} ${kind}`;
}

/** The kind of a value as a type error names it: `number`, `Array`, `Float32Array`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "Array";
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value).slice(8, -1) : "object";
}

const dims = (n: number): string => `${n} dimension${n === 1 ? "" : "s"}`;
const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");

// Arguments of the wrong kind

export const notATensor = (call: string, name: string, position: number, got: unknown): Error =>
  new TypeError(
    `${call}(): argument '${name}' (position ${position}) must be Tensor, not ${kindOf(got)}. ` +
      `Got ${describe(got)}; make a tensor of numbers with tensor(…), of a typed array with asTensor(…).`,
  );

export const notAnInt = (call: string, name: string, got: unknown): Error =>
  new TypeError(`${call}(): argument '${name}' must be int, not ${kindOf(got)}. Got ${describe(got)}.`);

export const notOptions = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): the options must be an object, not ${kindOf(got)}. Got ${describe(got)}.`);

export const unknownOption = (call: string, name: string, known: readonly string[]): Error =>
  new TypeError(`${call}() got an unexpected keyword argument '${name}'. The options are ${list(known)}.`);

export const unknownDType = (got: unknown): Error =>
  new TypeError(
    `argument 'dtype' must be torch.dtype, not ${kindOf(got)}. Got ${describe(got)}; the dtypes are ${list(DTYPES)}.`,
  );

export const notABoolean = (call: string, name: string, got: unknown): Error =>
  new TypeError(`${call}(): argument '${name}' must be bool, not ${kindOf(got)}. Got ${describe(got)}.`);

export const notAFunction = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): expected a function, not ${kindOf(got)}. Got ${describe(got)}.`);

export const asyncFunction = (call: string): Error =>
  new TypeError(
    `${call}(): fn must be synchronous, but it returned a promise. Recording is switched back on when fn returns; ` +
      `call ${call} around the synchronous parts.`,
  );

// Dims and shapes

export function dimOutOfRange(dim: unknown, ndim: number): Error {
  const n = Math.max(ndim, 1);
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

export const notAShape = (call: string, name: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument '${name}' must be tuple of ints, not ${kindOf(got)}. Got ${describe(got)}; ` +
      `give an array of whole numbers such as [2, 3].`,
  );

export const negativeDimension = (size: number, shape: readonly number[]): Error =>
  new RangeError(
    `Trying to create tensor with negative dimension ${size}: ${show(shape)}. Sizes are 0 or more.`,
  );

export const tooLarge = (shape: readonly number[], dtype: DType): Error =>
  new RangeError(
    `Storage size calculation overflowed with sizes=${show(shape)}. A ${dtype} tensor of this shape does not fit in memory.`,
  );

export function invalidReshape(shape: readonly number[], from: readonly number[], total: number): Error {
  const bad = shape.find((size) => size < -1);
  if (bad !== undefined) return new RangeError(`invalid shape dimension ${bad}. Got ${show(shape)}.`);
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

// Making tensors

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

export const notANumber = (got: unknown, path: readonly number[]): Error =>
  new TypeError(
    `Could not infer dtype of ${kindOf(got)}. ${place(path)} is ${describe(got)}; ` +
      `the elements are numbers or booleans, in arrays of one length per dim.`,
  );

export const notAScalar = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): the bounds must be Number, not ${kindOf(got)}. Got ${describe(got)}.`);

export const tooManyDims = (limit: number): Error =>
  new RangeError(
    `too many dimensions 'Array'. The arrays are nested more than ${limit} deep; does one contain itself?`,
  );

export const noDTypeForArray = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): can't convert ${describe(got)}. The only supported types are: Float32Array, Float64Array, BigInt64Array, ` +
      `Int32Array and Uint8Array; convert the values to one of them first.`,
  );

export const notTensorLike = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): expected a typed array or an object { data, dims } or { data, shape }, not ${kindOf(got)}. ` +
      `Got ${describe(got)}; tensor(…) takes numbers and arrays of numbers.`,
  );

export const notADataHolder = (got: unknown): Error =>
  new TypeError(
    `Tensor(): new Tensor(…) is not for users. Got ${describe(got)}; make a tensor with tensor(data), asTensor(like) or zeros(shape).`,
  );

export const sizeMismatch = (call: string, length: number, shape: readonly number[]): Error =>
  new RangeError(
    `${call}(): shape '${show(shape)}' is invalid for input of size ${length}. The data have ${length} elements.`,
  );

export const typeMismatch = (call: string, type: string, got: unknown): Error =>
  new TypeError(
    `${call}(): data of type '${type}' cannot be shared: they are in ${describe(got)}. Convert them first.`,
  );

export const overflow = (value: number, dtype: DType, path: readonly number[]): Error =>
  new RangeError(
    `value cannot be converted to type ${dtype} without overflow: ${place(path)} is ${value}. Choose a wider dtype.`,
  );

export const gradOfIntegers = (dtype: DType): Error =>
  new TypeError(
    `Only Tensors of floating point and complex dtype can require gradients. This one is ${dtype}; ` +
      `give { dtype: 'float32' } or call .float() first.`,
  );

export const arangeError = (start: number, end: number, step: number): Error => {
  const got = `Got arange(${start}, ${end}, ${step}).`;
  if (!(Number.isFinite(start) && Number.isFinite(end) && Number.isFinite(step))) {
    return new RangeError(`unsupported range: ${start} -> ${end}. ${got}`);
  }
  if (step === 0) return new RangeError(`step must be nonzero. ${got}`);
  return new RangeError(`upper bound and larger bound inconsistent with step sign. ${got}`);
};

// Operations

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

// Autograd

export const nonScalarBackward = (shape: readonly number[]): Error =>
  new RangeError(
    `grad can be implicitly created only for scalar outputs. This tensor has the shape ${show(shape)}: reduce it with ` +
      `sum() or mean(), or pass a gradient of that shape.`,
  );

export const noGraph = (): Error =>
  new TypeError(
    "element 0 of tensors does not require grad and does not have a grad_fn. Nothing that it was computed from has " +
      "requiresGrad, or it was computed inside noGrad().",
  );

export const backwardTwice = (name: string): Error =>
  new RangeError(
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been " +
      `freed). ${name} was freed by the first backward(); compute the result again to go back once more.`,
  );

export const gradientKind = (got: unknown): Error =>
  new TypeError(`gradients can be either Tensors or None, but got ${kindOf(got)}. Got ${describe(got)}.`);

export const gradientShape = (gradient: readonly number[], output: readonly number[]): Error =>
  new RangeError(
    `Mismatch in shape: grad_output[0] has a shape of torch.Size(${show(gradient)}) and output[0] has a shape of ` +
      `torch.Size(${show(output)}). Pass a gradient of the output's shape.`,
  );

export const notALeaf = (): Error =>
  new TypeError(
    "you can only change requires_grad flags of leaf variables. This tensor was computed from others; " +
      "detach() gives its values without the graph.",
  );

// Losses

export const badReduction = (got: unknown): Error =>
  new RangeError(
    `${typeof got === "string" ? got : kindOf(got)} is not a valid value for reduction. Got ${describe(got)}; ` +
      `the reductions are 'none', 'mean' and 'sum'.`,
  );

export const badSmoothing = (got: unknown): Error =>
  typeof got === "number"
    ? new RangeError(`label_smoothing must be between 0.0 and 1.0. Got: ${got}. 0 switches smoothing off.`)
    : new TypeError(
        `cross_entropy_loss(): argument 'label_smoothing' (position 6) must be float, not ${kindOf(got)}. Got ${describe(got)}.`,
      );

export const badIgnoreIndex = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'ignore_index' (position 5) must be int, not ${kindOf(got)}. Got ${describe(got)}.`,
  );

export const noClassDim = (input: readonly number[]): Error =>
  new RangeError(
    `Expected 1 or more dimensions (got ${input.length}). The input is (C), (N, C) or (N, C, d1, …, dK).`,
  );

export function targetOutOfBounds(value: string, at: string, classes: number, ignoreIndex: number): Error {
  const hint = Number(value) === classes ? " Are the classes counted from 1? They count from 0 here." : "";
  return new RangeError(
    `Target ${value} is out of bounds. Expected 0 <= target < ${classes}, or ignoreIndex (${ignoreIndex}); ` +
      `found at ${at}.${hint}`,
  );
}

const classLast = (input: readonly number[], target: readonly number[]): string => {
  const moved = input.length > 2 && show([...input.slice(0, -1)]) === show(target);
  return moved ? ` The classes of the input seem to be last: move them to dim 1 with permute.` : "";
};

export function targetShape(input: readonly number[], target: readonly number[]): Error {
  const got = `Got the input ${show(input)} and the target ${show(target)}.`;
  const wanted = `the target needs the shape ${show([...input.slice(0, 1), ...input.slice(2)])}`;
  if (input.length === 1) {
    return new RangeError(
      target.length > 1
        ? `0D or 1D target tensor expected, multi-target not supported. ${got} One class index is a scalar: tensor(2).`
        : `size mismatch (got input: ${show(input)}, target: ${show(target)}). One class index is a scalar: tensor(2).`,
    );
  }
  if (input[0] !== target[0]) {
    return new RangeError(
      `Expected input batch_size (${input[0]}) to match target batch_size (${target[0] ?? 0}). ${got} ` +
        `For class indices ${wanted}.${classLast(input, target)}`,
    );
  }
  if (input.length === 2) {
    return new RangeError(
      `0D or 1D target tensor expected, multi-target not supported. ${got} For class indices ${wanted}, ` +
        `for class probabilities ${show(input)}.`,
    );
  }
  if (input.length === 4 && target.length !== 3) {
    return new RangeError(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}. ${got} ` +
        `For class indices ${wanted}.`,
    );
  }
  if (input.length === 4) {
    return new RangeError(
      `size mismatch (got input: ${show(input)} , target: ${show(target)}). For class indices ${wanted}.` +
        classLast(input, target),
    );
  }
  return new RangeError(
    `Expected target size ${show([input[0]!, ...input.slice(2)])}, got ${show(target)}. ${got}${classLast(input, target)}`,
  );
}

export const indexTargetDType = (dtype: DType): Error =>
  new TypeError(
    `expected target dtype to be Long or Byte, but got ${scalarName(dtype)}. Class indices are integers: ` +
      `call .long() on the target. Class probabilities need the shape of the input.`,
  );

export const notOneHot = (dtype: DType, shape: readonly number[], at: string): Error =>
  new TypeError(
    `Expected floating point type for target with class probabilities, got ${scalarName(dtype)}. A target of the input's ` +
      `shape ${show(shape)} is read as class probabilities: an integer one must be one-hot, and ${at} is not. ` +
      `For probabilities call .float(); for class indices leave out the class dim.`,
  );

export const ignoreWithProbabilities = (ignoreIndex: number): Error =>
  new RangeError(
    `ignore_index is not supported for floating point target. Got ${ignoreIndex} with class probabilities; ` +
      `leave ignoreIndex out.`,
  );

export const weightShape = (call: string, classes: number, shape: readonly number[]): Error =>
  new RangeError(
    `${call}weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ` +
      `${show(shape)}. It needs the shape [${classes}].`,
  );

export const weightDType = (expected: DType, got: DType): Error =>
  new TypeError(
    `expected scalar type ${scalarName(expected)} but found ${scalarName(got)}. The weight needs the input's dtype: ` +
      `call .to('${expected}') on it.`,
  );

export const weightGradient = (): Error =>
  new TypeError(
    "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input cannot have " +
      "requires_grad True: detach() the weight, or use class probabilities as target, which can.",
  );

export const oneHotError = (what: "dtype" | "negative" | "large" | "empty", got: string): Error => {
  const sentences = {
    dtype: "one_hot is only applicable to index tensor",
    negative: "Class values must be non-negative",
    large: "Class values must be smaller than num_classes",
    empty: "Can not infer total number of classes from empty tensor",
  };
  return new (what === "dtype" ? TypeError : RangeError)(`${sentences[what]}. ${got}`);
};

// Random numbers

export function badSeed(got: unknown): Error {
  const advice = "A seed is a whole number from -(2^53 - 1) to 2^53 - 1, such as 42.";
  if (Number.isInteger(got))
    return new RangeError(`Overflow when unpacking long: got ${describe(got)}. ${advice}`);
  const message = `manual_seed expected a long, but got ${describe(got)}. ${advice}`;
  return typeof got === "number" ? new RangeError(message) : new TypeError(message);
}

export const randomDType = (call: string, dtype: DType): Error =>
  new TypeError(
    `"${call === "rand" ? "check_uniform_bounds" : "normal_kernel_cpu"}" not implemented for '${scalarName(dtype)}'. ` +
      `${call} makes float32 or float64.`,
  );

export const emptyRange = (low: number, high: number): Error =>
  new RangeError(
    `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}. randint draws from low <= n < high.`,
  );

export const randomBound = (
  what: string,
  got: number,
  dtype: DType,
  least: number,
  largest: number,
): Error => {
  const names: { readonly [D in DType]?: string } = { bool: "bool", uint8: "unsigned char", int32: "int" };
  return new RangeError(
    `${what} is out of bounds for ${names[dtype] ?? dtype}. Got ${got}; ${dtype} holds the integers from ${least} to ${largest}.`,
  );
};

export const permutationDType = (): Error =>
  new TypeError(`"randperm" not implemented for 'Bool'. Choose an integer or floating dtype.`);

export const permutationLimit = (n: number, dtype: DType, largest: number): Error =>
  new RangeError(
    dtype === "float32"
      ? `n cannot be greater than 2^24+1 for Float type. Got ${n}; choose int64.`
      : `value cannot be converted to type ${dtype} without overflow: ${n} numbers go up to ${n - 1}, ${dtype} to ${largest}.`,
  );

export const notAGenerator = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'generator' must be Generator, not ${kindOf(got)}. Got ${describe(got)}; make one with new Generator().`,
  );
