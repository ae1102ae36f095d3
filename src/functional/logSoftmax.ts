import type { DType } from "../dtype.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SoftmaxOptions } from "./softmaxOptions.ts";
import { converted, dimOf, warnOfSingleClass } from "./softmaxOptions.ts";

/**
 * {@link logSoftmax} of the dtype that the options name.
 *
 * @example
 * functional.logSoftmax(tensor([1, 2]), 0, { dtype: "float64" }); // tensor([-1.3133, -0.3133], dtype=torch.float64)
 */
export function logSoftmax<E extends DType>(
  input: Tensor,
  dim: number | undefined,
  options: SoftmaxOptions & { readonly dtype: E },
): Tensor<E>;
/**
 * Log-probabilities from logits: `log_softmax(x)_i = x_i − log Σ_j exp(x_j)` along `dim`, faster and more exact than
 * `log` of `softmax`.
 *
 * @param input - logits of any shape; integers are promoted to float32.
 * @param dim - as for {@link softmax}.
 * @returns a tensor of the input's shape, values in [−∞, 0] (nats).
 * @throws TypeError if `input` is no Tensor, RangeError if it has no dim `dim`.
 * @example
 * functional.logSoftmax(tensor([1, 2, 3]), 0); // tensor([-2.4076, -1.4076, -0.4076])
 * @see torch.nn.functional.log_softmax
 */
export function logSoftmax<D extends DType, E extends DType = LossOf[D]>(
  input: Tensor<D>,
  dim?: number,
  options?: SoftmaxOptions<E>,
): Tensor<LossOf[D] | E>;
export function logSoftmax(input: Tensor, dim?: number, options?: SoftmaxOptions): Tensor {
  const x = converted("log_softmax", input, options);
  const d = dimOf("log_softmax", dim, x.ndim);
  const y = x.logSoftmax(d);
  warnOfSingleClass("log_softmax", y.shape.at(d), y.numel());
  return y;
}
