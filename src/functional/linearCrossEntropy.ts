import { checkOptions, notATensor } from "../arguments.ts";
import { describe, kindOf, show, tuple } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { computed, isFloating, scalarName } from "../dtype.ts";
import {
  linearCrossEntropy as linearCrossEntropyOp,
  linearCrossEntropyProbs,
} from "../ops/linearCrossEntropy.ts";
import type { CrossEntropyOf } from "../resultTypes.ts";
import type { Result } from "../tensor/core.ts";
import { applyToStored, isTensor, readAs } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { numel, sameShape } from "../values/shape.ts";
import type { CrossEntropyCallOptions, ResolvedCrossEntropy } from "./crossEntropy.ts";
import { resolveCrossEntropy } from "./crossEntropy.ts";
import { warnOfSingleClass } from "./softmaxOptions.ts";
import { checkedIndexCase, checkedProbsCase } from "./targets.ts";

/** Options of {@link functional.linearCrossEntropy}. */
export interface LinearCrossEntropyOptions<W extends DType = DType>
  extends Omit<CrossEntropyCallOptions<W>, "ignoreIndex"> {
  /** Added to the logits, of the linear weight's shape without its last dim. Default null. */
  readonly linearBias?: Tensor<W> | null;
  /**
   * Class index whose targets count for nothing: no loss, no gradient, not in the mean. Class probabilities take none.
   * Default null: −100 for class indices.
   */
  readonly ignoreIndex?: number | null;
  /**
   * Rows of the input whose logits are in memory at a time; where weight or bias learn, the gradients of the logits of a
   * multiple of 64 rows are, too. The numbers are the same whatever it is. Default null: what keeps four million logits, or
   * those of 64 rows.
   */
  readonly chunkSize?: number | null;
}

/** The options with every default filled in. */
export interface ResolvedLinearCrossEntropy extends Omit<ResolvedCrossEntropy, "ignoreIndex"> {
  readonly linearBias: Tensor | null;
  readonly ignoreIndex: number | null;
  readonly chunkSize: number | null;
}

const KNOWN = [
  "linearBias",
  "weight",
  "reduction",
  "ignoreIndex",
  "labelSmoothing",
  "normalizer",
  "chunkSize",
] as const satisfies readonly (keyof ResolvedLinearCrossEntropy)[];

/** The checked options of a call. */
export function resolveLinearCrossEntropy(
  call: string,
  options?: LinearCrossEntropyOptions,
): ResolvedLinearCrossEntropy {
  const own = checkOptions<LinearCrossEntropyOptions>(call, options, KNOWN);
  const { linearBias = null, ignoreIndex = null, chunkSize = null, ...rest } = own;
  const of = { ...rest, ...(ignoreIndex === null ? {} : { ignoreIndex }) };
  const resolved = resolveCrossEntropy(call, of, KNOWN);
  if (linearBias !== null && !isTensor(linearBias)) throw notATensor(call, "linear_bias", 4, linearBias);
  if (chunkSize !== null && !(Number.isSafeInteger(chunkSize) && chunkSize > 0))
    throw badChunkSize(chunkSize);
  return { ...resolved, linearBias, ignoreIndex, chunkSize };
}

