/** Tensors over memory that somebody else made: shared, not copied. */

import { checkShape, detachedBuffer } from "../arguments.ts";
import type { DType, HalfDType, TypedArray } from "../dtype.ts";
import { dtypeOfArray, isDType, isHalf, plainArray, typedArrayName } from "../dtype.ts";
import type { Tagged } from "../resultTypes.ts";
import { showAs } from "../values/half.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { numel, stridesOf } from "../values/shape.ts";
import {
  noDTypeForArray,
  notOnCPU,
  notTensorLike,
  sizeMismatch,
  stridedData,
  typeMismatch,
} from "./creationErrors.ts";
import { fromJSON } from "./json.ts";
import { leaf, Tensor } from "./tensor.ts";

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
  /** Where the elements are, as ONNX Runtime calls it: on the GPU they cannot be read. */
  readonly location?: string;
  /** Where the elements of an ndarray begin in `data`. */
  readonly offset?: number;
}

/** The dtype of each typed array, by its tag: of an array alone, and of one whose type nobody names. */
interface Alone {
  readonly Float32Array: "float32";
  readonly Float64Array: "float64";
  readonly Float16Array: "float16";
  readonly BigInt64Array: "int64";
  readonly Int32Array: "int32";
  readonly Uint8Array: "uint8";
}
interface Unnamed extends Omit<Alone, "Uint8Array"> {
  readonly Uint8Array: "uint8" | "bool";
  readonly Uint16Array: HalfDType;
}

/** The dtype that {@link asTensor} gives: that of a tensor, or of the typed array. */
export type SharedOf<T> =
  T extends Tensor<infer D extends DType>
    ? D
    : T extends ArrayBufferView
      ? Tagged<T, Alone>
      : T extends TensorLike
        ? Tagged<T["data"], Unnamed>
        : DType;

/** Where ONNX Runtime keeps elements that JavaScript cannot read, and what it says after `dispose`. */
const ELSEWHERE: readonly unknown[] = ["texture", "gpu-buffer", "ml-tensor", "none"];
export const isElsewhere = (location: unknown): location is string => ELSEWHERE.includes(location);

/** Other names of the same elements: PyTorch's, and ndarray's for int64 and for Node's Buffer. */
const OTHER_NAMES = {
  float: "float32",
  double: "float64",
  long: "int64",
  int: "int32",
  bigint64: "int64",
  buffer: "uint8",
  half: "float16",
} as const;

/** The names of dtypes that {@link asTensor} knows: this library's, and those of others. */
export type DTypeNames = typeof OTHER_NAMES & { readonly [D in DType]: D };

/** Whose memory it is, kept as long as the array: numpy-ts takes its WebAssembly memory back from an array that is gone. */
const owners = new WeakMap<TypedArray, TensorLike>();

/**
 * {@link asTensor} of elements whose type has a name, as ONNX Runtime and transformers.js give them.
 *
 * @example
 * asTensor({ type: "bool", data: Uint8Array.of(1, 0), dims: [2] }); // tensor([ True, False])
 */
export function asTensor<N extends keyof DTypeNames>(
  like: TensorLike & { readonly type: N },
): Tensor<DTypeNames[N]>;
/**
 * A tensor over the buffer of `like`, without a copy: what one side writes, the other sees. What `JSON.parse` makes of a
 * tensor's JSON is taken as well, and copied.
 *
 * @param like - a typed array (one dim), or `{ data, dims }` or `{ data, shape }` as ONNX Runtime, transformers.js and
 *   numpy-ts have them. A Tensor is returned as it is.
 * @returns a tensor without gradient, of the dtype that the typed array stands for.
 * @throws TypeError where no dtype of this library has that typed array, RangeError where the shape does not fit.
 * @example
 * const logits = { data: Float32Array.of(0.5, 0.3, 1.2), dims: [1, 3], type: "float32" }; // an ort.Tensor, for example
 * functional.crossEntropy(asTensor(logits), tensor([2])); // tensor(0.6435)
 * asTensor(JSON.parse(JSON.stringify(tensor([1.5, NaN])))); // tensor([1.5000,    nan])
 */
export function asTensor<T extends TensorLike | TypedArray>(like: T): Tensor<SharedOf<T>>;
export function asTensor(like: TensorLike | TypedArray): Tensor {
  if (like instanceof Tensor) return like;
  if (ArrayBuffer.isView(like)) return leaf(ownArray("asTensor", like));
  if (typeof like !== "object" || like === null) throw notTensorLike("asTensor", like, null);
  const { location } = like; // before the data, which throw where they are on the GPU
  if (isElsewhere(location)) throw notOnCPU("asTensor", location);
  const { data, dims, shape, type, dtype } = like;
  const sizes = dims ?? shape;
  const named = type ?? dtype;
  if (Array.isArray(data) && Array.isArray(shape) && isDType(dtype))
    return leaf(fromJSON("asTensor", dtype, shape, data));
  const known = typeof named !== "string" || isDType(named) || Object.hasOwn(OTHER_NAMES, named);
  if (!known && Array.isArray(sizes)) throw typeMismatch("asTensor", named, data);
  if (!ArrayBuffer.isView(data) || !Array.isArray(sizes))
    throw notTensorLike("asTensor", like, { data, dims, shape });
  const dtypeName =
    typeof named === "string" ? ((OTHER_NAMES as Record<string, DType>)[named] ?? named) : undefined;
  const values = ownArray("asTensor", data, dtypeName);
  const bool = named === "bool" && values.dtype === "uint8";
  if (dtypeName !== undefined && dtypeName !== values.dtype && !bool)
    throw typeMismatch("asTensor", named!, data);
  const own = checkShape("asTensor", sizes);
  const part = partOf(like, values.data, own);
  if (numel(own) !== part.length) throw sizeMismatch("asTensor", part.length, own);
  owners.set(part, like);
  return leaf(ndarray(part, own, bool ? "bool" : values.dtype));
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
 * A user's typed array, shared, as one dim.
 *
 * @param named - what the user calls its elements: the bits of half precision are in an array that says nothing of it.
 */
export function ownArray(call: string, array: unknown, named?: string): NDArray {
  const half = typedArrayName(array) === "Uint16Array" && isDType(named) && isHalf(named);
  const dtype = half ? named : dtypeOfArray(array);
  if (dtype === undefined) throw noDTypeForArray(call, array);
  let data: TypedArray;
  try {
    data = plainArray(array as TypedArray, dtype);
    if (data.length === 0) new Uint8Array(data.buffer); // throws if it was transferred
  } catch {
    throw detachedBuffer(call);
  }
  if (isHalf(dtype)) showAs(data, array as TypedArray);
  return ndarray(data, [data.length], dtype);
}
