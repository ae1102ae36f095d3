/** What is measured: how crossent computes it. truth.py has the same names and the same order of the outputs. */

import { functional, type Tensor } from "../../src";

/** What a quantity is computed from. */
export interface Inputs {
  /** Logits of shape `(N, C)` or `(N, C, H, W)`. */
  readonly x: Tensor;
  /** Class indices and class probabilities. */
  readonly classes: Tensor;
  readonly probabilities: Tensor;
  /** Upstream gradients: of the shape of `x`, and one per row. */
  readonly dy: Tensor;
  readonly dRow: Tensor;
}

export interface Quantity {
  readonly name: string;
  readonly upstream: "dy" | "dRow";
  readonly target: "classes" | "probabilities" | null;
  readonly compute: (x: Tensor, target: Tensor) => Tensor;
}

const SMOOTHING = 0.1;

export const QUANTITIES: readonly Quantity[] = [
  { name: "softmax", upstream: "dy", target: null, compute: (x) => functional.softmax(x, 1) },
  { name: "logSoftmax", upstream: "dy", target: null, compute: (x) => functional.logSoftmax(x, 1) },
  { name: "logsumexp", upstream: "dRow", target: null, compute: (x) => x.logsumexp(1) },
  {
    name: "crossEntropy",
    upstream: "dRow",
    target: "classes",
    compute: (x, target) => functional.crossEntropy(x, target, { reduction: "none" }),
  },
  {
    name: "smoothed",
    upstream: "dRow",
    target: "classes",
    compute: (x, target) =>
      functional.crossEntropy(x, target, { reduction: "none", labelSmoothing: SMOOTHING }),
  },
  {
    name: "probabilities",
    upstream: "dRow",
    target: "probabilities",
    compute: (x, target) => functional.crossEntropy(x, target, { reduction: "none" }),
  },
];

/** The value and its gradients, by the kernels that are active. */
export function results({ upstream, target, compute }: Quantity, inputs: Inputs): Tensor[] {
  const x = inputs.x.detach().requiresGrad_();
  const given = inputs[target ?? "classes"].detach();
  if (target === "probabilities") given.requiresGrad_();
  const y = compute(x, given);
  y.backward(inputs[upstream]);
  return [y, x.grad, given.grad].filter((tensor) => tensor !== null);
}
