import { checkOptions, notATensor } from "../arguments.ts";
import { warnOnce, wouldWarn } from "../console.ts";
import type { FloatArray } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { nllLoss as nllLossOp } from "../ops/nllLoss.ts";
import { readClassIndices } from "../ops/targets.ts";
import { apply, isTensor, valuesOf } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Lines } from "../values/shape.ts";
import { noClassDim } from "./errors.ts";
import type { Reduction } from "./lossOptions.ts";
import { checkIgnoreIndex, checkReduction, checkWeight, REDUCTIONS } from "./lossOptions.ts";
import { checkedIndexCase } from "./targets.ts";

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

/** The options with every default filled in. */
export type ResolvedNLLLoss = Required<NLLLossOptions>;

const DEFAULTS: ResolvedNLLLoss = { weight: null, ignoreIndex: -100, reduction: "mean" };

/** The checked options of a call. */
export function resolveNLLLoss(call: string, options?: NLLLossOptions): ResolvedNLLLoss {
  if (options === undefined) return DEFAULTS;
  const {
    weight = DEFAULTS.weight,
    ignoreIndex = DEFAULTS.ignoreIndex,
    reduction = DEFAULTS.reduction,
  } = checkOptions<NLLLossOptions>(call, options, Object.keys(DEFAULTS));
  checkReduction(reduction, REDUCTIONS);
  checkWeight("nll_loss_nd", weight);
  checkIgnoreIndex("nll_loss_nd", ignoreIndex);
  return { weight, ignoreIndex, reduction };
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
export function nllLoss(input: Tensor, target: Tensor, options?: NLLLossOptions): Tensor {
  return nllLossOf(input, target, resolveNLLLoss("nll_loss", options));
}

/** {@link nllLoss} with options that are resolved. */
export function nllLossOf(input: Tensor, target: Tensor, options: ResolvedNLLLoss): Tensor {
  if (!isTensor(input)) throw notATensor("nll_loss_nd", "input", 1, input);
  if (!isTensor(target)) throw notATensor("nll_loss_nd", "target", 2, target);
  if (input.ndim === 0) throw noClassDim(input.shape);
  const x = isFloating(input.dtype) ? input : input.float();
  const indexCase = checkedIndexCase(x, target, options);
  const targets = readClassIndices(indexCase, (n) => new Int32Array(n)); // the way back keeps it
  warnOfNoLogProbabilities(valuesOf(x).data as FloatArray, indexCase.lines, targets.targets);
  return apply(nllLossOp, [x], indexCase, targets);
}

/** Warns when the value that some target picks is above 0, which no log-probability is. */
function warnOfNoLogProbabilities(x: FloatArray, { outer, length, inner }: Lines, targets: Int32Array): void {
  const topic = "negative log-likelihood of positive values";
  if (!wouldWarn(topic)) return;
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      const value = target < 0 ? 0 : x[(o * length + target) * inner + i]!;
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
