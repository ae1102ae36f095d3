import { checkBoolean, checkOptions } from "../arguments.ts";
import { run } from "../backends/choose.ts";
import { python, pythonBoolean } from "../describe.ts";
import type { FloatArray } from "../dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { badBeta, notBetas } from "./errors.ts";
import { Optimizer } from "./optimizer.ts";
import { checkNotNegative, checkNumber } from "./options.ts";

/** Options of {@link optim.Adam} and {@link optim.AdamW}. */
export interface AdamOptions {
  /** Learning rate, 0 or more. Default 0.001. */
  readonly lr?: number;
  /** What parts of the means of gradient and squared gradient stay at a step, each from 0 to below 1. Default `[0.9, 0.999]`. */
  readonly betas?: readonly [number, number];
  /** What is added to the divisor, 0 or more. Default 1e-8. */
  readonly eps?: number;
  /** Weight decay, 0 or more. Default 0 for Adam, which adds that part of a parameter to its gradient; 0.01 for AdamW. */
  readonly weightDecay?: number;
  /** Whether the divisor is the largest so far. Default false. */
  readonly amsgrad?: boolean;
}

export const OPTIONS = ["lr", "betas", "eps", "weightDecay", "amsgrad"];

/** What is kept for a parameter: running means of gradient and squared gradient, and the largest of these so far. */
interface State {
  readonly mean: FloatArray;
  readonly square: FloatArray;
  readonly largest: FloatArray | null;
  steps: number;
}

function checkBetas(betas: unknown): readonly [number, number] {
  if (!Array.isArray(betas) || betas.length !== 2) throw notBetas(betas);
  const [first, second] = [checkNumber("betas", betas[0]), checkNumber("betas", betas[1])];
  if (!(first >= 0 && first < 1)) throw badBeta(0, first);
  if (!(second >= 0 && second < 1)) throw badBeta(1, second);
  return [first, second];
}

/**
 * Adam: each element of a parameter has a step of its own size, `p −= lr · m̂ / (√ŝ + eps)`, with `m̂` and `ŝ` the running
 * means of gradient and squared gradient, corrected for their start at 0.
 *
 * Parameters change in place, in one pass, with PyTorch's roundings in float32. Nothing is allocated after the first step.
 *
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new optim.Adam([x], { lr: 0.1 });
 * x.mul(x).sum().backward();
 * optimizer.step();
 * x; // tensor([0.9000, 1.9000], requires_grad=True)
 * @see torch.optim.Adam; Kingma and Ba 2015
 */
export class Adam extends Optimizer<State> {
  /** What parts of the two running means stay at a step. */
  readonly betas: readonly [number, number];
  /** What is added to the divisor. */
  readonly eps: number;
  /** Weight decay. */
  readonly weightDecay: number;
  /** Whether the divisor is the largest so far. */
  readonly amsgrad: boolean;

  /**
   * @param params - leaves, such as `module.parameters()`.
   * @throws RangeError for an empty list or an option out of range, TypeError for what is no leaf or an option of a wrong
   *   kind.
   */
  constructor(params: readonly Tensor[], options?: AdamOptions) {
    const {
      lr = 1e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
      amsgrad = false,
    } = checkOptions<AdamOptions>("Adam", options, OPTIONS);
    super(params, lr);
    this.eps = checkNotNegative("eps", "epsilon value", eps);
    this.betas = checkBetas(betas);
    this.weightDecay = checkNotNegative("weight_decay", "weight_decay value", weightDecay);
    this.amsgrad = checkBoolean("Adam", "amsgrad", amsgrad);
  }

  /** @internal Whether weight decay shrinks the parameter itself. */
  protected get isDecoupled(): boolean {
    return false;
  }

  /** @internal */
  protected override start({ shape, dtype }: NDArray): State {
    const zeros = (): FloatArray => zerosOf(shape, dtype).data as FloatArray;
    return { mean: zeros(), square: zeros(), largest: this.amsgrad ? zeros() : null, steps: 0 };
  }

  /** @internal */
  protected override update(values: NDArray, gradient: NDArray, state: State): void {
    const { lr, eps, weightDecay, isDecoupled } = this;
    const [beta1, beta2] = this.betas;
    state.steps++;
    run("adam", values.data.length, {
      p: values.data as FloatArray,
      gradient: gradient.data as FloatArray,
      mean: state.mean,
      square: state.square,
      largest: state.largest,
      keep: isDecoupled ? 1 - lr * weightDecay : 1,
      weightDecay: isDecoupled ? 0 : weightDecay,
      share1: 1 - beta1,
      beta2,
      share2: 1 - beta2,
      root: Math.sqrt(1 - beta2 ** state.steps),
      eps,
      rate: lr / (1 - beta1 ** state.steps),
    });
  }

  /** @internal */
  protected override shown(): readonly (readonly [name: string, value: string])[] {
    return [
      ["amsgrad", pythonBoolean(this.amsgrad)],
      ["betas", `(${this.betas.map((beta) => (beta === 0 ? "0.0" : python(beta))).join(", ")})`],
      ["capturable", "False"],
      ["decoupled_weight_decay", pythonBoolean(this.isDecoupled)],
      ["differentiable", "False"],
      ["eps", python(this.eps)],
      ["foreach", "None"],
      ["fused", "None"],
      ["lr", python(this.lr)],
      ["maximize", "False"],
      ["weight_decay", python(this.weightDecay)],
    ];
  }
}
