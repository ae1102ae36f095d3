import type { NLLLossOptions, Reduction } from "../functional.ts";
import { nllLoss } from "../functional.ts";
import { resolveNLLLoss } from "../lossOptions.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/**
 * Negative log-likelihood of log-probabilities, as a module. Formula and shapes: {@link nllLoss} of functional.
 *
 * @example
 * const loss = new NLLLoss();
 * loss(new LogSoftmax(1)(tensor([[0.5, 0.3], [0.4, 0.8]])), tensor([0, 1])); // tensor(0.5556)
 */
export class NLLLoss extends Module<[input: Tensor, target: Tensor], Tensor> {
  readonly weight: Tensor | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;

  /** @throws RangeError or TypeError for an option that {@link nllLoss} would refuse. */
  constructor(options?: NLLLossOptions) {
    super();
    const { weight, ignoreIndex, reduction } = resolveNLLLoss("NLLLoss", options);
    this.weight = weight;
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignoreIndex, reduction } = this;
    return nllLoss(input, target, { weight, ignoreIndex, reduction });
  }
}
