/** Tensors from plain JavaScript values. */

import { checkBoolean, checkDType, checkGradDType, checkOptions } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import type { Tagged } from "../resultTypes.ts";
import { convert } from "../values/convert.ts";
import { ndarray } from "../values/ndarray.ts";
import type { TensorLike } from "./asTensor.ts";
import { tensorOfTensor } from "./creationErrors.ts";
import { readTyped } from "./elements.ts";
import { layoutOf, readNested } from "./nested.ts";
import { copyOfView, readView } from "./stridedView.ts";
import type { Nested } from "./tensor.ts";
import { leaf, Tensor } from "./tensor.ts";

/** Options of {@link tensor} and of all other functions that make one, such as {@link zeros} and {@link arange}. */
export interface TensorOptions<out D extends DType = DType> {
  /**
   * Element type. Default: what the values call for, `'float32'` for {@link zeros}, {@link ones} and
   * {@link eye}.
   */
  readonly dtype?: D;
  /** Whether operations on it are recorded for `backward`. Default false. */
  readonly requiresGrad?: boolean;
}

export const OPTIONS = ["dtype", "requiresGrad"];

/** The checked options of a call: a leaf is made from values by `leaf`. */
export function readOptions(
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
export function chooseDType(named: DType | undefined, natural: DType, requiresGrad: boolean): DType {
  const dtype = named ?? (requiresGrad && natural === "int64" ? "float32" : natural);
  if (requiresGrad) checkGradDType(dtype);
  return dtype;
}

/** What {@link tensor} makes a tensor of. */
export type TensorData = Nested<number | boolean | bigint | ArrayBufferView | Tensor> | TensorLike;

/** A value, or nested arrays of which none is empty. */
export type Filled<T> = T | readonly [Filled<T>, ...Filled<T>[]];

/** The dtype of the elements of each typed array, as {@link tensor} copies them, by its tag. */
interface Copied {
  readonly Float32Array: "float32";
  readonly Float64Array: "float64";
  readonly Float16Array: "float16";
  readonly BigInt64Array: "int64";
  readonly Int32Array: "int32";
  readonly Uint8Array: "uint8";
  readonly Uint8ClampedArray: "uint8";
  readonly Int8Array: "int64";
  readonly Int16Array: "int64";
  readonly Uint16Array: "int64";
  readonly Uint32Array: "int64";
  readonly BigUint64Array: "int64";
}

/**
 * The dtypes that {@link tensor} may choose for data. TypeScript does not tell `1` from `1.5`, nor an empty array from another,
 * which is float32.
 */
export type InferredOf<T> = T extends boolean
  ? "bool"
  : T extends Nested<number | bigint>
    ? "int64" | "float32"
    : T extends Nested<boolean>
      ? "bool" | "float32"
      : T extends Nested<number | bigint | boolean>
        ? "bool" | "int64" | "float32"
        : Tagged<T, Copied>;

/**
 * {@link tensor} of the dtype that the options name.
 *
 * @example
 * tensor([1, 2], { dtype: "float64" }); // tensor([1., 2.], dtype=torch.float64)
 */
export function tensor<D extends DType>(
  data: TensorData,
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * {@link tensor} of numbers that are to learn: float32, whole ones too.
 *
 * @example
 * tensor([1, 2], { requiresGrad: true }); // tensor([1., 2.], requires_grad=True)
 */
export function tensor(
  data: Nested<number>,
  options: { readonly dtype?: never; readonly requiresGrad: true },
): Tensor<"float32">;
/**
 * {@link tensor} of booleans, of which there is at least one.
 *
 * @example
 * tensor([true, false]); // tensor([ True, False])
 */
export function tensor(
  data: Filled<boolean>,
  options?: { readonly dtype?: never; readonly requiresGrad?: false },
): Tensor<"bool">;
/**
 * A tensor of the given values, which are copied.
 *
 * Without `dtype`, all booleans give bool, all whole numbers and bigints int64 (float32 with `requiresGrad`), anything
 * else float32. A typed array keeps its own dtype if there is one; of the others, Int8, Int16, Uint16, Uint32 and
 * BigUint64 give int64, Uint8Clamped gives uint8. What is mixed is promoted as in arithmetic
 * between tensors with dims: int32 and whole numbers give int64.
 *
 * @param data - a number, boolean or bigint; a typed array; nested arrays of these or of tensors, which are stacked, with
 *   rows of one length; or a view `{ data, shape, strides, offset }`, as ndarray and numpy-ts make it, in any order.
 * @returns a tensor with one dim per level of nesting; a scalar for a plain value. It is no part of a graph: gradients
 *   do not flow back to tensors in `data`.
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
 * tensor([Int16Array.of(1, 2), tensor([3, 4])]);
 * // tensor([[1, 2],
 * //         [3, 4]])
 * tensor({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2], strides: [1, 2] });
 * // tensor([[1., 3.],
 * //         [2., 4.]])
 * @see torch.tensor
 */
export function tensor<T extends TensorData, D extends DType = InferredOf<T>>(
  data: T,
  options?: TensorOptions<D>,
): Tensor<D | InferredOf<T>>;
export function tensor(data: TensorData, options?: TensorOptions): Tensor {
  const { dtype, requiresGrad } = readOptions("tensor", options);
  if (data instanceof Tensor) throw tensorOfTensor();
  const view = readView(data);
  if (view !== null || ArrayBuffer.isView(data)) {
    const values = view !== null ? copyOfView(view) : readTyped("tensor", data);
    const chosen = chooseDType(dtype ?? values.dtype, values.dtype, requiresGrad);
    return leaf(ndarray(convert(values.data, values.dtype, chosen), values.shape, chosen), requiresGrad);
  }
  const layout = layoutOf(data);
  const chosen = chooseDType(dtype, layout.natural, requiresGrad);
  const made = leaf(readNested(data, layout, chosen), requiresGrad);
  if (layout.hasGraph) {
    warnOnce(
      "tensor of tensors with gradient",
      "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior. " +
        "tensor(…) copies the values, and no gradient flows back through it; call detach() on them first.",
    );
  }
  return made;
}
