import type { FloatArray } from "../dtype.ts";
import type { Lines } from "../values/shape.ts";

/**
 * The numeric contract of the kernels that exist in more than one implementation.
 *
 * Every array is contiguous and row-major and is seen as {@link Lines}: `outer · inner` lines of `length` elements,
 * element `k` of line `(o, i)` at `(o · length + k) · inner + i`. Line `(o, i)` has the number `o · inner + i`, and
 * arrays with one entry per line are indexed by it. Outputs are written whole and must not overlap inputs, except
 * where a kernel says otherwise. A line with a NaN or `+Infinity`, or of `-Infinity` only, gives NaN, as in PyTorch.
 *
 * Results depend on the line alone: the same line gives the same bits whatever lies beside it.
 */
export interface Kernels {
  /** `y = exp(x − m) / Σ exp(x − m)` along each line, `m` the line's maximum. */
  softmax(x: FloatArray, lines: Lines, y: FloatArray): void;
  /** `dx = y · (dy − Σ dy · y)`. */
  softmaxGrad(dy: FloatArray, y: FloatArray, lines: Lines, dx: FloatArray): void;

  /**
   * `y = (x − m) − log Σ exp(x − m)`.
   *
   * @param stats - out: two per line for the gradient, the maximum `m` and `log Σ exp(x − m)`. They are kept apart
   *   because their sum loses the second where the logits are large: `3e38 + 0.69 = 3e38`.
   */
  logSoftmax(x: FloatArray, lines: Lines, y: FloatArray, stats: Float64Array): void;
  /** `dx = dy − p · Σ dy` with `p = exp((x − m) − log Σ)`, which is more exact than exp of the rounded `y`. */
  logSoftmaxGrad(dy: FloatArray, x: FloatArray, stats: Float64Array, lines: Lines, dx: FloatArray): void;

  /** `y = m + log Σ exp(x − m)`, one per line; an infinite maximum is itself the result. */
  logsumexp(x: FloatArray, lines: Lines, y: Float64Array): void;

  /**
   * Cross-entropy against class indices, per line:
   * `w_t (1 − ε) ℓ_t + (ε / C) Σ_c w_c ℓ_c` with `ℓ_c = −log softmax(x)_c`; 0 for an ignored line. And, if asked, its
   * gradient `dx_c = s [(w_t (1 − ε) + (ε / C) Σ w) p_c − w_t (1 − ε) δ_ct − (ε / C) w_c]`, exactly 0 on ignored lines.
   *
   * Both at once take one exponential a logit.
   *
   * @param targets - per line the class, or a negative number for an ignored line.
   * @param weights - per class, or null for 1.
   * @param smoothing - ε in [0, 1].
   * @param losses - out: one per line, in double precision.
   */
  crossEntropy(
    x: FloatArray,
    lines: Lines,
    targets: Int32Array,
    weights: FloatArray | null,
    smoothing: number,
    losses: Float64Array,
    gradient: LineGradient | null,
  ): void;

  /**
   * Cross-entropy against class probabilities, per line: `Σ_c w_c t'_c ℓ_c` with `t' = t (1 − ε) + ε / C`.
   * A class of `t' = 0` adds exactly 0, whatever its logit. `target` is laid out like `x`. The gradient is
   * `dx_c = s [(Σ w t') p_c − w_c t'_c]`, exactly 0 on a line whose `t'` are all 0.
   *
   * @param stats - out: as for {@link Kernels.logSoftmax}, for the other two gradients.
   */
  crossEntropyProbs(
    x: FloatArray,
    lines: Lines,
    target: FloatArray,
    weights: FloatArray | null,
    smoothing: number,
    losses: Float64Array,
    stats: Float64Array,
    gradient: LineGradient | null,
  ): void;
  /** `dt_c = s (1 − ε) w_c ℓ_c`, the gradient with respect to the probabilities. */
  crossEntropyProbsTargetGrad(
    x: FloatArray,
    lines: Lines,
    weights: FloatArray | null,
    smoothing: number,
    stats: Float64Array,
    scale: Float64Array,
    dTarget: FloatArray,
  ): void;
  /** `dw_c = Σ over the lines of s t'_c ℓ_c`, added to `dWeights`; a class of `t' = 0` adds exactly 0. */
  crossEntropyProbsWeightGrad(
    x: FloatArray,
    lines: Lines,
    target: FloatArray,
    smoothing: number,
    stats: Float64Array,
    scale: Float64Array,
    dWeights: Float64Array,
  ): void;
}

/** The gradient of a loss with respect to the logits, computed along with it. */
export interface LineGradient {
  /** `s`, dL/dℓ: one per line, or a single one for all lines. */
  readonly scale: Float64Array;
  /** Out: laid out like `x`. */
  readonly dx: FloatArray;
}
