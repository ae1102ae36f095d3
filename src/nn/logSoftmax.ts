import { logSoftmax } from "../functional.ts";
import type { Tensor } from "../tensor.ts";
import type { DimOptions } from "./dim.ts";
import { readDim } from "./dim.ts";
import { Module } from "./module.ts";

/**
 * `log_softmax(x)_i = x_i − log Σ_j exp(x_j)` along a dim, as a module. See {@link logSoftmax} of functional.
 *
 * Input: any shape. Output: the same shape, values in [−∞, 0].
 *
 * @example
 * new LogSoftmax(1)(tensor([[0.5, 0.3], [0.2, 0.3]])); // tensor([[-0.5981, -0.7981], [-0.7444, -0.6444]])
 */
export class LogSoftmax extends Module<[input: Tensor], Tensor> {
  /** The dim along which the exponentials sum to 1; undefined leaves the choice to PyTorch's legacy rule. */
  readonly dim: number | undefined;

  constructor(dim?: number | DimOptions) {
    super();
    this.dim = readDim("LogSoftmax", dim);
  }

  override forward(input: Tensor): Tensor {
    return logSoftmax(input, this.dim);
  }

  protected override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}
