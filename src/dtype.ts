/** The element types, the typed array behind each of them, and PyTorch's type promotion. */

/**
 * Element type of a tensor, PyTorch's without `torch.`: `float32` unless something else is asked for, `int64` for whole
 * numbers and class indices. Its elements are in a Float32Array, Float64Array, BigInt64Array, Int32Array, and for both
 * `uint8` and `bool` a Uint8Array. `float16` and `bfloat16` are storage: losses, softmax and what only moves elements take
 * them. Their bits are in a Uint16Array; those of float16 are in a Float16Array where the engine has one.
 */
export type DType = "float32" | "float64" | "float16" | "bfloat16" | "int64" | "int32" | "uint8" | "bool";

/**
 * The typed arrays that hold tensor data, one for each {@link DType}; `bool` and `uint8` share `Uint8Array`, `float16` and
 * `bfloat16` share `Uint16Array`. The Float16Array of newer engines is typed as one too, as ONNX Runtime does it: not all
 * compilers know it.
 */
export type TypedArray = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Uint16Array;

/** The dtypes of half precision, which nothing computes in. */
export type HalfDType = "float16" | "bfloat16";
/** The floating dtypes to compute in. */
export type FloatDType = "float32" | "float64";

/** Typed arrays of floating dtypes. */
export type FloatArray = Float32Array | Float64Array;

/** Typed arrays whose elements are JS numbers, which is every one but int64's. */
export type NumberArray = Exclude<TypedArray, BigInt64Array>;

interface DTypeInfo {
  /** PyTorch's name in printed tensors: `torch.float32`. */
  readonly torchName: string;
  /** PyTorch's name in error messages: `Float`. */
  readonly scalarName: string;
  /** C++'s name, which some messages use: `float`. */
  readonly cName: string;
  readonly array: new (length: number) => TypedArray;
}

const INFO: { readonly [D in DType]: DTypeInfo } = {
  bool: { torchName: "torch.bool", scalarName: "Bool", cName: "bool", array: Uint8Array },
  uint8: { torchName: "torch.uint8", scalarName: "Byte", cName: "unsigned char", array: Uint8Array },
  int32: { torchName: "torch.int32", scalarName: "Int", cName: "int", array: Int32Array },
  int64: { torchName: "torch.int64", scalarName: "Long", cName: "long int", array: BigInt64Array },
  float16: { torchName: "torch.float16", scalarName: "Half", cName: "c10::Half", array: Uint16Array },
  bfloat16: {
    torchName: "torch.bfloat16",
    scalarName: "BFloat16",
    cName: "c10::BFloat16",
    array: Uint16Array,
  },
  float32: {
    torchName: "torch.float32",
    scalarName: "Float",
    cName: "float",
    array: Float32Array,
  },
  float64: {
    torchName: "torch.float64",
    scalarName: "Double",
    cName: "double",
    array: Float64Array,
  },
};

/** Every dtype, narrowest first: of two dtypes, PyTorch promotes to the later one of this list, but for {@link promoteTypes}. */
export const DTYPES = Object.keys(INFO) as readonly DType[];

export const isDType = (name: unknown): name is DType =>
  typeof name === "string" && Object.hasOwn(INFO, name);
export const isHalf = (dtype: DType): dtype is HalfDType => dtype === "float16" || dtype === "bfloat16";
export const isFloating = (dtype: DType): dtype is FloatDType | HalfDType =>
  dtype === "float32" || dtype === "float64" || isHalf(dtype);
/** The dtype in which floats of a dtype are computed with, and in which their gradients are. */
export const computed = <D extends DType>(dtype: D): Exclude<D, HalfDType> =>
  (isHalf(dtype) ? "float32" : dtype) as Exclude<D, HalfDType>;
export const torchName = (dtype: DType): string => INFO[dtype].torchName;
export const scalarName = (dtype: DType): string => INFO[dtype].scalarName;
export const cName = (dtype: DType): string => INFO[dtype].cName;

/** A zeroed typed array of `length` elements of `dtype`. */
export function createArray(dtype: FloatDType, length: number): FloatArray;
export function createArray(dtype: DType, length: number): TypedArray;
export function createArray(dtype: DType, length: number): TypedArray {
  return new INFO[dtype].array(length);
}

const TYPED_ARRAYS: { readonly [name: string]: DType } = {
  Float32Array: "float32",
  Float64Array: "float64",
  BigInt64Array: "int64",
  Int32Array: "int32",
  Uint8Array: "uint8",
  Float16Array: "float16",
};

// The getters of all typed arrays: they know their own kind and length, also of an array of another realm (an iframe, a
// Node context), and whatever an object claims about itself.
const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getter = (key: PropertyKey): (() => unknown) =>
  Object.getOwnPropertyDescriptor(prototype, key)?.get as () => unknown;
const kindGetter = getter(Symbol.toStringTag);
const lengthGetter = getter("length");

/** The name of a typed array's class; undefined for anything else. */
export const typedArrayName = (value: unknown): string | undefined =>
  kindGetter.call(value) as string | undefined;

/** The dtype whose data a typed array holds, or undefined where no dtype has that array. */
export function dtypeOfArray(array: unknown): DType | undefined {
  const name = typedArrayName(array);
  return name !== undefined && Object.hasOwn(TYPED_ARRAYS, name) ? TYPED_ARRAYS[name] : undefined;
}

/**
 * A typed array of this realm over the same memory: the array itself where it is a plain one. Subclasses (Node's Buffer,
 * whose `slice` does not copy) and arrays of other realms are rewrapped.
 */
export function plainArray(array: TypedArray, dtype: DType): TypedArray {
  const Plain = createArray(dtype, 0).constructor as new (
    b: ArrayBufferLike,
    o: number,
    n: number,
  ) => TypedArray;
  const plain = Object.getPrototypeOf(array) === Plain.prototype && !Object.hasOwn(array, "length");
  return plain ? array : new Plain(array.buffer, array.byteOffset, lengthGetter.call(array) as number);
}

/** The dtype that holds the values of both: PyTorch's `promote_types`. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a !== b && isHalf(a) && isHalf(b)) return "float32"; // neither holds the other
  return DTYPES.indexOf(a) >= DTYPES.indexOf(b) ? a : b;
}
