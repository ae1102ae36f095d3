import type { DType } from "../dtype.ts";
import { logSoftmax } from "../functional/index.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { DimOptions } from "./dimOptions.ts";
import { readDim } from "./dimOptions.ts";
import { Module } from "./module.ts";

/**
 * `log_softmax(x)_i = x_i − log Σ_j exp(x_j)` along a dim, as a module. See {@link logSoftmax} of functional.
 *
 * Shapes: any input, output the same; values in [−∞, 0] (nats).
 *
 * @example
 * new LogSoftmax(1)(tensor([[0.5, 0.3], [0.2, 0.3]]));
 * // tensor([[-0.5981, -0.7981],
 * //         [-0.7444, -0.6444]])
 * @see torch.nn.LogSoftmax
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Module makes instances callable; the interface below says of which types
export class LogSoftmax extends Module<[input: Tensor], Tensor> {
  /** The dim along which the exponentials sum to 1; undefined leaves the choice to PyTorch's legacy rule. */
  readonly dim: number | undefined;

  /**
   * @param dim - the dim, or options with it. Left out, PyTorch's legacy rule chooses one at each call, with a warning.
   * @throws TypeError for a dim that is no whole number.
   */
  constructor(dim?: number | DimOptions) {
    super();
    this.dim = readDim("LogSoftmax", dim);
  }

  /**
   * The log-probabilities of logits. Calling the module runs this.
   *
   * @param input - logits of any shape.
   * @returns a tensor of the input's shape.
   * @throws as {@link logSoftmax} does.
   * @example
   * new LogSoftmax(0).forward(tensor([1, 2])); // tensor([-1.3133, -0.3133])
   */
  override forward<D extends DType>(input: Tensor<D>): Tensor<LossOf[D]> {
    return logSoftmax(input, this.dim);
  }

  protected override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}

export interface LogSoftmax {
  /** Runs {@link LogSoftmax.forward}. */
  <D extends DType>(input: Tensor<D>): Tensor<LossOf[D]>;
}
