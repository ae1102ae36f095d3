import { checkBoolean, checkOptions, notATensor } from "../arguments.ts";
import { ownGradFor } from "../arrays/reduce.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import { computed, isFloating } from "../dtype.ts";
import type { LossResult } from "../ops/loss.ts";
import { lineScale, reduceLosses } from "../ops/loss.ts";
import type { Op } from "../ops/op.ts";
import type { LossOf, Promoted } from "../resultTypes.ts";
import type { Result } from "../tensor/core.ts";
import { applyToStored, isTensor, readAs } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expandTo } from "../values/broadcast.ts";
import { floatsOf, numberAt } from "../values/half.ts";
import { gradientOf, scratchDoubles } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Rank } from "../values/promotion.ts";
import { resultType } from "../values/promotion.ts";
import { broadcastShapes, numel, sameShape } from "../values/shape.ts";
import type { Reduction } from "./lossOptions.ts";
import { checkReduction, REDUCTIONS } from "./lossOptions.ts";

/** Options of {@link functional.klDiv} and {@link KLDivLoss}. */
export interface KLDivOptions {
  /**
   * `'none'` keeps the loss of each element, `'sum'` adds them up, `'mean'` divides by the number of elements and
   * `'batchmean'` by the size of dim 0, which is the divergence of the distributions, averaged. Default `'mean'`, with
   * PyTorch's warning.
   */
  readonly reduction?: Reduction | "batchmean";
  /** Whether the target holds log-probabilities. Default false. */
  readonly logTarget?: boolean;
}

/** The options with every default filled in. */
export type ResolvedKLDiv = Required<KLDivOptions>;

const KL_REDUCTIONS = [...REDUCTIONS, "batchmean"] as const;

const DEFAULTS: ResolvedKLDiv = { reduction: "mean", logTarget: false };

/** The checked options of a call. */
export function resolveKLDiv(call: string, options?: KLDivOptions): ResolvedKLDiv {
  if (options === undefined) return DEFAULTS;
  const own = checkOptions<KLDivOptions>(call, options, Object.keys(DEFAULTS));
  const { reduction = DEFAULTS.reduction, logTarget = DEFAULTS.logTarget } = own;
  checkReduction(reduction, KL_REDUCTIONS);
  checkBoolean("kl_div", "log_target", logTarget);
  return { reduction, logTarget };
}

/**
 * Kullback–Leibler divergence of log-probabilities from a target: what they cost beyond the target's own entropy, as in
 * distillation from a teacher.
 *
 * With log-probabilities `x` and probabilities `t`, element by element: `ℓ = t (log t − x)`; with `logTarget`,
 * `ℓ = exp(t) (t − x)`. A target of probability 0 adds exactly 0 to loss and gradients, whatever `x` is.
 *
 * Shapes: input and target of any shapes that broadcast, mostly both `(N, C)`; `N` batch, `C` classes. The loss is in nats.
 *
 * @param input - log-probabilities, as {@link logSoftmax} gives them; integers are promoted to float32.
 * @param target - probabilities, or log-probabilities with `logTarget`; differentiable like the input.
 * @returns a scalar, or with `'none'` the common shape.
 * @throws TypeError for a wrong kind of argument, RangeError for shapes that do not broadcast or a bad option.
 * @example
 * const student = functional.logSoftmax(tensor([[0.5, 0.3], [0.4, 0.8]]), 1);
 * const teacher = tensor([[0.75, 0.25], [0, 1]]);
 * functional.klDiv(student, teacher, { reduction: "batchmean" }); // tensor(0.2994)
 * @see torch.nn.functional.kl_div
 */
export function klDiv<X extends DType, T extends DType>(
  input: Tensor<X>,
  target: Tensor<T>,
  options?: KLDivOptions,
): Tensor<LossOf[Promoted[LossOf[X]][T]]> {
  return klDivOf(input, target, resolveKLDiv("kl_div", options));
}

