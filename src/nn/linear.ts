import {
  checkBoolean,
  checkDType,
  checkGradDType,
  checkInt,
  checkOptions,
  negativeDimension,
} from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { FloatArray, FloatDType } from "../dtype.ts";
import { linearOf } from "../functional/linear.ts";
import { uniform } from "../random/distributions.ts";
import { notAGenerator } from "../random/errors.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import { leaf, type Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of {@link Linear}. */
export interface LinearOptions<out D extends FloatDType = FloatDType> {
  /** Whether a bias is added. Default true. */
  readonly bias?: boolean;
  /** Element type of weight and bias. Default `'float32'`. */
  readonly dtype?: D;
  /** Where the initial values come from. Default: the generator that {@link manualSeed} seeds. */
  readonly generator?: Generator;
}

const OPTIONS = ["bias", "dtype", "generator"];

/** The checked options of a call. */
export function resolveLinear(call: string, options?: LinearOptions): Required<LinearOptions> {
  const {
    bias = true,
    dtype = "float32",
    generator = defaultGenerator,
  } = checkOptions<LinearOptions>(call, options, OPTIONS);
  checkBoolean(call, "bias", bias);
  checkGradDType(checkDType(dtype));
  if (!(generator instanceof Generator)) throw notAGenerator(call, generator);
  return { bias, dtype, generator };
}

/**
 * A linear layer with what it learns: `y = x · Wᵀ + b`. As the last layer it is the head of a classifier.
 *
 * Weight and bias are uniform in ±1/√in at first, with PyTorch's numbers for the seed. Shapes: {@link functional.linear}.
 * The type argument is their dtype.
 *
 * @example
 * manualSeed(0);
 * const linear = new Linear(3, 2);
 * linear; // Linear(in_features=3, out_features=2, bias=True)
 * linear(ones([1, 3])); // tensor([[-0.1812, -0.0347]], grad_fn=<AddmmBackward0>)
 * @see torch.nn.Linear
 */
export class Linear<D extends FloatDType = "float32"> extends Module<[input: Tensor], Tensor<D>> {
  /** Features before. */
  readonly inFeatures: number;
  /** Features after. */
  readonly outFeatures: number;
  /** `(out, in)`. */
  readonly weight: Parameter<D>;
  /** `(out)`, or null. */
  readonly bias: Parameter<D> | null;

  /**
   * @param inFeatures - features of the input, its last size.
   * @param outFeatures - features of the result.
   * @throws TypeError for sizes that are no whole numbers or a bad option, RangeError for negative sizes.
   */
  constructor(inFeatures: number, outFeatures: number, options?: LinearOptions<D>) {
    super();
    const { bias, dtype, generator } = resolveLinear("Linear", options);
    this.inFeatures = checkInt("Linear", "in_features", inFeatures);
    this.outFeatures = checkInt("Linear", "out_features", outFeatures);
    const shape = [this.outFeatures, this.inFeatures];
    for (const size of shape) if (size < 0) throw negativeDimension("Linear", size, shape);
    if (shape.includes(0)) warnOnce("nothing to initialize", "Initializing zero-element tensors is a no-op");
    this.weight = initial(shape, kaimingBound(inFeatures), dtype, generator);
    this.bias = bias
      ? initial([this.outFeatures], inFeatures > 0 ? 1 / Math.sqrt(inFeatures) : 0, dtype, generator)
      : null;
  }

  /**
   * `x · Wᵀ + b`. Calling the module runs this.
   *
   * @param input - `(…, in)`.
   * @returns `(…, out)`.
   * @throws as {@link functional.linear} does.
   * @example
   * new Linear(3, 2).forward(ones([5, 3])).shape; // [ 5, 2 ]
   */
  override forward(input: Tensor): Tensor<D> {
    return linearOf(input, this.weight, this.bias);
  }

  protected override extraRepr(): string {
    const bias = this.bias === null ? "False" : "True";
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }
}

/** The bound of `kaiming_uniform_(a=√5)`, computed as PyTorch does: 1/√in but for the last bits. */
function kaimingBound(inFeatures: number): number {
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) ** 2));
  return Math.sqrt(3) * (gain / Math.sqrt(inFeatures));
}

/** Numbers that are uniform in ±`bound`. PyTorch computes u · 2b − b and rounds once; here 2u − 1 is exact. */
function initial(
  shape: readonly number[],
  bound: number,
  dtype: FloatDType,
  generator: Generator,
): Parameter<never> {
  const values = uniform(shape, dtype, generator);
  const data = values.data as FloatArray;
  const b = dtype === "float32" ? Math.fround(bound) : bound;
  for (let i = 0; i < data.length; i++) data[i] = b * (2 * data[i]! - 1) + 0; // no −0
  return new Parameter(leaf(values));
}
