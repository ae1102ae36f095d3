/** Tensors from plain JavaScript values. */

import { checkBoolean, checkDType, checkGradDType, checkInt, checkOptions, checkShape } from "./arguments.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { dtypeOfArray, isDType, isFloating, plainArray } from "./dtype.ts";
import {
  arangeError,
  arangeOfBool,
  detachedBuffer,
  noDTypeForArray,
  notAScalar,
  notATensor,
  notOptions,
  notTensorLike,
  oneHotError,
  overflow,
  sizeMismatch,
  stridedData,
  tensorOfTensor,
  typeMismatch,
} from "./errors/index.ts";
import { convert } from "./kernels/elementwise.ts";
import type { NDArray } from "./ndarray.ts";
import { ndarray, zerosOf } from "./ndarray.ts";
import { readNested } from "./nested.ts";
import { scalar, scalarDType } from "./promotion.ts";
import { numel, placeOf, stridesOf } from "./shape.ts";
import type { Nested } from "./tensor.ts";
import { leaf, Tensor } from "./tensor.ts";

/** Options of {@link tensor}, {@link zeros}, {@link ones}, {@link full} and {@link arange}. */
export interface TensorOptions {
  /** Element type. Default: what the values call for, `'float32'` for {@link zeros} and {@link ones}. */
  readonly dtype?: DType;
  /** Whether operations on it are recorded for `backward`. Default false. */
  readonly requiresGrad?: boolean;
}

/**
 * Anything that holds its elements in a typed array: tensors of ONNX Runtime, transformers.js and numpy-ts among them.
 * Every {@link Tensor} is one. One of `dims` and `shape` has to be there.
 */
export interface TensorLike {
  /** The elements in row-major order: a {@link TypedArray}; anything else is refused when it is seen. */
  readonly data: ArrayBufferView | readonly unknown[];
  /** Sizes of the dimensions, as ONNX Runtime and transformers.js call them. */
  readonly dims?: readonly number[];
  /** Sizes of the dimensions, as numpy-ts calls them. */
  readonly shape?: readonly number[];
  /** Name of the dtype, as ONNX Runtime and transformers.js call it; needed only to tell `bool` from `uint8`. */
  readonly type?: string;
  /** Name of the dtype, as numpy-ts and ndarray call it. */
  readonly dtype?: string;
  /** Distances of neighbours along each dim in elements, as ndarray calls them; they have to be row-major. A method is not called. */
  readonly stride?: unknown;
  /** The same, as numpy-ts calls them. */
  readonly strides?: unknown;
  /** Where the elements of an ndarray begin in `data`. */
  readonly offset?: number;
}

/** Other names of the same elements: PyTorch's, and ndarray's for int64 and for Node's Buffer. */
const OTHER_NAMES: { readonly [name: string]: DType } = {
  float: "float32",
  double: "float64",
  long: "int64",
  int: "int32",
  bigint64: "int64",
  buffer: "uint8",
};

/** Whose memory it is, kept as long as the array: numpy-ts takes its WebAssembly memory back from an array that is gone. */
const owners = new WeakMap<TypedArray, TensorLike>();

const OPTIONS = ["dtype", "requiresGrad"];

/** The checked options of a call: a leaf is made from values by `leaf`. */
function readOptions(
  call: string,
  options: TensorOptions | undefined,
): { dtype: DType | undefined; requiresGrad: boolean } {
  const { dtype, requiresGrad = false } = checkOptions(call, options, OPTIONS);
  checkBoolean(call, "requires_grad", requiresGrad);
  return { dtype: dtype === undefined ? undefined : checkDType(dtype), requiresGrad };
}

/**
 * The dtype of a new tensor: the one that the call names, or what its values call for. A leaf with gradient has to be
 * floating, and whole numbers become float32 for it.
 */
function chooseDType(named: DType | undefined, natural: DType, requiresGrad: boolean): DType {
  const dtype = named ?? (requiresGrad && natural === "int64" ? "float32" : natural);
  if (requiresGrad) checkGradDType(dtype);
  return dtype;
}

