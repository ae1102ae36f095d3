import { checkBoolean, checkGradDType, notATensor } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * A tensor that a module learns: as a property of a {@link Module} it is among its parameters.
 *
 * It is a leaf, and shares its elements with the tensor that it is made of. What is computed from it is a Tensor.
 *
 * @example
 * class Scale extends Module<[x: Tensor], Tensor> {
 *   readonly factor = new Parameter(tensor(2.5));
 *   override forward(x: Tensor): Tensor { return x.mul(this.factor); }
 * }
 * new Scale().parameters();
 * // [
 * //   Parameter containing:
 * //   tensor(2.5000, requires_grad=True)
 * // ]
 * @see torch.nn.Parameter
 */
export class Parameter<out D extends DType = DType> extends Tensor<D> {
  /**
   * @param data - its values; integers only with `requiresGrad` false.
   * @param requiresGrad - whether operations on it are recorded for `backward`. Default true.
   * @throws TypeError for something else than a tensor, and for integers that are to have a gradient.
   * @example
   * new Parameter(tensor([0.5, 2]));
   * // Parameter containing:
   * // tensor([0.5000, 2.0000], requires_grad=True)
   */
  constructor(data: Tensor<D>, requiresGrad = true) {
    if (!(data instanceof Tensor)) throw notATensor("Parameter", "data", 1, data);
    checkBoolean("Parameter", "requires_grad", requiresGrad);
    if (requiresGrad) checkGradDType(data.dtype);
    super(data);
    this.requiresGrad_(requiresGrad);
  }

  /**
   * PyTorch's text: that of the tensor, below a title.
   *
   * @example
   * String(new Parameter(tensor([0.5]))); // 'Parameter containing:\ntensor([0.5000], requires_grad=True)'
   */
  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }
}
