import type { DType } from "../dtype.ts";
import { softmax } from "../functional/index.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { DimOptions } from "./dimOptions.ts";
import { readDim } from "./dimOptions.ts";
import { Module } from "./module.ts";

/**
 * `softmax(x)_i = exp(x_i) / Σ_j exp(x_j)` along a dim, as a module. See {@link softmax} of functional.
 *
 * Shapes: any input, output the same; values in [0, 1] that sum to 1 along the dim.
 *
 * @example
 * new Softmax(1)(tensor([[0.5, 0.3], [0.2, 0.3]]));
 * // tensor([[0.5498, 0.4502],
 * //         [0.4750, 0.5250]])
 * @see torch.nn.Softmax
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: a module can be called
export class Softmax extends Module<[input: Tensor], Tensor> {
  /** The dim that sums to 1; undefined leaves the choice to PyTorch's legacy rule. */
  readonly dim: number | undefined;

  /**
   * @param dim - the dim, or options with it. Left out, PyTorch's legacy rule chooses one at each call, with a warning.
   * @throws TypeError for a dim that is no whole number.
   */
  constructor(dim?: number | DimOptions) {
    super();
    this.dim = readDim("Softmax", dim);
  }

  /**
   * The probabilities of logits. Calling the module runs this.
   *
   * @param input - logits of any shape.
   * @returns a tensor of the input's shape.
   * @throws as {@link softmax} does.
   * @example
   * new Softmax(0).forward(tensor([1, 2])); // tensor([0.2689, 0.7311])
   */
  override forward<D extends DType>(input: Tensor<D>): Tensor<LossOf[D]> {
    return softmax(input, this.dim);
  }

  protected override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}

export interface Softmax {
  /** Runs {@link Softmax.forward}. */
  <D extends DType>(input: Tensor<D>): Tensor<LossOf[D]>;
}
