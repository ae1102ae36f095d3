import type { DType, FloatDType } from "../dtype.ts";
import type { KLDivOptions } from "../functional/klDiv.ts";
import { klDivOf, resolveKLDiv } from "../functional/klDiv.ts";
import type { LossOf, Promoted } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Kullback–Leibler divergence of log-probabilities from a target, as a module: `t (log t − x)` element by element, then
 * averaged.
 *
 * Formula, shapes and units: {@link functional.klDiv}. The options are {@link KLDivOptions}.
 *
 * @example
 * const loss = new KLDivLoss({ reduction: "batchmean" });
 * loss(tensor([[-0.5, -1]]), tensor([[0.75, 0.25]])); // tensor(0.0627)
 * @see torch.nn.KLDivLoss
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Module makes instances callable; the interface below says of which types
export class KLDivLoss extends Module<[input: Tensor, target: Tensor], Tensor<FloatDType>> {
  /** What becomes of the losses of single elements. */
  readonly reduction: NonNullable<KLDivOptions["reduction"]>;
  /** Whether the target holds log-probabilities. */
  readonly logTarget: boolean;

  /**
   * @param options - left out, all have their defaults.
   * @throws RangeError or TypeError for an option that {@link functional.klDiv} would refuse.
   */
  constructor(options?: KLDivOptions) {
    super();
    const { reduction, logTarget } = resolveKLDiv("KLDivLoss", options);
    this.reduction = reduction;
    this.logTarget = logTarget;
  }

  /**
   * The divergence of a batch. Calling the module runs this.
   *
   * @param input - log-probabilities, mostly of shape `(N, C)`.
   * @param target - probabilities, or log-probabilities with `logTarget`, of a shape that broadcasts.
   * @returns a scalar in nats, or with `'none'` the loss of each element.
   * @throws as {@link functional.klDiv} does.
   * @example
   * new KLDivLoss({ reduction: "sum" }).forward(tensor([-0.5, -1]), tensor([0.75, 0.25])); // tensor(0.0627)
   */
  override forward<X extends DType, T extends DType>(
    input: Tensor<X>,
    target: Tensor<T>,
  ): Tensor<LossOf[Promoted[LossOf[X]][T]]> {
    return klDivOf(input, target, this);
  }
}

export interface KLDivLoss {
  /** Runs {@link KLDivLoss.forward}. */
  <X extends DType, T extends DType>(
    input: Tensor<X>,
    target: Tensor<T>,
  ): Tensor<LossOf[Promoted[LossOf[X]][T]]>;
}
