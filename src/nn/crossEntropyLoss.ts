import type { CrossEntropyOptions, Reduction } from "../functional.ts";
import { crossEntropy } from "../functional.ts";
import { resolveCrossEntropy } from "../lossOptions.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/**
 * Cross-entropy between logits and class indices or probabilities, as a module. Formula and shapes:
 * {@link crossEntropy} of functional.
 *
 * @example
 * new CrossEntropyLoss()(tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1])); // tensor(0.5556)
 */
export class CrossEntropyLoss extends Module<[input: Tensor, target: Tensor], Tensor> {
  readonly weight: Tensor | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly labelSmoothing: number;

  /** @throws RangeError or TypeError for an option that {@link crossEntropy} would refuse. */
  constructor(options?: CrossEntropyOptions) {
    super();
    const { weight, ignoreIndex, reduction, labelSmoothing } = resolveCrossEntropy(
      "CrossEntropyLoss",
      options,
    );
    this.weight = weight;
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
    this.labelSmoothing = labelSmoothing;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignoreIndex, reduction, labelSmoothing } = this;
    return crossEntropy(input, target, { weight, ignoreIndex, reduction, labelSmoothing });
  }
}
