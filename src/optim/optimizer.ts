/** What all optimizers have: a list of parameters, whose gradients they read, and a learning rate. */

import { checkBoolean } from "../arguments.ts";
import { inspect, warnOnce } from "../console.ts";
import { isTensor, valuesOf } from "../tensor/core.ts";
import { clearGrad, gradientFor, isLeaf } from "../tensor/gradients.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NDArray } from "../values/ndarray.ts";
import { changed } from "../values/versions.ts";
import { emptyParameters, nonLeafParameter, notAParameter, notParameters } from "./errors.ts";
import { checkRate } from "./options.ts";

/** Base of the optimizers. `State` is what one keeps for a parameter from its first step on. */
export abstract class Optimizer<State> {
  readonly #params: readonly Tensor[];
  readonly #states = new Map<Tensor, State>();
  #lr: number;

  /** @internal */
  constructor(params: readonly Tensor[], lr: number) {
    this.#params = checkParameters(params);
    this.#lr = checkRate(lr);
  }

  /**
   * The learning rate, which may be set between steps.
   *
   * @example
   * const optimizer = new optim.SGD([ones([2], { requiresGrad: true })], { lr: 0.1 });
   * optimizer.lr *= 0.5;
   * optimizer.lr; // 0.05
   */
  get lr(): number {
    return this.#lr;
  }

  /** @throws RangeError for a negative number or NaN, TypeError for no number. */
  set lr(value: number) {
    this.#lr = checkRate(value);
  }

  /**
   * Changes every parameter by its gradient, in place. One whose gradient is null stays as it is.
   *
   * @throws TypeError where the buffer of a parameter or gradient was transferred to another thread. Nothing has changed then.
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * const optimizer = new optim.SGD([x], { lr: 0.1 });
   * x.mul(x).sum().backward();
   * optimizer.step();
   * x; // tensor([0.8000, 1.6000], requires_grad=True)
   * @see torch.optim.Optimizer.step
   */
  step(): void {
    for (const param of this.#params) {
      valuesOf(param);
      gradientFor(param);
    }
    for (const param of this.#params) {
      const gradient = gradientFor(param);
      if (gradient === null) continue;
      const values = valuesOf(param);
      let state = this.#states.get(param);
      if (state === undefined) {
        state = this.start(values);
        this.#states.set(param, state);
      }
      this.update(values, gradient, state);
      changed(values.data);
    }
  }

  /**
   * Clears the gradients of all parameters before the next backward.
   *
   * @param setToNull - whether `grad` becomes null; else its elements become 0 where they lie, and a step without a new
   *   backward still moves by momentum. Default true.
   * @throws TypeError for a flag that is no boolean.
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * const optimizer = new optim.SGD([x], { lr: 0.1 });
   * x.mul(x).sum().backward();
   * optimizer.zeroGrad();
   * x.grad; // null
   * @see torch.optim.Optimizer.zero_grad
   */
  zeroGrad(setToNull = true): void {
    checkBoolean("zero_grad", "set_to_none", setToNull);
    for (const param of this.#params) clearGrad(param, setToNull);
  }

  /** @internal What is kept for a parameter, before its first step. */
  protected abstract start(values: NDArray): State;

  /** @internal One step of one parameter. */
  protected abstract update(values: NDArray, gradient: NDArray, state: State): void;

  /** @internal The options by PyTorch's names, in the order of the alphabet. */
  protected abstract shown(): readonly (readonly [name: string, value: string])[];

  /**
   * PyTorch's text.
   *
   * @example
   * new optim.AdamW([ones([2], { requiresGrad: true })]).toString().split("\n").slice(0, 5);
   * // [
   * //   'AdamW (',
   * //   'Parameter Group 0',
   * //   '    amsgrad: False',
   * //   '    betas: (0.9, 0.999)',
   * //   '    capturable: False'
   * // ]
   */
  toString(): string {
    const lines = this.shown().map(([name, value]) => `    ${name}: ${value}\n`);
    return `${this.constructor.name} (\nParameter Group 0\n${lines.join("")})`;
  }

  /** @internal What `console.log` and the REPL show. */
  [inspect](): string {
    return this.toString();
  }
}

/** The parameters in a list of our own. */
function checkParameters(params: unknown): readonly Tensor[] {
  if (!Array.isArray(params)) throw notParameters(params);
  if (params.length === 0) throw emptyParameters();
  const own: Tensor[] = [];
  for (let i = 0; i < params.length; i++) {
    const param: unknown = params[i];
    if (!isTensor(param)) throw notAParameter(param, i);
    if (!isLeaf(param)) throw nonLeafParameter(param.shape, i);
    own.push(param);
  }
  if (new Set(own).size < own.length) {
    warnOnce(
      "duplicate parameters",
      "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; " +
        "see github.com/pytorch/pytorch/issues/40967 for more information",
    );
  }
  return own;
}
