/** The element types, the typed array behind each of them, and PyTorch's type promotion. */

/** Element type of a tensor. */
export type DType = "float32" | "float64" | "int64" | "int32" | "uint8" | "bool";

/** The typed arrays that hold tensor data. `bool` and `uint8` share `Uint8Array`. */
export type TypedArray = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** Typed arrays of floating dtypes. */
export type FloatArray = Float32Array | Float64Array;

/** Typed arrays whose elements are JS numbers, which is every one but int64's. */
export type NumberArray = Exclude<TypedArray, BigInt64Array>;

interface DTypeInfo {
  /** PyTorch's name in printed tensors: `torch.float32`. */
  readonly torchName: string;
  /** PyTorch's name in error messages: `Float`. */
  readonly scalarName: string;
  /** PyTorch's category: a higher one wins a promotion, whatever the width. */
  readonly category: 0 | 1 | 2;
  readonly create: (length: number) => TypedArray;
}

const INFO: { readonly [D in DType]: DTypeInfo } = {
  bool: { torchName: "torch.bool", scalarName: "Bool", category: 0, create: (n) => new Uint8Array(n) },
  uint8: { torchName: "torch.uint8", scalarName: "Byte", category: 1, create: (n) => new Uint8Array(n) },
  int32: { torchName: "torch.int32", scalarName: "Int", category: 1, create: (n) => new Int32Array(n) },
  int64: { torchName: "torch.int64", scalarName: "Long", category: 1, create: (n) => new BigInt64Array(n) },
  float32: {
    torchName: "torch.float32",
    scalarName: "Float",
    category: 2,
    create: (n) => new Float32Array(n),
  },
  float64: {
    torchName: "torch.float64",
    scalarName: "Double",
    category: 2,
    create: (n) => new Float64Array(n),
  },
};

/** Every dtype, narrowest first: of two dtypes, PyTorch promotes to the later one of this list. */
export const DTYPES = Object.keys(INFO) as readonly DType[];

export const isDType = (name: unknown): name is DType =>
  typeof name === "string" && Object.hasOwn(INFO, name);
export const isFloating = (dtype: DType): dtype is "float32" | "float64" => INFO[dtype].category === 2;
export const categoryOf = (dtype: DType): 0 | 1 | 2 => INFO[dtype].category;
export const torchName = (dtype: DType): string => INFO[dtype].torchName;
export const scalarName = (dtype: DType): string => INFO[dtype].scalarName;

/** A zeroed typed array of `length` elements of `dtype`. */
export function createArray(dtype: "float32" | "float64", length: number): FloatArray;
export function createArray(dtype: DType, length: number): TypedArray;
export function createArray(dtype: DType, length: number): TypedArray {
  return INFO[dtype].create(length);
}

/** The dtype whose data a typed array holds, or undefined where no dtype has that array. */
export function dtypeOfArray(array: unknown): DType | undefined {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  if (array instanceof BigInt64Array) return "int64";
  if (array instanceof Int32Array) return "int32";
  if (array instanceof Uint8Array) return "uint8";
  return undefined;
}

/** The dtype that holds the values of both: PyTorch's `promote_types`. */
export function promoteTypes(a: DType, b: DType): DType {
  return DTYPES.indexOf(a) >= DTYPES.indexOf(b) ? a : b;
}