/**
 * A tensor of the given values, which are copied.
 *
 * Without `dtype`, all booleans give bool, all whole numbers int64 (float32 with `requiresGrad`), anything else float32;
 * a typed array keeps its own dtype.
 *
 * @param data - a number, a boolean, nested arrays of them with rows of one length, or a flat typed array.
 * @returns a tensor with one dim per level of nesting; a scalar for a plain value.
 * @throws TypeError for values that are no numbers, RangeError for a ragged nesting; both name the place.
 * @example
 * tensor([[1, 2], [3.5, 4]]);
 * // tensor([[1.0000, 2.0000],
 * //         [3.5000, 4.0000]])
 * tensor([1, 2]).dtype; // 'int64'
 * tensor([1, 2], { dtype: "float64", requiresGrad: true });
 * // tensor([1., 2.], dtype=torch.float64, requires_grad=True)
 * tensor([[1, 2], [3]]);
 * // RangeError: expected sequence of length 2 at dim 1 (got 1). data[1] has the length 1, …
 * @see torch.tensor
 */
export function tensor(data: Nested<number | boolean> | TypedArray, options?: TensorOptions): Tensor {
  const { dtype, requiresGrad } = readOptions("tensor", options);
  if ((data as unknown) instanceof Tensor) throw tensorOfTensor();
  if (ArrayBuffer.isView(data)) {
    const values = ownArray("tensor", data);
    const chosen = chooseDType(dtype ?? values.dtype, values.dtype, requiresGrad);
    return leaf(ndarray(convert(values.data, values.dtype, chosen), values.shape, chosen), requiresGrad);
  }
  const { values, shape, natural } = readNested(data);
  const chosen = chooseDType(dtype, natural, requiresGrad);
  return leaf(ndarray(store(values, shape, chosen), shape, chosen), requiresGrad);
}

/** A user's typed array, shared, as one dim. */
function ownArray(call: string, array: unknown): NDArray {
  const dtype = dtypeOfArray(array);
  if (dtype === undefined) throw noDTypeForArray(call, array);
  let data: TypedArray;
  try {
    data = plainArray(array as TypedArray, dtype);
    if (data.length === 0) new Uint8Array(data.buffer); // throws if it was transferred
  } catch {
    throw detachedBuffer(call);
  }
  return ndarray(data, [data.length], dtype);
}

/** Values into a typed array; integers must fit, where a cast would wrap. */
function store(values: readonly number[], shape: readonly number[], dtype: DType): TypedArray {
  const bad = values.findIndex((value) => !fits(value, dtype));
  if (bad >= 0) throw overflow(values[bad]!, dtype, placeOf("data", bad, shape));
  return convert(Float64Array.from(values), "float64", dtype);
}

/** What `tensor` and `full` accept for integers. PyTorch lets −255 … −1 wrap in uint8. */
const LIMITS: { readonly [D in DType]?: readonly [number, number] } = {
  uint8: [-255, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1024], // the last double below 2^63
};

function fits(value: number, dtype: DType): boolean {
  const limits = LIMITS[dtype];
  const whole = Math.trunc(value);
  return limits === undefined || (whole >= limits[0] && whole <= limits[1]);
}

/**
 * A tensor over the buffer of `like`, without a copy: what one side writes, the other sees.
 *
 * @param like - a typed array (one dim), or `{ data, dims }` or `{ data, shape }` as ONNX Runtime, transformers.js and
 *   numpy-ts have them. A Tensor is returned as it is.
 * @returns a tensor without gradient, of the dtype that the typed array stands for.
 * @throws TypeError where no dtype of this library has that typed array, RangeError where the shape does not fit.
 * @example
 * const logits = { data: Float32Array.of(0.5, 0.3, 1.2), dims: [1, 3], type: "float32" }; // an ort.Tensor, for example
 * functional.crossEntropy(asTensor(logits), tensor([2])); // tensor(0.6435)
 */
