import { checkOptions, notATensor } from "../arguments.ts";
import { warnOnce, wouldWarn } from "../console.ts";
import type { DType, FloatArray } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { nllLoss as nllLossOp } from "../ops/nllLoss.ts";
import { readClassIndices } from "../ops/targets.ts";
import type { LossOf } from "../resultTypes.ts";
import type { Result } from "../tensor/core.ts";
import { applyToStored, isTensor, storedOf } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Halves } from "../values/half.ts";
import { floatsOf, numberAt } from "../values/half.ts";
import type { Lines } from "../values/shape.ts";
import { noClassDim } from "./errors.ts";
import type { Reduction } from "./lossOptions.ts";
import { checkIgnoreIndex, checkNormalizer, checkReduction, checkWeight, REDUCTIONS } from "./lossOptions.ts";
import { checkedIndexCase } from "./targets.ts";

/** Options of {@link functional.nllLoss} and {@link NLLLoss}. */
export interface NLLLossOptions<W extends DType = DType> {
  /**
   * Weight of each class, of shape `(C)` and the input's dtype (integers are converted). With `'mean'` and class indices
   * the sum is divided by the weights of the targets, not by their number. Default null: every class weighs 1.
   */
  readonly weight?: Tensor<W> | null;
  /** Class index whose targets count for nothing: no loss, no gradient, not in the mean. Default −100. */
  readonly ignoreIndex?: number;
  /** `'none'` keeps the loss of each target, `'mean'` and `'sum'` give a scalar. Default `'mean'`. */
  readonly reduction?: Reduction;
}

/** Options of the call {@link functional.nllLoss} that belong to a batch, and so to no module. */
export interface NLLLossCallOptions<W extends DType = DType> extends NLLLossOptions<W> {
  /**
   * What `'mean'` divides by, in place of the weight of this batch's targets. A batch in parts, each with the weight of all
   * targets of the batch, gives parts of its mean and of its gradient that add up. Default null.
   */
  readonly normalizer?: number | null;
}

/** The options with every default filled in. Those of a module have no normalizer. */
export type ResolvedNLLLoss = Required<NLLLossOptions> & {
  readonly normalizer?: number | null;
};

/** The options of the module, and those of the call. */
export const NLL_OPTIONS: readonly string[] = ["weight", "ignoreIndex", "reduction"];
const OF_CALL = [...NLL_OPTIONS, "normalizer"];

const DEFAULTS: ResolvedNLLLoss = { weight: null, ignoreIndex: -100, reduction: "mean", normalizer: null };

/** The checked options of a call that knows these. */
export function resolveNLLLoss(
  call: string,
  options: NLLLossCallOptions | undefined,
  known: readonly string[],
): ResolvedNLLLoss {
  if (options === undefined) return DEFAULTS;
  const {
    weight = DEFAULTS.weight,
    ignoreIndex = DEFAULTS.ignoreIndex,
    reduction = DEFAULTS.reduction,
    normalizer = null,
  } = checkOptions<NLLLossCallOptions>(call, options, known);
  checkReduction(reduction, REDUCTIONS);
  checkWeight("nll_loss_nd", weight);
  checkIgnoreIndex("nll_loss_nd", ignoreIndex);
  checkNormalizer("nll_loss_nd", normalizer, reduction);
  return { weight, ignoreIndex, reduction, normalizer };
}

/**
 * Negative log-likelihood: `ℓ_i = −w_{y_i} x_{i, y_i}` for log-probabilities `x` and classes `y`;
 * `'mean'` is `Σ ℓ_i / Σ w_{y_i}` over the targets that are not ignored.
 *
 * Shapes: input `(C)`, `(N, C)` or `(N, C, d1, …, dK)`, target `()`, `(N)` or `(N, d1, …, dK)`; `N` batch, `C` classes,
 * `d` positions such as pixels. The loss is in nats.
 *
 * @param input - log-probabilities, as {@link logSoftmax} gives them; integers are promoted to float32.
 * @param target - classes in `[0, C)`: int64, int32 or uint8.
 * @returns a scalar, or with `'none'` the target's shape.
 * @throws TypeError for a wrong kind of argument, RangeError for a target, weight or option that does not fit.
 * @example
 * const logProbs = functional.logSoftmax(tensor([[0.5, 0.3], [0.4, 0.8]]), 1);
 * functional.nllLoss(logProbs, tensor([0, 1])); // tensor(0.5556)
 * functional.nllLoss(logProbs, tensor([0, 1]), { reduction: "none" }); // tensor([0.5981, 0.5130])
 * @see torch.nn.functional.nll_loss
 */
export function nllLoss<X extends DType>(
  input: Tensor<X>,
  target: Tensor,
  options?: NLLLossCallOptions,
): Tensor<LossOf[X]> {
  return nllLossOf(input, target, resolveNLLLoss("nll_loss", options, OF_CALL));
}

/** {@link nllLoss} with options that are resolved. */
export function nllLossOf(input: Tensor, target: Tensor, options: ResolvedNLLLoss): Result {
  if (!isTensor(input)) throw notATensor("nll_loss_nd", "input", 1, input);
  if (!isTensor(target)) throw notATensor("nll_loss_nd", "target", 2, target);
  if (input.ndim === 0) throw noClassDim(input.shape);
  const x = isFloating(input.dtype) ? input : input.float();
  const indexCase = checkedIndexCase(x, target, options);
  const targets = readClassIndices(indexCase, (n) => new Int32Array(n)); // the way back keeps it
  warnOfNoLogProbabilities(floatsOf(storedOf(x)), indexCase.lines, targets.targets);
  return applyToStored(nllLossOp, [x], indexCase, targets);
}

/** Warns when the value that some target picks is above 0, which no log-probability is. */
function warnOfNoLogProbabilities(
  x: FloatArray | Halves,
  { outer, length, inner }: Lines,
  targets: Int32Array,
): void {
  const topic = "negative log-likelihood of positive values";
  if (!wouldWarn(topic)) return;
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      const value = target < 0 ? 0 : numberAt(x, (o * length + target) * inner + i);
      if (value > 0) {
        warnOnce(
          topic,
          `nll_loss expects log-probabilities, which are never above 0, but got ${value}. ` +
            "Apply logSoftmax first, or use crossEntropy, which takes logits.",
        );
        return;
      }
    }
  }
}
