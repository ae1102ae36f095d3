/**
 * FALLBACK, to be deleted: a crossent without in-place operations makes new tensors. When it has them, callers use
 * `p.add_(p.grad, { alpha })` and `p.grad.zero_()` themselves, and this file and `canZero` go.
 */

import { noGrad, type Tensor } from "../../../src";

interface InPlace {
  add_(other: Tensor, options: { readonly alpha: number }): Tensor;
  zero_(): Tensor;
}

const inPlace = (t: Tensor): InPlace | null => {
  const may = t as Tensor & Partial<InPlace>;
  return typeof may.add_ === "function" && typeof may.zero_ === "function" ? (may as InPlace & Tensor) : null;
};

export const canZero = (t: Tensor): boolean => inPlace(t) !== null;

export function zero(t: Tensor): void {
  inPlace(t)!.zero_();
}

/** One step of gradient descent. @returns the parameters after it, with gradients of zero or null. */
export function descend(parameters: readonly Tensor[], rate: number): Tensor[] {
  const after = noGrad(() =>
    parameters.map((p) => {
      const own = inPlace(p);
      if (own === null) return p.sub(p.grad!.mul(rate)).detach();
      own.add_(p.grad!, { alpha: -rate });
      return p;
    }),
  );
  for (const p of after) {
    if (p.grad === null) p.requiresGrad_();
    else zero(p.grad);
  }
  return after;
}