export function asTensor(like: TensorLike | TypedArray): Tensor {
  if (like instanceof Tensor) return like;
  if (ArrayBuffer.isView(like)) return new Tensor(ownArray("asTensor", like));
  if (typeof like !== "object" || like === null) throw notTensorLike("asTensor", like);
  const { data, dims, shape, type, dtype } = like;
  const sizes = dims ?? shape;
  const named = type ?? dtype;
  const known = typeof named !== "string" || isDType(named) || Object.hasOwn(OTHER_NAMES, named);
  if (!known && Array.isArray(sizes)) throw typeMismatch("asTensor", named, data);
  if (!ArrayBuffer.isView(data) || !Array.isArray(sizes)) throw notTensorLike("asTensor", like);
  const values = ownArray("asTensor", data);
  const own = checkShape("asTensor", sizes);
  const part = partOf(like, values.data, own);
  if (numel(own) !== part.length) throw sizeMismatch("asTensor", part.length, own);
  const bool = named === "bool" && values.dtype === "uint8";
  if (typeof named === "string" && (OTHER_NAMES[named] ?? named) !== values.dtype && !bool)
    throw typeMismatch("asTensor", named, data);
  owners.set(part, like);
  return new Tensor(ndarray(part, own, bool ? "bool" : values.dtype));
}

/** The elements that a view of ndarray or numpy-ts covers, which have to lie in row-major order. */
function partOf(like: TensorLike, data: TypedArray, shape: readonly number[]): TypedArray {
  const { offset } = like;
  const strides = like.stride ?? like.strides;
  const n = numel(shape);
  // A method of that name, as transformers.js has it, says nothing here.
  if (Array.isArray(strides) && n > 0) {
    const misplaced = stridesOf(shape).some((step, d) => shape[d]! > 1 && strides[d] !== step);
    if (misplaced) throw stridedData("asTensor", strides, shape);
  }
  if (typeof offset !== "number") return data;
  const inside = Number.isInteger(offset) && offset >= 0 && offset + n <= data.length;
  if (!inside) throw sizeMismatch("asTensor", data.length, shape);
  return n === data.length ? data : data.subarray(offset, offset + n);
}

/**
 * A tensor of zeros.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws TypeError or RangeError for a shape that is no list of sizes, or too large.
 * @example
 * zeros([2, 3]);
 * // tensor([[0., 0., 0.],
 * //         [0., 0., 0.]])
 */
export function zeros(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("zeros", shape, 0, "float32", options);
}

/**
 * A tensor of ones.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does.
 * @example
 * ones([2], { dtype: "int64" }); // tensor([1, 1])
 */
export function ones(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("ones", shape, 1, "float32", options);
}

/**
 * A tensor filled with `value`, whose kind gives the dtype: `1` int64, `0.5` float32, `true` bool.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does, RangeError for a value that the dtype does not hold.
 * @example
 * full([3], 0.5); // tensor([0.5000, 0.5000, 0.5000])
 */
export function full(shape: readonly number[], value: number | boolean, options?: TensorOptions): Tensor {
  if (typeof value !== "number" && typeof value !== "boolean")
    throw notAScalar("full", "fill_value", 2, value);
  return filled("full", shape, value, scalarDType(value), options);
}

function filled(
  call: string,
  shape: readonly number[],
  value: number | boolean,
  natural: DType,
  options: TensorOptions | undefined,
): Tensor {
  const { dtype, requiresGrad } = readOptions(call, options);
  const chosen = chooseDType(dtype, natural, requiresGrad);
  if (!fits(Number(value), chosen)) throw overflow(Number(value), chosen, "fill_value");
  const values = zerosOf(checkShape(call, shape), chosen);
  const element = scalar(value, chosen).data[0]!;
  if (value !== 0) values.data.fill(element as never);
  return leaf(values, requiresGrad);
}

/**
 * The numbers from 0 up to, but without, `end` in steps of 1: int64 if `end` is whole, else float32.
 *
 * @returns a tensor of one dim.
 * @throws RangeError for an `end` below 0 or not finite.
 * @example
 * arange(4); // tensor([0, 1, 2, 3])
 */
