import { checkOptions, notATensor } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { isRecording } from "../noGrad.ts";
import { crossEntropy as crossEntropyOp, crossEntropyProbs } from "../ops/crossEntropy.ts";
import type { IndexCase } from "../ops/targets.ts";
import type { CrossEntropyOf } from "../resultTypes.ts";
import type { Result } from "../tensor/core.ts";
import { applyToStored, areProbabilities, isTensor, readAs, storedOf, valuesOf } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ndarray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { sameShape } from "../values/shape.ts";
import { badSmoothing, noClassDim } from "./errors.ts";
import { warnOfProbabilities, warnOfRowSums } from "./guards.ts";
import { checkIgnoreIndex, checkNormalizer, checkReduction, checkWeight, REDUCTIONS } from "./lossOptions.ts";
import { NLL_OPTIONS, type NLLLossCallOptions, type NLLLossOptions } from "./nllLoss.ts";
import { warnOfSingleClass } from "./softmaxOptions.ts";
import { checkedIndexCase, checkedOneHotCase, checkedProbsCase } from "./targets.ts";

/** Options of {@link functional.crossEntropy} and {@link CrossEntropyLoss}. */
export interface CrossEntropyOptions<W extends DType = DType> extends NLLLossOptions<W> {
  /**
   * ε in [0, 1]: how much of each target is spread evenly over all C classes, which get ε/C each. Default 0.
   *
   * @see Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015, section 7
   */
  readonly labelSmoothing?: number;
}

/** Options of the call {@link functional.crossEntropy}: those that belong to a batch too, and so to no module. */
export interface CrossEntropyCallOptions<W extends DType = DType>
  extends CrossEntropyOptions<W>,
    NLLLossCallOptions<W> {}

/** The options with every default filled in. Those of a module have no normalizer. */
export type ResolvedCrossEntropy = Required<CrossEntropyOptions> & {
  readonly normalizer?: number | null;
};

/** The options of the module, and those of the call. */
export const CROSS_ENTROPY_OPTIONS: readonly string[] = [...NLL_OPTIONS, "labelSmoothing"];
const OF_CALL = [...CROSS_ENTROPY_OPTIONS, "normalizer"];

const DEFAULTS: ResolvedCrossEntropy = {
  weight: null,
  ignoreIndex: -100,
  reduction: "mean",
  labelSmoothing: 0,
  normalizer: null,
};

