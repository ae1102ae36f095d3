/** Gradient check by random projection (as HIPS/autograd's check_grads): two scalars, whatever the size. */

import { Generator, randn, type Tensor } from "../src";

/** Central difference step and the relative error that it leaves in float64. */
const STEP = 1e-6;
const TOLERANCE = 1e-6;

/**
 * Compares ⟨v, pullback(u)⟩ with ⟨u, (f(x + h v) − f(x − h v)) / 2h⟩ for random u and v, for each input by itself
 * and for all together.
 *
 * @param f - any function of tensors, smooth around the inputs.
 * @param inputs - float64 tensors; their values are the point.
 */
export function gradcheck(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[], seed = 0): void {
  const generator = new Generator().manualSeed(seed);
  const random = (like: Tensor): Tensor => randn(like.shape, { dtype: "float64", generator });

  const leaves = inputs.map((x) => x.detach().clone().requiresGrad_());
  const y = f(...leaves);
  const u = random(y);
  y.backward(u);
  for (const [i, leaf] of leaves.entries()) {
    if (leaf.grad === null) throw new Error(`input ${i} got no gradient`);
    const v = random(leaf);
    const analytic = leaf.grad.mul(v).sum().item();
    const shifted = (sign: number): Tensor =>
      f(...inputs.map((x, k) => (k === i ? x.detach().add(v.mul(sign * STEP)) : x.detach())));
    const numeric = shifted(1).sub(shifted(-1)).mul(u).sum().item() / (2 * STEP);
    const scale = Math.max(1, Math.abs(analytic), Math.abs(numeric));
    if (!(Math.abs(analytic - numeric) <= TOLERANCE * scale)) {
      throw new Error(`gradient of input ${i}: pullback gives ${analytic}, differences give ${numeric}`);
    }
  }
}

/** Normal numbers in float64: a point for {@link gradcheck}. */
export const normal = (shape: readonly number[], seed = 1): Tensor =>
  randn(shape, { dtype: "float64", generator: new Generator().manualSeed(seed) });
