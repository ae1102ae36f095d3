import type { DType, FloatDType } from "../dtype.ts";
import type { Reduction } from "../functional/lossOptions.ts";
import type { NLLLossOptions } from "../functional/nllLoss.ts";
import { NLL_OPTIONS, nllLossOf, resolveNLLLoss } from "../functional/nllLoss.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Negative log-likelihood of log-probabilities, as a module: `−w_y x_y` for each target `y`, then averaged.
 *
 * Formula, shapes and units: {@link functional.nllLoss}. The options are {@link NLLLossOptions}.
 *
 * @example
 * const loss = new NLLLoss();
 * loss(new LogSoftmax(1)(tensor([[0.5, 0.3], [0.4, 0.8]])), tensor([0, 1])); // tensor(0.5556)
 * @see torch.nn.NLLLoss
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Module makes instances callable; the interface below says of which types
export class NLLLoss extends Module<[input: Tensor, target: Tensor], Tensor<FloatDType>> {
  /** Weight of each class, or null. */
  readonly weight: Tensor | null;
  /** Class index whose targets count for nothing. */
  readonly ignoreIndex: number;
  /** What becomes of the losses of single targets. */
  readonly reduction: Reduction;

  /**
   * @param options - left out, all have their defaults.
   * @throws RangeError or TypeError for an option that {@link functional.nllLoss} would refuse.
   */
  constructor(options?: NLLLossOptions) {
    super();
    const { weight, ignoreIndex, reduction } = resolveNLLLoss("NLLLoss", options, NLL_OPTIONS);
    this.weight = weight;
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
  }

  /**
   * The loss of a batch. Calling the module runs this.
   *
   * @param input - log-probabilities of shape `(C)`, `(N, C)` or `(N, C, d1, …, dK)`.
   * @param target - class indices of shape `()`, `(N)` or `(N, d1, …, dK)`.
   * @returns a scalar in nats, or with `'none'` the loss of each sample.
   * @throws as {@link functional.nllLoss} does.
   * @example
   * new NLLLoss().forward(tensor([[-0.6, -0.8], [-0.9, -0.5]]), tensor([0, 1])); // tensor(0.5500)
   */
  override forward<X extends DType>(input: Tensor<X>, target: Tensor): Tensor<LossOf[X]> {
    return nllLossOf(input, target, this);
  }
}

export interface NLLLoss {
  /** Runs {@link NLLLoss.forward}. */
  <X extends DType>(input: Tensor<X>, target: Tensor): Tensor<LossOf[X]>;
}
