import { checkOptions } from "../arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Adam, type AdamOptions, OPTIONS } from "./adam.ts";

/**
 * {@link Adam} whose weight decay shrinks the parameters themselves, `p *= 1 − lr · weightDecay`, before the step: it does not
 * enter the means. The default decay is 0.01.
 *
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new optim.AdamW([x], { lr: 0.1, weightDecay: 0.5 });
 * x.mul(x).sum().backward();
 * optimizer.step();
 * x; // tensor([0.8500, 1.8000], requires_grad=True)
 * @see torch.optim.AdamW; Loshchilov and Hutter 2019
 */
export class AdamW extends Adam {
  /**
   * @param params - leaves, such as `module.parameters()`.
   * @throws as the constructor of {@link Adam}.
   */
  constructor(params: readonly Tensor[], options?: AdamOptions) {
    const { weightDecay = 1e-2, ...others } = checkOptions<AdamOptions>("AdamW", options, OPTIONS);
    super(params, { ...others, weightDecay });
  }

  /** @internal */
  protected override get isDecoupled(): boolean {
    return true;
  }
}
