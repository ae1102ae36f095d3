/**
 * The steps of optimizers. An intermediate result stands in an array of the elements' precision, which rounds it; products
 * are exact in double precision where that is float32, so that `a + b · c` is rounded once, as by a fused instruction.
 */

import type { FloatArray } from "../../dtype.ts";
import type { Call } from "../table.ts";

const SINGLE = new Float32Array(2);
const DOUBLE = new Float64Array(2);

const scratchLike = (p: FloatArray): FloatArray => (p instanceof Float32Array ? SINGLE : DOUBLE);

/** A factor has the precision of the elements. */
const rounded = (x: number, p: FloatArray): number => (p instanceof Float32Array ? Math.fround(x) : x);

export function sgd(n: number, { p, gradient, velocity, nesterov, ...factors }: Call<"sgd">): void {
  const t = scratchLike(p);
  const sign = rounded(factors.sign, p);
  const weightDecay = rounded(factors.weightDecay, p);
  const momentum = rounded(factors.momentum, p);
  const share = rounded(factors.share, p);
  const rate = rounded(factors.rate, p);
  for (let i = 0; i < n; i++) {
    t[0] = sign * gradient[i]!;
    if (weightDecay !== 0) t[0] = t[0]! + weightDecay * p[i]!;
    if (velocity !== null) {
      velocity[i] = momentum * velocity[i]!;
      velocity[i] = velocity[i]! + share * t[0]!;
      t[0] = nesterov === 0 ? velocity[i]! : t[0]! + momentum * velocity[i]!;
    }
    p[i] = p[i]! - rate * t[0]!;
  }
}

export function adam(n: number, { p, gradient, mean, square, largest, ...factors }: Call<"adam">): void {
  const t = scratchLike(p);
  const keep = rounded(factors.keep, p);
  const weightDecay = rounded(factors.weightDecay, p);
  const share1 = rounded(factors.share1, p);
  const rest1 = rounded(share1 - 1, p);
  const beta2 = rounded(factors.beta2, p);
  const share2 = rounded(factors.share2, p);
  const root = rounded(factors.root, p);
  const eps = rounded(factors.eps, p);
  const rate = rounded(factors.rate, p);
  for (let i = 0; i < n; i++) {
    if (keep !== 1) p[i] = keep * p[i]!;
    t[0] = gradient[i]!;
    if (weightDecay !== 0) t[0] = t[0]! + weightDecay * p[i]!;
    t[1] = t[0]! - mean[i]!;
    // From the nearer end, as PyTorch's lerp.
    mean[i] = share1 < 0.5 ? mean[i]! + share1 * t[1]! : t[0]! + rest1 * t[1]!;
    t[1] = share2 * t[0]!;
    square[i] = beta2 * square[i]!;
    square[i] = square[i]! + t[1]! * t[0]!;
    t[1] = square[i]!;
    if (largest !== null) {
      largest[i] = Math.max(largest[i]!, t[1]!);
      t[1] = largest[i]!;
    }
    t[1] = Math.sqrt(t[1]!);
    t[1] = t[1]! / root;
    t[1] = t[1]! + eps;
    t[0] = rate * mean[i]!;
    t[0] = t[0]! / t[1]!;
    p[i] = p[i]! - t[0]!;
  }
}