/** {@link klDiv} with options that are resolved. */
export function klDivOf(input: Tensor, target: Tensor, { reduction, logTarget }: ResolvedKLDiv): Result {
  if (!isTensor(input)) throw notATensor("kl_div", "input", 1, input);
  if (!isTensor(target)) throw notATensor("kl_div", "target", 2, target);
  const x = isFloating(input.dtype) ? input : input.float();
  const dtype = computed(
    isFloating(target.dtype) ? resultType(x.dtype, rankOf(x), target.dtype, rankOf(target)) : x.dtype,
  );
  const loss = applyToStored(divergence, [readAs(x, dtype), readAs(target, dtype)], reduction, logTarget);
  if (reduction === "mean") {
    warnOnce(
      "kl_div of mean",
      "reduction: 'mean' divides the total loss by both the batch size and the support size." +
        "'batchmean' divides only by the batch size, and aligns with the KL div math definition." +
        "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
    );
  }
  return loss;
}

const rankOf = ({ ndim }: Tensor): Rank => (ndim > 0 ? "dims" : "zeroDims");

/** The divergence of floats of one dtype, whose shapes are broadcast. */
const divergence: Op<
  [x: NDArray, target: NDArray],
  [reduction: ResolvedKLDiv["reduction"], logTarget: boolean]
> = ([x, target], [needX, needTarget], reduction, logTarget) => {
  const shape = broadcastShapes(x.shape, target.shape);
  const n = numel(shape);
  const logProbs = floatsOf(expandTo(x, shape));
  const targets = floatsOf(expandTo(target, shape));
  const losses = scratchDoubles(n);
  for (let i = 0; i < n; i++) {
    const t = numberAt(targets, i);
    const p = logTarget ? Math.exp(t) : t;
    losses[i] = p === 0 ? 0 : p * ((logTarget ? t : Math.log(t)) - numberAt(logProbs, i));
  }
  const wholeBatch = reduction === "batchmean" && x.shape.length > 0;
  const result: LossResult = {
    reduction: wholeBatch ? "mean" : reduction === "batchmean" ? "sum" : reduction,
    shape,
    divisor: wholeBatch ? x.shape[0]! : n,
  };

  /** The gradient for one of the two: `slope` of each element times that of the element's loss. */
  const gradient = (of: NDArray, dy: NDArray, slope: (i: number) => number): NDArray => {
    const scale = lineScale(dy, result);
    const whole = sameShape(of.shape, shape) ? gradientOf(of) : zerosOf(shape, computed(of.dtype));
    for (let i = 0; i < n; i++) whole.data[i] = slope(i) * (scale.length === 1 ? scale[0]! : scale[i]!);
    return ownGradFor(of, whole);
  };
  // dx = −p
  const slopeOfX = (i: number): number =>
    -(logTarget ? Math.exp(numberAt(targets, i)) : numberAt(targets, i));
  // dt = log t + 1 − x, or exp(t) (t + 1 − x); 0 where the probability is 0
  const slopeOfTarget = (i: number): number => {
    const t = numberAt(targets, i);
    const p = logTarget ? Math.exp(t) : t;
    if (p === 0) return 0;
    return logTarget ? p * (t + 1 - numberAt(logProbs, i)) : Math.log(t) + 1 - numberAt(logProbs, i);
  };
  return {
    name: nodeName(reduction, logTarget, wholeBatch),
    y: reduceLosses(losses, result, computed(x.dtype)),
    saved: needTarget ? [x, target] : [target],
    pullback: (dy) => [
      needX ? gradient(x, dy, slopeOfX) : null,
      needTarget ? gradient(target, dy, slopeOfTarget) : null,
    ],
  };
};

/** PyTorch's name of the last node, as it composes the loss from others. */
function nodeName(reduction: ResolvedKLDiv["reduction"], logTarget: boolean, wholeBatch: boolean): string {
  if (reduction === "none") return logTarget ? "MulBackward0" : "SubBackward0";
  if (reduction === "mean") return "MeanBackward0";
  return wholeBatch ? "DivBackward0" : "SumBackward0";
}
