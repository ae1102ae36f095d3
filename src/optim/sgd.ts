import { checkBoolean, checkOptions } from "../arguments.ts";
import { run } from "../backends/choose.ts";
import { python, pythonBoolean } from "../describe.ts";
import type { FloatArray } from "../dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { badNesterov } from "./errors.ts";
import { Optimizer } from "./optimizer.ts";
import { checkNotNegative, checkNumber } from "./options.ts";

/** Options of {@link optim.SGD}. */
export interface SGDOptions {
  /** Learning rate, 0 or more. Default 0.001. */
  readonly lr?: number;
  /** What part of the last step is done again, 0 or more. Default 0. */
  readonly momentum?: number;
  /** What part of the gradient momentum leaves out. Default 0. */
  readonly dampening?: number;
  /** What part of a parameter is added to its gradient, 0 or more: L2 penalty. Default 0. */
  readonly weightDecay?: number;
  /** Whether the step looks ahead, as Nesterov's does. It needs momentum, and no dampening. Default false. */
  readonly nesterov?: boolean;
  /** Whether to climb instead of descend. Default false. */
  readonly maximize?: boolean;
}

const OPTIONS = ["lr", "momentum", "dampening", "weightDecay", "nesterov", "maximize"];

/** What is kept for a parameter. */
interface State {
  /** Null without momentum. */
  readonly velocity: FloatArray | null;
  isNew: boolean;
}

/**
 * Stochastic gradient descent, with momentum if asked: `v = momentum · v + (1 − dampening) · g`, `p −= lr · v`, with
 * `v = g` at the first step.
 *
 * Parameters change in place, in one pass, with PyTorch's roundings in float32. Nothing is allocated after the first step.
 *
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new optim.SGD([x], { lr: 0.1, momentum: 0.9 });
 * for (let step = 0; step < 3; step++) {
 *   optimizer.zeroGrad();
 *   x.mul(x).sum().backward();
 *   optimizer.step();
 * }
 * x; // tensor([0.0620, 0.1240], requires_grad=True)
 * @see torch.optim.SGD; Sutskever et al. 2013
 */
export class SGD extends Optimizer<State> {
  /** What part of the last step is done again. */
  readonly momentum: number;
  /** What part of the gradient momentum leaves out. */
  readonly dampening: number;
  /** What part of a parameter is added to its gradient. */
  readonly weightDecay: number;
  /** Whether the step looks ahead. */
  readonly nesterov: boolean;
  /** Whether it climbs. */
  readonly maximize: boolean;

  /**
   * @param params - leaves, such as `module.parameters()`.
   * @throws RangeError for an empty list or an option out of range, TypeError for what is no leaf or an option of a wrong
   *   kind.
   */
  constructor(params: readonly Tensor[], options?: SGDOptions) {
    const {
      lr = 1e-3,
      momentum = 0,
      dampening = 0,
      weightDecay = 0,
      nesterov = false,
      maximize = false,
    } = checkOptions<SGDOptions>("SGD", options, OPTIONS);
    super(params, lr);
    this.momentum = checkNotNegative("momentum", "momentum value", momentum);
    this.dampening = checkNumber("dampening", dampening);
    this.weightDecay = checkNotNegative("weight_decay", "weight_decay value", weightDecay);
    this.nesterov = checkBoolean("SGD", "nesterov", nesterov);
    this.maximize = checkBoolean("SGD", "maximize", maximize);
    if (nesterov && (momentum <= 0 || dampening !== 0)) throw badNesterov(momentum, dampening);
  }

  /** @internal */
  protected override start({ shape, dtype }: NDArray): State {
    const velocity = this.momentum === 0 ? null : (zerosOf(shape, dtype).data as FloatArray);
    return { velocity, isNew: true };
  }

  /** @internal */
  protected override update(values: NDArray, gradient: NDArray, state: State): void {
    run("sgd", values.data.length, {
      p: values.data as FloatArray,
      gradient: gradient.data as FloatArray,
      velocity: state.velocity,
      sign: this.maximize ? -1 : 1,
      weightDecay: this.weightDecay,
      momentum: this.momentum,
      share: state.isNew ? 1 : 1 - this.dampening,
      nesterov: Number(this.nesterov),
      rate: this.lr,
    });
    state.isNew = false;
  }

  /** @internal */
  protected override shown(): readonly (readonly [name: string, value: string])[] {
    return [
      ["dampening", python(this.dampening)],
      ["differentiable", "False"],
      ["foreach", "None"],
      ["fused", "None"],
      ["lr", python(this.lr)],
      ["maximize", pythonBoolean(this.maximize)],
      ["momentum", python(this.momentum)],
      ["nesterov", pythonBoolean(this.nesterov)],
      ["weight_decay", python(this.weightDecay)],
    ];
  }
}
