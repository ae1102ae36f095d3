import type { DType, FloatDType } from "../dtype.ts";
import type { CrossEntropyOptions } from "../functional/crossEntropy.ts";
import { CROSS_ENTROPY_OPTIONS, crossEntropyOf, resolveCrossEntropy } from "../functional/crossEntropy.ts";
import type { Reduction } from "../functional/lossOptions.ts";
import type { CrossEntropyOf } from "../resultTypes.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Cross-entropy between logits and class indices or probabilities, as a module: `−log softmax(x)_y` for each target `y`,
 * then averaged.
 *
 * Formulas, shapes and units: {@link functional.crossEntropy}. The options are {@link CrossEntropyOptions}. The type argument
 * is the dtype of the class weights, which matters where it is float64.
 *
 * @example
 * const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 });
 * const logits = tensor([[0.5, 0.3], [0.4, 0.8]], { requiresGrad: true });
 * loss(logits, tensor([0, 1])); // tensor(0.5706, grad_fn=<AddBackward0>)
 * loss(logits, tensor([0, 1])).backward();
 * logits.grad;
 * // tensor([[-0.2001,  0.2001],
 * //         [ 0.1757, -0.1757]])
 * @see torch.nn.CrossEntropyLoss
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Module makes instances callable; the interface below says of which types
export class CrossEntropyLoss<W extends DType = "float32"> extends Module<
  [input: Tensor, target: Tensor],
  Tensor<FloatDType>
> {
  /** Weight of each class, or null. */
  readonly weight: Tensor | null;
  /** Class index whose targets count for nothing. */
  readonly ignoreIndex: number;
  /** What becomes of the losses of single targets. */
  readonly reduction: Reduction;
  /** How much of each target is spread evenly over all classes. */
  readonly labelSmoothing: number;

  /**
   * @param options - left out, all have their defaults.
   * @throws RangeError or TypeError for an option that {@link functional.crossEntropy} would refuse.
   */
  constructor(options?: CrossEntropyOptions<W>) {
    super();
    const { weight, ignoreIndex, reduction, labelSmoothing } = resolveCrossEntropy(
      "CrossEntropyLoss",
      options,
      CROSS_ENTROPY_OPTIONS,
    );
    this.weight = weight;
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
    this.labelSmoothing = labelSmoothing;
  }

  /**
   * The loss of a batch. Calling the module runs this.
   *
   * @param input - logits of shape `(C)`, `(N, C)` or `(N, C, d1, …, dK)`.
   * @param target - class indices of shape `()`, `(N)` or `(N, d1, …, dK)`, or probabilities of the input's shape.
   * @returns a scalar in nats, or with `'none'` the loss of each sample.
   * @throws as {@link functional.crossEntropy} does.
   * @example
   * new CrossEntropyLoss().forward(tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1])); // tensor(0.5556)
   */
  override forward<X extends DType, T extends DType>(
    input: Tensor<X>,
    target: Tensor<T>,
  ): Tensor<CrossEntropyOf[X][T] | Extract<W, "float64">> {
    return crossEntropyOf(input, target, this);
  }
}

export interface CrossEntropyLoss<W extends DType = "float32"> {
  /** Runs {@link CrossEntropyLoss.forward}. */
  <X extends DType, T extends DType>(
    input: Tensor<X>,
    target: Tensor<T>,
  ): Tensor<CrossEntropyOf[X][T] | Extract<W, "float64">>;
}