/**
 * Cross-entropy of a linear layer's outputs, without the outputs: `crossEntropy(linear(input, W, b), target)` in the memory
 * of some rows of logits. For heads of many classes, such as a language model's vocabulary: (256, 128000) logits and their
 * gradient are 262 MB, beside the 393 MB of a float32 weight with 768 features.
 *
 * Formulas and options of the loss: {@link crossEntropy}. Value and gradients do not depend on `chunkSize`, to the bit, and a
 * row's loss and gradient not on the other rows. A scalar loss computes the gradients along with the value; with
 * `'none'`, and for those of probabilities and class weights, the backward computes the logits once more.
 *
 * Shapes: input `(D)` or `(N, D)`; linear weight `(C, D)` or `(C, d1, …, dK, D)`, which makes logits `(N, C, d1, …, dK)`;
 * indices `()`, `(N)` or `(N, d1, …, dK)`, probabilities the shape of the logits; `N` batch, `D` features, `C` classes. The
 * loss is in nats.
 *
 * Half precision becomes float32 some rows at a time, and where nothing learns, some classes of the weight.
 *
 * @param input - features; integers are promoted to the dtype of the weight.
 * @param linearWeight - of the input's dtype.
 * @param target - classes in `[0, C)`, or probabilities, floating and differentiable.
 * @returns a scalar, or with `'none'` the loss of each target.
 * @throws TypeError for a wrong kind of argument, RangeError for a size, target or option that does not fit.
 * @example
 * const features = tensor([[1, 0], [0.5, -1]]);
 * const weight = tensor([[1, 2], [0, -1], [0.5, 0]], { requiresGrad: true });
 * const loss = functional.linearCrossEntropy(features, weight, tensor([0, 1]));
 * loss; // tensor(0.5607, grad_fn=<NllLossBackward0>)
 * loss.backward();
 * weight.grad;
 * // tensor([[-0.2336, -0.0264],
 * //         [ 0.0040,  0.1783],
 * //         [ 0.2296, -0.1519]])
 * @see torch.nn.functional.linear_cross_entropy
 */
export function linearCrossEntropy<
  X extends DType,
  L extends DType,
  T extends DType,
  W extends DType = never,
>(
  input: Tensor<X>,
  linearWeight: Tensor<L>,
  target: Tensor<T>,
  options?: LinearCrossEntropyOptions<W>,
): Tensor<CrossEntropyOf[CrossEntropyOf[X][L]][T] | Extract<W, "float64">> {
  const resolved = resolveLinearCrossEntropy("linear_cross_entropy", options);
  return linearCrossEntropyOf(input, linearWeight, target, resolved);
}

/** {@link linearCrossEntropy} with options that are resolved. */
export function linearCrossEntropyOf(
  input: Tensor,
  linearWeight: Tensor,
  target: Tensor,
  { linearBias, ignoreIndex, chunkSize, ...options }: ResolvedLinearCrossEntropy,
): Result {
  for (const [i, [name, given]] of Object.entries({ input, linear_weight: linearWeight, target }).entries())
    if (!isTensor(given)) throw notATensor("linear_cross_entropy", name, i + 1, given);
  const shape = logitsShape(input.shape, linearWeight.shape, linearBias?.shape ?? null);
  const areProbabilities = sameShape(target.shape, shape);
  if (areProbabilities && ignoreIndex !== null) throw ignoreGiven(ignoreIndex);
  const dtype = layerDType(
    computed(input.dtype),
    computed(linearWeight.dtype),
    linearBias === null ? null : computed(linearBias.dtype),
  );
  const layer = [readAs(input, dtype), readAs(linearWeight, dtype), linearBias?.to(dtype) ?? null] as const;
  const logits = { shape, dtype };
  const targetOptions = { ...options, ignoreIndex: ignoreIndex ?? -100 };
  let loss: Result;
  if (areProbabilities) {
    const { target: probs, weight, lines, result } = checkedProbsCase(logits, target, targetOptions);
    const inputs = [...layer, probs.to(computed(probs.dtype)), weight] as const;
    loss = applyToStored(linearCrossEntropyProbs, inputs, lines, options.labelSmoothing, result, chunkSize);
  } else {
    const indexCase = checkedIndexCase(logits, target, targetOptions);
    const { labelSmoothing } = options;
    loss = applyToStored(linearCrossEntropyOp, layer, indexCase, shape.length, labelSmoothing, chunkSize);
  }
  warnOfSingleClass("cross_entropy", linearWeight.shape[0], numel(shape));
  return loss;
}

