import { checkInt, checkIntList, checkOptions } from "../arguments.ts";
import { python, pythonBoolean, tuple } from "../describe.ts";
import type { DType, FloatDType } from "../dtype.ts";
import type { LinearCrossEntropyOptions } from "../functional/linearCrossEntropy.ts";
import { linearCrossEntropyOf, resolveLinearCrossEntropy } from "../functional/linearCrossEntropy.ts";
import type { Reduction } from "../functional/lossOptions.ts";
import type { CrossEntropyOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Linear, type LinearOptions } from "./linear.ts";
import { Module } from "./module.ts";

/** Options of {@link LinearCrossEntropyLoss}. */
export interface LinearCrossEntropyLossOptions<D extends FloatDType = FloatDType, W extends DType = DType>
  extends LinearOptions<D>,
    Omit<LinearCrossEntropyOptions<W>, "linearBias" | "normalizer" | "chunkSize"> {
  /** `(d1, …, dK)`: how many targets each row of the input has, such as one for each of the next tokens. Default `[]`: one. */
  readonly outFeatures?: readonly number[];
  /** Whether the layer has a bias. Default false. */
  readonly bias?: boolean;
}

const LINEAR = ["bias", "dtype", "generator"] as const;
const LOSS = ["weight", "reduction", "ignoreIndex", "labelSmoothing"] as const;

/**
 * The head of a classifier and its loss in one: a linear layer, whose outputs are the logits, and their cross-entropy,
 * without memory for all logits.
 *
 * Formulas, shapes and units: {@link functional.linearCrossEntropy}. The layer is `linear`; its initial values are
 * PyTorch's for the seed. The type arguments are the dtypes of the layer and of the class weights.
 *
 * @example
 * manualSeed(0);
 * const loss = new LinearCrossEntropyLoss(3, 4);
 * const features = tensor([[1, 0, -1], [0.5, 2, 1]]);
 * loss(features, tensor([2, 0])); // tensor(1.4459, grad_fn=<NllLossBackward0>)
 * loss.linear(features).argmax(1); // tensor([0, 2])
 * @see torch.nn.LinearCrossEntropyLoss
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Module makes instances callable; the interface below says of which types
export class LinearCrossEntropyLoss<
  D extends FloatDType = "float32",
  W extends DType = "float32",
> extends Module<[input: Tensor, target: Tensor], Tensor<FloatDType>> {
  /** Number of classes, `C`. */
  readonly numClasses: number;
  /** `(d1, …, dK)`: the targets of a row. */
  readonly outFeatures: readonly number[];
  /** Weight of each class, or null. */
  readonly weight: Tensor | null;
  /** What becomes of the losses of single targets. */
  readonly reduction: Reduction;
  /** Class index whose targets count for nothing; null is −100 for class indices. */
  readonly ignoreIndex: number | null;
  /** How much of each target is spread evenly over all classes. */
  readonly labelSmoothing: number;
  /** The layer, of `C · d1 · … · dK` outputs. */
  readonly linear: Linear<D>;

  /**
   * @param inFeatures - features of the input, its last size.
   * @param numClasses - `C`.
   * @throws TypeError or RangeError for a size or an option that {@link Linear} or {@link functional.linearCrossEntropy} would
   *   refuse, and for a weight that is not of shape `(C)`.
   */
  constructor(inFeatures: number, numClasses: number, options?: LinearCrossEntropyLossOptions<D, W>) {
    super();
    const call = "LinearCrossEntropyLoss";
    const own = checkOptions<LinearCrossEntropyLossOptions<D, W>>(call, options, [
      "outFeatures",
      ...LINEAR,
      ...LOSS,
    ]);
    const { weight, reduction, ignoreIndex, labelSmoothing } = resolveLinearCrossEntropy(
      call,
      chosen(own, LOSS),
    );
    this.numClasses = checkInt(call, "num_classes", numClasses);
    if (weight !== null && (weight.ndim !== 1 || weight.shape[0] !== numClasses))
      throw classWeightShape(numClasses, weight.shape);
    this.outFeatures = checkIntList(call, "out_features", own.outFeatures ?? []);
    this.weight = weight;
    this.reduction = reduction;
    this.ignoreIndex = ignoreIndex;
    this.labelSmoothing = labelSmoothing;
    const outputs = this.outFeatures.reduce((product, size) => product * size, numClasses);
    this.linear = new Linear(inFeatures, outputs, { bias: false, ...chosen(own, LINEAR) });
  }

  /**
   * The loss of a batch. Calling the module runs this.
   *
   * @param input - features of shape `(D)` or `(N, D)`.
   * @param target - class indices of shape `()`, `(N)` or `(N, d1, …, dK)`, or probabilities `(C)`, `(N, C)` or
   *   `(N, C, d1, …, dK)`.
   * @returns a scalar in nats, or with `'none'` the loss of each target.
   * @throws as {@link functional.linearCrossEntropy} does.
   * @example
   * manualSeed(0);
   * new LinearCrossEntropyLoss(3, 4).forward(tensor([1, 0, -1]), tensor(2)); // tensor(1.4659, grad_fn=<NllLossBackward0>)
   */
  override forward<T extends DType>(
    input: Tensor,
    target: Tensor<T>,
  ): Tensor<CrossEntropyOf[D][T] | Extract<W, "float64">> {
    const { linear, outFeatures, numClasses } = this;
    const outputs = [numClasses, ...outFeatures];
    const flat = outFeatures.length === 0;
    const weight = flat ? linear.weight : linear.weight.reshape([...outputs, linear.inFeatures]);
    const linearBias = flat || linear.bias === null ? linear.bias : linear.bias.reshape(outputs);
    const { weight: classWeight, reduction, ignoreIndex, labelSmoothing } = this;
    return linearCrossEntropyOf(input, weight, target, {
      ...{ linearBias, weight: classWeight, reduction, ignoreIndex, labelSmoothing },
      chunkSize: null,
    });
  }

  protected override extraRepr(): string {
    const { linear, labelSmoothing } = this;
    const smoothing = Number.isInteger(labelSmoothing) ? `${labelSmoothing}.0` : python(labelSmoothing);
    return (
      `in_features=${linear.inFeatures}, num_classes=${this.numClasses}, out_features=${tuple(this.outFeatures)}, ` +
      `bias=${pythonBoolean(linear.bias !== null)}, reduction=${this.reduction}, ` +
      `ignore_index=${this.ignoreIndex ?? "None"}, label_smoothing=${smoothing}, options=None`
    );
  }
}

/** The options of these names. */
const chosen = <T extends object, K extends keyof T>(options: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  ) as Pick<T, K>;

export const classWeightShape = (classes: number, shape: readonly number[]): Error =>
  new RangeError(
    `expected weight shape to be ${tuple([classes])}, got ${tuple(shape)}. It is the weight of each class.`,
  );

export interface LinearCrossEntropyLoss<D extends FloatDType = "float32", W extends DType = "float32"> {
  /** Runs {@link LinearCrossEntropyLoss.forward}. */
  <T extends DType>(input: Tensor, target: Tensor<T>): Tensor<CrossEntropyOf[D][T] | Extract<W, "float64">>;
}
