/** Kernels that read or write by index along lines. */

import type { FloatArray, TypedArray } from "../dtype.ts";
import type { Lines } from "./shape.ts";

/** Per line the position of the largest element; the first of equals, and the first NaN before everything. */
export function argmax(x: TypedArray, { outer, length, inner }: Lines, out: BigInt64Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let j = o * length * inner + i;
      let best = x[j]!;
      let at = 0;
      for (let k = 1; k < length && !Number.isNaN(best); k++) {
        j += inner;
        const v = x[j]!;
        if (v > best || Number.isNaN(v)) {
          best = v;
          at = k;
        }
      }
      out[o * inner + i] = BigInt(at);
    }
  }
}

/** `dx[index[n]] += dy[n]`: the gradient of gathering at flat positions. */
export function scatterAdd(dy: FloatArray, positions: Float64Array, dx: FloatArray): void {
  for (let n = 0; n < positions.length; n++) dx[positions[n]!]! += dy[n]!;
}

/** Per line `−w_t x_t`; 0 where the target is negative, which means ignored. */
export function negativeLogLikelihood(
  x: FloatArray,
  { outer, length, inner }: Lines,
  targets: Int32Array,
  weights: FloatArray | null,
  losses: Float64Array,
): void {
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      const weight = target < 0 || weights === null ? 1 : weights[target]!;
      losses[line] = target < 0 ? 0 : -x[(o * length + target) * inner + i]! * weight;
    }
  }
}

/** `dx_t = −s w_t` into a zeroed `dx`; `scale` is one per line, or a single one for all. */
export function negativeLogLikelihoodGrad(
  scale: Float64Array,
  { outer, length, inner }: Lines,
  targets: Int32Array,
  weights: FloatArray | null,
  dx: FloatArray,
): void {
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      if (target < 0) continue;
      const s = scale.length === 1 ? scale[0]! : scale[line]!;
      dx[(o * length + target) * inner + i] = -s * (weights === null ? 1 : weights[target]!);
    }
  }
}
