/** Tensors of one value, and of ones on the diagonal. */

import { checkGradDType, checkInt, checkShape, checkSizesInArray, notATensor } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { zerosOf } from "../values/ndarray.ts";
import { scalar, scalarDType } from "../values/promotion.ts";
import { isTensor } from "./core.ts";
import type { TensorOptions } from "./creation.ts";
import { chooseDType, readOptions } from "./creation.ts";
import { negativeSize, notAScalar, overflow } from "./creationErrors.ts";
import { fits } from "./limits.ts";
import type { PlainOf, Tensor } from "./tensor.ts";
import { leaf } from "./tensor.ts";

/**
 * {@link zeros} of the dtype that the options name.
 *
 * @example
 * zeros([2], { dtype: "int64" }); // tensor([0, 0])
 */
export function zeros<D extends DType>(
  shape: readonly number[],
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
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
export function zeros<D extends DType = "float32">(
  shape: readonly number[],
  options?: TensorOptions<D>,
): Tensor<D | "float32">;
export function zeros(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("zeros", shape, 0, "float32", options);
}

/**
 * {@link ones} of the dtype that the options name.
 *
 * @example
 * ones([2], { dtype: "int64" }); // tensor([1, 1])
 */
export function ones<D extends DType>(
  shape: readonly number[],
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * A tensor of ones.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does.
 * @example
 * ones([2], { dtype: "int64" }); // tensor([1, 1])
 */
export function ones<D extends DType = "float32">(
  shape: readonly number[],
  options?: TensorOptions<D>,
): Tensor<D | "float32">;
export function ones(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("ones", shape, 1, "float32", options);
}

/**
 * {@link full} of the dtype that the options name.
 *
 * @example
 * full([2], 1, { dtype: "float64" }); // tensor([1., 1.], dtype=torch.float64)
 */
export function full<D extends DType>(
  shape: readonly number[],
  value: number | boolean,
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * A tensor filled with `value`, whose kind gives the dtype: `1` int64, `0.5` float32, `true` bool.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does, RangeError for a value that the dtype does not hold.
 * @example
 * full([3], 0.5); // tensor([0.5000, 0.5000, 0.5000])
 */
export function full<V extends number | boolean, D extends DType = PlainOf<V>>(
  shape: readonly number[],
  value: V,
  options?: TensorOptions<D>,
): Tensor<D | PlainOf<V>>;
export function full(shape: readonly number[], value: number | boolean, options?: TensorOptions): Tensor {
  checkFillValue("full", value);
  return filled("full", shape, value, scalarDType(value), options);
}

/**
 * {@link zerosLike} of the dtype that the options name.
 *
 * @example
 * zerosLike(tensor([1, 2]), { dtype: "float32" }); // tensor([0., 0.])
 */
export function zerosLike<E extends DType>(
  input: Tensor,
  options: TensorOptions & { readonly dtype: E },
): Tensor<E>;
/**
 * A tensor of zeros, of the shape and dtype of another.
 *
 * @param options - a dtype here replaces the other's.
 * @throws TypeError for something else than a tensor.
 * @example
 * zerosLike(tensor([[1, 2]])); // tensor([[0, 0]])
 * @see torch.zeros_like
 */
export function zerosLike<D extends DType, E extends DType = D>(
  input: Tensor<D>,
  options?: TensorOptions<E>,
): Tensor<D | E>;
export function zerosLike(input: Tensor, options?: TensorOptions): Tensor {
  return filledLike("zeros_like", input, 0, options);
}

/**
 * {@link onesLike} of the dtype that the options name.
 *
 * @example
 * onesLike(tensor([1, 2]), { dtype: "float32" }); // tensor([1., 1.])
 */
export function onesLike<E extends DType>(
  input: Tensor,
  options: TensorOptions & { readonly dtype: E },
): Tensor<E>;
/**
 * A tensor of ones, of the shape and dtype of another.
 *
 * @param options - a dtype here replaces the other's.
 * @throws TypeError for something else than a tensor.
 * @example
 * onesLike(tensor([0.5, 2])); // tensor([1., 1.])
 * @see torch.ones_like
 */
export function onesLike<D extends DType, E extends DType = D>(
  input: Tensor<D>,
  options?: TensorOptions<E>,
): Tensor<D | E>;
export function onesLike(input: Tensor, options?: TensorOptions): Tensor {
  return filledLike("ones_like", input, 1, options);
}

/**
 * {@link fullLike} of the dtype that the options name.
 *
 * @example
 * fullLike(tensor([1, 2]), 0.5, { dtype: "float32" }); // tensor([0.5000, 0.5000])
 */
export function fullLike<E extends DType>(
  input: Tensor,
  value: number | boolean,
  options: TensorOptions & { readonly dtype: E },
): Tensor<E>;
/**
 * A tensor of one value, of the shape and dtype of another.
 *
 * @param value - as an integer it loses its fraction.
 * @param options - a dtype here replaces the other's.
 * @throws TypeError for something else than a tensor, RangeError for a value that the dtype does not hold.
 * @example
 * fullLike(tensor([0.5, 2]), -1); // tensor([-1., -1.])
 * @see torch.full_like
 */
export function fullLike<D extends DType, E extends DType = D>(
  input: Tensor<D>,
  value: number | boolean,
  options?: TensorOptions<E>,
): Tensor<D | E>;
export function fullLike(input: Tensor, value: number | boolean, options?: TensorOptions): Tensor {
  checkFillValue("full_like", value);
  return filledLike("full_like", input, value, options);
}

function filledLike(
  call: string,
  input: Tensor,
  value: number | boolean,
  options: TensorOptions | undefined,
): Tensor {
  if (!isTensor(input)) throw notATensor(call, "input", 1, input);
  const { dtype = input.dtype, requiresGrad } = readOptions(call, options);
  if (requiresGrad) checkGradDType(dtype);
  return fill(input.shape, value, dtype, requiresGrad);
}

/**
 * {@link eye} of the dtype that the options name.
 *
 * @example
 * eye(1, { dtype: "bool" }); // tensor([[True]])
 */
export function eye<D extends DType>(n: number, options: TensorOptions & { readonly dtype: D }): Tensor<D>;
/**
 * The identity matrix: ones on the diagonal, zeros beside it.
 *
 * @param n - rows and columns.
 * @throws TypeError for something else than a whole number, RangeError for one below 0, or too large.
 * @example
 * eye(2);
 * // tensor([[1., 0.],
 * //         [0., 1.]])
 * @see torch.eye
 */
export function eye<D extends DType = "float32">(
  n: number,
  options?: TensorOptions<D>,
): Tensor<D | "float32">;
export function eye(n: number, options?: TensorOptions): Tensor {
  const size = checkInt("eye", "n", n);
  if (size < 0) throw negativeSize("n", size);
  const { dtype, requiresGrad } = readOptions("eye", options);
  const values = zerosOf([size, size], chooseDType(dtype, "float32", requiresGrad));
  const one = scalar(1, values.dtype).data[0]!;
  for (let i = 0; i < size; i++) values.data[i * (size + 1)] = one as never;
  return leaf(values, requiresGrad);
}

function checkFillValue(call: string, value: unknown): void {
  if (typeof value !== "number" && typeof value !== "boolean") throw notAScalar(call, "fill_value", 2, value);
}

function filled(
  call: string,
  shape: readonly number[],
  value: number | boolean,
  natural: DType,
  options: TensorOptions | undefined,
): Tensor {
  checkSizesInArray(call, shape, call === "full" ? undefined : options);
  const { dtype, requiresGrad } = readOptions(call, options);
  const chosen = chooseDType(dtype, natural, requiresGrad);
  return fill(checkShape(call, shape), value, chosen, requiresGrad);
}

function fill(
  shape: readonly number[],
  value: number | boolean,
  dtype: DType,
  requiresGrad: boolean,
): Tensor {
  if (!fits(Number(value), dtype)) throw overflow(Number(value), dtype, "fill_value");
  const values = zerosOf(shape, dtype);
  const element = scalar(value, dtype).data[0]!;
  if (!Object.is(value, 0)) values.data.fill(element as never);
  return leaf(values, requiresGrad);
}
