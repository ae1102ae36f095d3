/**
 * torch.nn.functional: the losses and softmaxes as functions, for options that change from call to call. The modules of
 * the same names forward to them.
 *
 * @module functional
 */

import { checkAttached, checkDType, checkOptions, notATensor } from "../arguments.ts";
import { isRecording } from "../autograd.ts";
import { warnOnce } from "../console.ts";
import type { DType, FloatArray } from "../dtype.ts";
import { isFloating, promoteTypes } from "../dtype.ts";
import {
  crossEntropy as crossEntropyOp,
  crossEntropyProbs,
  weightedCrossEntropyProbs,
} from "../ops/crossEntropy.ts";
import type { Reducing, Reduction } from "../ops/loss.ts";
import { weightOfTargets } from "../ops/loss.ts";
import { nllLoss as nllLossOp } from "../ops/nllLoss.ts";
import { apply, Tensor } from "../tensor/tensor.ts";
import { sizeOfScalar } from "../values/errors.ts";
import { scratchIntegers } from "../values/memory.ts";
import { numel, sameShape, splitAt } from "../values/shape.ts";
import {
  ignoreWithProbabilities,
  noClassDim,
  notFloating,
  notOneHot,
  weightDType,
  weightGradient,
  weightShape,
} from "./errors.ts";
import type { CrossEntropyOptions, NLLLossOptions, ResolvedLossOptions } from "./lossOptions.ts";
import { resolveCrossEntropy, resolveNLLLoss } from "./lossOptions.ts";
import { warnOfNoLogProbabilities, warnOfProbabilities } from "./misuse.ts";
import { oneHot } from "./oneHot.ts";
import { checkIndexTarget, checkOneHot, readClassIndices, shapeOfTargets } from "./targets.ts";

export type { CrossEntropyOptions, NLLLossOptions, Reduction };
export { oneHot };

/** Options of {@link softmax} and {@link logSoftmax}. */
export interface SoftmaxOptions {
  /** A floating dtype that the input is converted to first, which is then the result's. Default: the input's own. */
  readonly dtype?: DType;
}

/** PyTorch's rule for a `dim` that was left out, with its warning. */
function implicitDim(name: string, ndim: number): number {
  warnOnce(
    `implicit dim of ${name}`,
    `Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.`,
  );
  return ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1;
}

/** The input, converted first where the options ask for it. */
function converted(
  call: "softmax" | "log_softmax",
  input: Tensor,
  options: SoftmaxOptions | undefined,
): Tensor {
  if (!(input instanceof Tensor)) throw notATensor(call, "input", 1, input);
  const { dtype } = checkOptions(call, options, ["dtype"]);
  if (dtype === undefined) return input;
  if (!isFloating(checkDType(dtype))) throw notFloating(call, dtype);
  return input.to(dtype);
}

/**
 * Probabilities from logits: `softmax(x)_i = exp(x_i) / Σ_j exp(x_j)` along `dim`, computed with the maximum subtracted,
 * so that it never overflows.
 *
 * @param input - logits of any shape; integers are promoted to float32.
 * @param dim - the dim along which the result sums to 1. Left out: 0 for 0-, 1- and 3-d input, else 1, with a warning.
 * @returns a tensor of the input's shape, values in [0, 1].
 * @throws TypeError if `input` is no Tensor, RangeError if it has no dim `dim`.
 * @example
 * functional.softmax(tensor([1, 2, 3]), 0); // tensor([0.0900, 0.2447, 0.6652])
 * @see torch.nn.functional.softmax
 */
export function softmax(input: Tensor, dim?: number, options?: SoftmaxOptions): Tensor {
  const x = converted("softmax", input, options);
  return x.softmax(dim ?? implicitDim("softmax", x.ndim));
}

/**
 * Log-probabilities from logits: `log_softmax(x)_i = x_i − log Σ_j exp(x_j)` along `dim`, faster and more exact than
 * `log` of `softmax`.
 *
 * @param input - logits of any shape; integers are promoted to float32.
 * @param dim - as for {@link softmax}.
 * @returns a tensor of the input's shape, values in [−∞, 0] (nats).
 * @throws TypeError if `input` is no Tensor, RangeError if it has no dim `dim`.
 * @example
 * functional.logSoftmax(tensor([1, 2, 3]), 0); // tensor([-2.4076, -1.4076, -0.4076])
 * @see torch.nn.functional.log_softmax
 */
export function logSoftmax(input: Tensor, dim?: number, options?: SoftmaxOptions): Tensor {
  const x = converted("log_softmax", input, options);
  return x.logSoftmax(dim ?? implicitDim("log_softmax", x.ndim));
}

/** The dim of the classes: 1, or 0 for a single sample. */
const classDimOf = (input: Tensor): number => (input.ndim === 1 ? 0 : 1);

/** A weight of the input's dtype with one element per class. */
function checkedWeight(prefix: string, weight: Tensor, classes: number, dtype: DType): Tensor {
  if (weight.ndim !== 1 || weight.numel() !== classes) throw weightShape(prefix, classes, weight.shape);
  const integer = weight.dtype === "int64" || weight.dtype === "int32" || weight.dtype === "uint8";
  if (!integer && weight.dtype !== dtype) throw weightDType(dtype, weight.dtype);
  return weight.to(dtype);
}