export function arange(end: number, options?: TensorOptions): Tensor;
/**
 * The numbers from `start` up to, but without, `end` in steps of `step`: int64 if all three are whole, else float32.
 *
 * @param step - may be negative. Default 1.
 * @returns a tensor of one dim with `⌈(end − start) / step⌉` elements.
 * @throws RangeError for a step of 0, a step away from `end`, or bounds that are not finite.
 * @example
 * arange(1, 2, 0.25); // tensor([1.0000, 1.2500, 1.5000, 1.7500])
 * arange(3, 0, -1); // tensor([3, 2, 1])
 * @see torch.arange
 */
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(...args: readonly unknown[]): Tensor {
  const last = args[args.length - 1];
  const hasOptions = typeof last === "object" && last !== null;
  const { dtype, requiresGrad } = readOptions("arange", hasOptions ? (last as TensorOptions) : undefined);
  const given = hasOptions ? args.slice(0, -1) : [...args];
  while (given.length > 1 && given[given.length - 1] === undefined) given.pop();
  const names = given.length < 2 ? ["end"] : ["start", "end", "step"];
  for (let i = 0; i < Math.max(given.length, 1); i++) {
    if (typeof given[i] !== "number") throw notAScalar("arange", names[i] ?? "options", i + 1, given[i]);
    if (i === 3) throw notOptions("arange", given[i], OPTIONS);
  }
  const numbers = given as number[];
  const [start, end, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];

  const whole = [start, end, step].every((n) => scalarDType(n) === "int64");
  const chosen = chooseDType(dtype, whole ? "int64" : "float32", requiresGrad);
  if (chosen === "bool") throw arangeOfBool();
  // PyTorch counts in the dtype: for integers it truncates the arguments, for int64 before it counts the numbers.
  const truncated = isFloating(chosen) ? (n: number): number => n : Math.trunc;
  const [first, by] = [truncated(start), truncated(step)];
  const [from, to, stride] = chosen === "int64" ? [first, Math.trunc(end), by] : [start, end, step];
  const finite = [start, end, step].every(Number.isFinite);
  if (!finite || stride === 0 || (stride > 0 ? to < from : to > from))
    throw arangeError(start, end, step, stride);
  const numbersOf = zerosOf([Math.ceil((to - from) / stride)], "float64");
  for (let i = 0; i < numbersOf.data.length; i++) numbersOf.data[i] = first + i * by;
  return leaf(ndarray(convert(numbersOf.data, "float64", chosen), numbersOf.shape, chosen), requiresGrad);
}

/**
 * One-hot rows of class indices: 1 at the class, 0 elsewhere.
 *
 * @param target - class indices of any shape: int64, int32 or uint8.
 * @param numClasses - C, the length of a row; −1 means the largest class plus one. Default −1.
 * @returns int64 of the target's shape with a dim of size C at the end.
 * @throws TypeError for a target of another kind, RangeError for a class that is negative or not below `numClasses`.
 * @example
 * oneHot(tensor([2, 0]));
 * // tensor([[0, 0, 1],
 * //         [1, 0, 0]])
 * @see torch.nn.functional.one_hot
 */
export function oneHot(target: Tensor, numClasses = -1): Tensor {
  if (!(target instanceof Tensor)) throw notATensor("one_hot", "input", 1, target);
  if (target.dtype === "bool" || target.dtype === "float32" || target.dtype === "float64") {
    throw oneHotError("dtype", `Got ${target.dtype}; call .long() first.`);
  }
  checkInt("one_hot", "num_classes", numClasses);
  const indices = Array.from(target.data, Number);
  if (indices.length === 0 && numClasses <= 0) throw oneHotError("empty", "Give numClasses.");
  const largest = indices.reduce((max, n) => Math.max(max, n), -1);
  const classes = numClasses === -1 ? largest + 1 : numClasses;
  indices.forEach((n, i) => {
    const got = (): string => `Got ${n} at ${placeOf("target", i, target.shape)}`;
    if (n < 0) throw oneHotError("negative", `${got()}.`);
    if (n >= classes) throw oneHotError("large", `${got()} with ${classes} classes.`);
  });
  const rows = zerosOf([...target.shape, classes], "int64");
  indices.forEach((n, i) => {
    rows.data[i * classes + n] = 1n;
  });
  return new Tensor(rows);
}