/** The shape of the logits: `(N, C, d1, …, dK)` or `(C)`. */
function logitsShape(
  input: readonly number[],
  weight: readonly number[],
  bias: readonly number[] | null,
): readonly number[] {
  if (input.length < 1 || input.length > 2) throw inputDims(input);
  if (weight.length < 2) throw linearWeightDims(weight);
  if (input.at(-1) !== weight.at(-1)) throw inFeatures(input, weight);
  const outputs = weight.slice(0, -1);
  if (bias !== null && !sameShape(bias, outputs)) throw linearBiasShape(outputs, bias);
  if (outputs.length > 1 && input.length === 1) throw unbatchedInput(input, weight);
  return [...input.slice(0, -1), ...outputs];
}

/** The floating dtype that input, weight and bias have in common; integers take it on. */
function layerDType(input: DType, weight: DType, bias: DType | null): DType {
  const floating = [input, weight, ...(bias === null ? [] : [bias])].filter(isFloating);
  const dtype = floating[0] ?? "float32";
  if (isFloating(input) && isFloating(weight) && input !== weight) throw layerDTypes(input, weight);
  if (floating.some((other) => other !== dtype)) throw linearBiasDType(dtype, bias!);
  return dtype;
}

export const inputDims = (input: readonly number[]): Error =>
  new RangeError(
    `expected input with dimensionality 1 or 2, got ${input.length}. Got the shape ${show(input)}: flatten a sequence to ` +
      "(N, in_features), and its targets to (N).",
  );

export const linearWeightDims = (weight: readonly number[]): Error =>
  new RangeError(
    `expected linear_weight with dimensionality at least 2, got ${weight.length}. Got the shape ${show(weight)}; it is ` +
      "(C, in_features) or (C, d1, …, dK, in_features).",
  );

export const inFeatures = (input: readonly number[], weight: readonly number[]): Error =>
  new RangeError(
    "expected equal input and linear_weight last dimensions (in_features), " +
      `got ${input.at(-1)} and ${weight.at(-1)}, respectively. Got the input ${show(input)} and the weight ${show(weight)}` +
      (weight.length === 2 && input.at(-1) === weight[0]
        ? ": the weight is (C, in_features), call .transpose(0, 1) on it."
        : "; a weight is (C, in_features) or (C, d1, …, dK, in_features)."),
  );

export const linearBiasShape = (expected: readonly number[], bias: readonly number[]): Error =>
  new RangeError(
    `expected linear_bias shape ${tuple(expected)}, got ${tuple(bias)}. It is the weight's shape without in_features.`,
  );

export const unbatchedInput = (input: readonly number[], weight: readonly number[]): Error =>
  new RangeError(
    `K-dimensional loss defined by linear_weight shape ${tuple(weight)} requires batched input, (N, ${input[0]}), ` +
      `got unbatched input with shape ${tuple(input)}. Call .unsqueeze(0) on input and target.`,
  );

export const ignoreGiven = (ignoreIndex: number): Error =>
  new RangeError(
    `ignore_index cannot be specified when target contains probabilities. Got ${ignoreIndex}; leave ignoreIndex out.`,
  );

export const layerDTypes = (input: DType, weight: DType): Error =>
  new TypeError(
    `expected m1 and m2 to have the same dtype, but got: ${cName(input)} != ${cName(weight)}. The linear weight needs the ` +
      `input's dtype: call .to('${input}') on it.`,
  );

export const linearBiasDType = (layer: DType, bias: DType): Error =>
  new TypeError(
    `self and mat2 must have the same dtype, but got ${scalarName(bias)} and ${scalarName(layer)}. The linear bias needs the ` +
      `input's dtype: call .to('${layer}') on it.`,
  );

/** How PyTorch's products name a floating dtype. */
const cName = (dtype: DType): string => scalarName(dtype).toLowerCase();

export const badChunkSize = (got: unknown): Error =>
  new (typeof got === "number" ? RangeError : TypeError)(
    `batch_chunk_size must be positive int or None, got ${typeof got === "number" ? got : kindOf(got)}. ` +
      `Got ${describe(got)} as chunkSize; leave it out for our choice.`,
  );
