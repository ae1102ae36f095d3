import type { DType } from "../dtype.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SoftmaxOptions } from "./softmaxOptions.ts";
import { converted, dimOf, warnOfSingleClass } from "./softmaxOptions.ts";

/**
 * {@link softmax} of the dtype that the options name.
 *
 * @example
 * functional.softmax(tensor([1, 2]), 0, { dtype: "float64" }); // tensor([0.2689, 0.7311], dtype=torch.float64)
 */
export function softmax<E extends DType>(
  input: Tensor,
  dim: number | undefined,
  options: SoftmaxOptions & { readonly dtype: E },
): Tensor<E>;
/**
 * Probabilities from logits: `softmax(x)_i = exp(x_i) / Σ_j exp(x_j)` along `dim`, computed with the maximum subtracted,
 * so that it never overflows.
 *
 * @param input - logits of any shape; integers are promoted to float32.
 * @param dim - the dim along which the result sums to 1. Left out: 0 for 0-, 1- and 3-d input, else 1, with a warning.
 * @returns a tensor of the input's shape, values in [0, 1].
 * @throws TypeError if `input` is no Tensor, RangeError if it has no dim `dim`.
 * @example
 * functional.softmax(tensor([1, 2, 3]), 0); // tensor([0.0900, 0.2447, 0.6652])
 * @see torch.nn.functional.softmax
 */
export function softmax<D extends DType, E extends DType = LossOf[D]>(
  input: Tensor<D>,
  dim?: number,
  options?: SoftmaxOptions<E>,
): Tensor<LossOf[D] | E>;
export function softmax(input: Tensor, dim?: number, options?: SoftmaxOptions): Tensor {
  const x = converted("softmax", input, options);
  const d = dimOf("softmax", dim, x.ndim);
  const y = x.softmax(d);
  warnOfSingleClass("softmax", y.shape.at(d), y.numel());
  return y;
}