/** The checked options of a call that knows these. */
export function resolveCrossEntropy(
  call: string,
  options: CrossEntropyCallOptions | undefined,
  known: readonly string[],
): ResolvedCrossEntropy {
  if (options === undefined) return DEFAULTS;
  const own = checkOptions<CrossEntropyCallOptions>(call, options, known);
  const {
    weight = DEFAULTS.weight,
    ignoreIndex = DEFAULTS.ignoreIndex,
    reduction = DEFAULTS.reduction,
    labelSmoothing = DEFAULTS.labelSmoothing,
    normalizer = null,
  } = own;
  checkReduction(reduction, REDUCTIONS);
  checkWeight("cross_entropy_loss", weight);
  checkIgnoreIndex("cross_entropy_loss", ignoreIndex);
  if (typeof labelSmoothing !== "number" || !(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw badSmoothing(labelSmoothing);
  checkNormalizer("cross_entropy_loss", normalizer, reduction);
  return { weight, ignoreIndex, reduction, labelSmoothing, normalizer };
}

/**
 * Cross-entropy between logits and targets: `nllLoss(logSoftmax(input), target)` as one operation.
 *
 * With `p = softmax(x)` along the class dim and class weights `w`:
 * - class indices `y`: `ℓ_i = −(1 − ε) w_{y_i} log p_{i, y_i} − (ε / C) Σ_c w_c log p_{i, c}`;
 *   `'mean'` divides by `Σ w_{y_i}` over the targets that are not ignored.
 * - class probabilities `t`: `ℓ_i = −Σ_c w_c t'_{i, c} log p_{i, c}` with `t' = t (1 − ε) + ε / C`;
 *   `'mean'` divides by the number of samples. A class of probability 0 adds exactly 0.
 *
 * Shapes: input `(C)`, `(N, C)` or `(N, C, d1, …, dK)`; indices `()`, `(N)` or `(N, d1, …, dK)`, probabilities the
 * input's; `N` batch, `C` classes, `d` positions such as pixels. A target of the input's shape holds probabilities, any
 * other indices. ε is `labelSmoothing`, and the loss is in nats: an even guess among C classes costs `log C`.
 *
 * @param input - logits; integers are promoted to float32.
 * @param target - classes in `[0, C)`: int64, int32 or uint8; or probabilities, floating and differentiable. Integers of
 *   the input's shape have to be one-hot.
 * @returns a scalar, or with `'none'` the loss of each sample: the input's shape without the class dim.
 * @throws TypeError for a wrong kind of argument, RangeError for a target, weight or option that does not fit.
 * @example
 * const logits = tensor([[0.5, 0.3], [0.4, 0.8]]);
 * functional.crossEntropy(logits, tensor([0, 1])); // tensor(0.5556)
 * functional.crossEntropy(logits, tensor([[0.9, 0.1], [0.2, 0.8]])); // tensor(0.6056)
 * functional.crossEntropy(logits, tensor([0, 1]), { labelSmoothing: 0.1 }); // tensor(0.5706)
 * functional.crossEntropy(logits, tensor([0, 2]));
 * // RangeError: Target 2 is out of bounds. Expected 0 <= target < 2, or ignoreIndex (-100); found at target[1]. …
 * @see torch.nn.functional.cross_entropy
 */
export function crossEntropy<X extends DType, T extends DType, W extends DType = never>(
  input: Tensor<X>,
  target: Tensor<T>,
  options?: CrossEntropyCallOptions<W>,
): Tensor<CrossEntropyOf[X][T] | Extract<W, "float64">> {
  return crossEntropyOf(input, target, resolveCrossEntropy("cross_entropy", options, OF_CALL));
}

/** {@link crossEntropy} with options that are resolved. */
export function crossEntropyOf(input: Tensor, target: Tensor, options: ResolvedCrossEntropy): Result {
  if (!isTensor(input)) throw notATensor("cross_entropy_loss", "input", 1, input);
  if (!isTensor(target)) throw notATensor("cross_entropy_loss", "target", 2, target);
  const x = isFloating(input.dtype) ? input : input.float();
  if (sameShape(x.shape, target.shape)) {
    // Not where the class of a row counts no more than others, or a weight learns: class indices have other rules there.
    const asClasses = options.labelSmoothing < 1 && !(options.weight?.requiresGrad && isRecording());
    return asClasses && !isFloating(target.dtype)
      ? ofOneHot(x, target, options)
      : ofProbabilities(x, target, options);
  }
  if (x.ndim === 0) throw noClassDim(x.shape);
  const indexCase = checkedIndexCase(x, target, options);
  const loss = applyToStored(crossEntropyOp, [x], indexCase, options.labelSmoothing, false);
  warnOfInput(x, indexCase.lines);
  return loss;
}

/** The case of class probabilities: `given` has the shape of `x`. */
function ofProbabilities(x: Tensor, given: Tensor, options: ResolvedCrossEntropy): Result {
  const { target, weight, lines, dtype, result } = checkedProbsCase(x, given, options);
  warnOfRowSums("cross_entropy", storedOf(target), lines);
  const loss = applyToStored(
    crossEntropyProbs,
    [readAs(x, dtype), target, weight],
    lines,
    options.labelSmoothing,
    result,
  );
  warnOfInput(x, lines);
  return loss;
}

/** The case of integers of the shape of `x`: class indices, but for what the mean divides by and what it is called. */
function ofOneHot(x: Tensor, given: Tensor, options: ResolvedCrossEntropy): Result {
  const { target, weight, lines, dtype, result } = checkedOneHotCase(x, given, options);
  const indexCase: IndexCase = {
    lines,
    target: ndarray(target, [target.length], "int32"),
    weight: weight && valuesOf(weight),
    ignoreIndex: -1,
    reduction: result.reduction,
    normalizer: result.divisor,
    shape: result.shape,
  };
  const loss = applyToStored(crossEntropyOp, [readAs(x, dtype)], indexCase, options.labelSmoothing, true);
  warnOfInput(x, lines);
  return loss;
}

/** Warns when there is a single class, or when the logits are the output of a softmax, or look like it. */
function warnOfInput(x: Tensor, lines: Lines): void {
  warnOfSingleClass("cross_entropy", lines.length, x.numel());
  if (!areProbabilities(x)) {
    if (!x.requiresGrad) warnOfProbabilities("cross_entropy", storedOf(x), lines);
    return;
  }
  warnOnce(
    "cross-entropy of probabilities",
    "cross_entropy expects logits, but its input is the output of softmax, which it applies itself. " +
      "Training goes on, but slowly. Leave the softmax out, or take nllLoss of logSoftmax.",
  );
}
