/** Options of the losses: their types, documented here once, and the check that functions and modules share. */

import { checkOptions, notATensor } from "../arguments.ts";
import type { Reduction } from "../ops/loss.ts";
import { Tensor } from "../tensor/tensor.ts";
import { badIgnoreIndex, badReduction, badSmoothing } from "./errors.ts";

/** Options of {@link functional.nllLoss} and {@link NLLLoss}. */
export interface NLLLossOptions {
  /**
   * Weight of each class, of shape `(C)` and the input's dtype (integers are converted). With `'mean'` and class indices
   * the sum is divided by the weights of the targets, not by their number. Default null: every class weighs 1.
   */
  readonly weight?: Tensor | null;
  /** Class index whose targets count for nothing: no loss, no gradient, not in the mean. Default −100. */
  readonly ignoreIndex?: number;
  /** `'none'` keeps the loss of each target, `'mean'` and `'sum'` give a scalar. Default `'mean'`. */
  readonly reduction?: Reduction;
}

/** Options of {@link functional.crossEntropy} and {@link CrossEntropyLoss}. */
export interface CrossEntropyOptions extends NLLLossOptions {
  /**
   * ε in [0, 1]: how much of each target is spread evenly over all C classes, which get ε/C each. Default 0.
   *
   * @see Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015, section 7
   */
  readonly labelSmoothing?: number;
}

/** Options with every default filled in; what a loss module stores. */
export interface ResolvedLossOptions {
  readonly weight: Tensor | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly labelSmoothing: number;
}

const NLL_LOSS_OPTIONS = ["weight", "ignoreIndex", "reduction"];
const CROSS_ENTROPY_OPTIONS = [...NLL_LOSS_OPTIONS, "labelSmoothing"];

function resolve(
  call: string,
  torchCall: string,
  options: CrossEntropyOptions | undefined,
  known: readonly string[],
): ResolvedLossOptions {
  const {
    weight = null,
    ignoreIndex = -100,
    reduction = "mean",
    labelSmoothing = 0,
  } = checkOptions<CrossEntropyOptions>(call, options, known);
  if (reduction !== "mean" && reduction !== "sum" && reduction !== "none") throw badReduction(reduction);
  if (weight !== null && !(weight instanceof Tensor)) throw notATensor(torchCall, "weight", 3, weight);
  if (!Number.isSafeInteger(ignoreIndex)) throw badIgnoreIndex(torchCall, ignoreIndex);
  if (typeof labelSmoothing !== "number" || !(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw badSmoothing(labelSmoothing);
  return { weight, ignoreIndex, reduction, labelSmoothing };
}

/** The checked options of `nllLoss`. */
export const resolveNLLLoss = (call: string, options?: NLLLossOptions): ResolvedLossOptions =>
  resolve(call, "nll_loss_nd", options, NLL_LOSS_OPTIONS);

/** The checked options of `crossEntropy`. */
export const resolveCrossEntropy = (call: string, options?: CrossEntropyOptions): ResolvedLossOptions =>
  resolve(call, "cross_entropy_loss", options, CROSS_ENTROPY_OPTIONS);