/** The shared part of both losses with index targets. `room` makes the array that takes the classes. */
function readIndexCase(
  input: Tensor,
  target: Tensor,
  room: (n: number) => Int32Array,
  { weight, ignoreIndex, reduction, labelSmoothing }: ResolvedLossOptions,
) {
  checkIndexTarget(input.shape, target);
  const lines = splitAt(input.shape, classDimOf(input));
  const weights =
    weight === null ? null : (checkedWeight("", weight, lines.length, input.dtype).data as FloatArray);
  if (weight?.requiresGrad && isRecording()) throw weightGradient(input.ndim);
  checkAttached("cross_entropy", target);
  const targets = readClassIndices(target, lines.length, ignoreIndex, room);
  // Targets without any weight: PyTorch's mean of their own losses is 0 / 0, whatever smoothing adds to it.
  const total = weightOfTargets(targets, weights);
  const divisor = total === 0 && labelSmoothing > 0 ? Number.NaN : total;
  const reducing: Reducing = { reduction, shape: shapeOfTargets(input.shape), divisor };
  return { lines, classes: { targets, weights }, reducing };
}

/** Whether a gradient of `x` will be wanted. */
const learns = (x: Tensor): boolean => x.requiresGrad && isRecording();

/** PyTorch's name of the last node of a loss with index targets. */
function nllNode(ndim: number, reduction: Reduction): string {
  if (ndim <= 2) return "NllLossBackward0";
  return ndim === 4 || reduction !== "none" ? "NllLoss2DBackward0" : "ViewBackward0";
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
  const resolved = resolveNLLLoss("nll_loss", options);
  if (!(input instanceof Tensor)) throw notATensor("nll_loss_nd", "input", 1, input);
  if (!(target instanceof Tensor)) throw notATensor("nll_loss_nd", "target", 2, target);
  if (input.ndim === 0) throw noClassDim(input.shape);
  const x = isFloating(input.dtype) ? input : input.float();
  const { lines, classes, reducing } = readIndexCase(x, target, (n) => new Int32Array(n), resolved);
  warnOfNoLogProbabilities(x.data as FloatArray, lines, classes.targets);
  return apply(nllNode(x.ndim, resolved.reduction), nllLossOp, [x], lines, classes, reducing);
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
export function crossEntropy(input: Tensor, target: Tensor, options?: CrossEntropyOptions): Tensor {
  const resolved = resolveCrossEntropy("cross_entropy", options);
  if (!(input instanceof Tensor)) throw notATensor("cross_entropy_loss", "input", 1, input);
  if (!(target instanceof Tensor)) throw notATensor("cross_entropy_loss", "target", 2, target);
  const x = isFloating(input.dtype) ? input : input.float();
  if (sameShape(x.shape, target.shape)) return probabilitiesLoss(x, target, resolved);
  if (x.ndim === 0) throw noClassDim(x.shape);
  const { reduction, labelSmoothing } = resolved;
  const { lines, classes, reducing } = readIndexCase(x, target, scratchIntegers, resolved);
  warnOfProbabilities(x.node);
  const name = labelSmoothing > 0 ? "AddBackward0" : nllNode(x.ndim, reduction);
  return apply(name, crossEntropyOp, [x], lines, classes, labelSmoothing, reducing, learns(x));
}

/** The case of class probabilities: `given` has the shape of `x`. */
function probabilitiesLoss(x: Tensor, given: Tensor, options: ResolvedLossOptions): Tensor {
  const { weight, ignoreIndex, reduction, labelSmoothing } = options;
  if (x.ndim === 0) throw isFloating(given.dtype) ? sizeOfScalar(1) : notOneHot(given.dtype, [], "a scalar");
  const lines = splitAt(x.shape, classDimOf(x));
  if (!isFloating(given.dtype)) checkOneHot(given, lines);
  if (ignoreIndex >= 0) throw ignoreWithProbabilities(ignoreIndex);
  // Unlike with index targets, floating dtypes may differ: PyTorch multiplies input, target and weight, which promotes.
  const dtype = [given.dtype, weight?.dtype ?? x.dtype].filter(isFloating).reduce(promoteTypes, x.dtype);
  const target = given.to(dtype);
  const weights =
    weight === null ? null : checkedWeight("cross_entropy: ", weight.to(dtype), lines.length, dtype);

  const shape = shapeOfTargets(x.shape);
  const reducing: Reducing = { reduction, shape, divisor: x.numel() === 0 ? 0 : numel(shape) };
  const name = reduction === "mean" && x.numel() > 0 ? "DivBackward1" : "NegBackward0";
  const logits = x.to(dtype);
  warnOfProbabilities(x.node);
  return weights === null
    ? apply(name, crossEntropyProbs, [logits, target], lines, labelSmoothing, reducing, learns(x))
    : apply(
        name,
        weightedCrossEntropyProbs,
        [logits, target, weights],
        lines,
        labelSmoothing,
        reducing,
        learns(x),
      );
}
