/** What the module cannot do: which calls the module does not take, and which lines the reference computes again. */

import type { FloatArray } from "../../dtype.ts";
import type { Call, LineKernel } from "../table.ts";

/** A call whose sum over the lines the module is not content with. */
interface Apart<K extends LineKernel> {
  /** What tells which lines have to be computed again, and writes nothing else: the other lines keep their bits. */
  readonly find: Call<K>;
  /** All that is wanted of such a line, in the places of both. */
  readonly each: Call<K>;
  addUp(): void;
}

export interface Limits<K extends LineKernel> {
  /** Whether the module takes a call; left out, it takes all. */
  readonly takes?: (call: Call<K>) => boolean;
  /** Whether one of the lines has to be computed again, once the module is not content with all of them. */
  readonly again: (call: Call<K>, line: number, lines: number) => boolean;
  /** For a call that wants a sum over so many lines: how it comes to it line by line. Null for any other call. */
  readonly apart?: (call: Call<K>, lines: number) => Apart<K> | null;
}

/** A gradient below it, before it is multiplied with a probability, would lose digits in float32. */
const SMALLEST_SCALE = 1e-30;

/** Whether all products of a weight and the scale of the gradient keep their digits, or are 0. */
function keepDigits(weights: FloatArray | null, scale: Float64Array): boolean {
  if (weights === null) return true;
  let least = 1;
  for (let i = 0; i < scale.length; i++) least = Math.min(least, Math.abs(scale[i]!) || 1);
  for (let c = 0; c < weights.length; c++) {
    const w = Math.abs(weights[c]!);
    if (w !== 0 && w * least < SMALLEST_SCALE) return false;
  }
  return true;
}

/** A difference of two logits, or its product with a weight, may have overflowed. */
const lossNotFinite = ({ losses }: { readonly losses: Float64Array | null }, line: number): boolean =>
  !Number.isFinite(losses![line]!);

/** Beyond it a temperature or its inverse would lose digits in float32, or overflow. */
const HOTTEST = 2 ** 64;

/** A log-sum-exp nearer to 0, where maximum and logarithm cancel, shows the error of float32 exponentials. */
const CANCELLED = 1 / 16;

export const LIMITS: { readonly [K in LineKernel]?: Limits<K> } = {
  crossEntropy: {
    // In float64 the kernel wants finite weights; in float32 a loss that is not finite is computed again.
    takes: ({ weights, scale }) =>
      weights instanceof Float64Array ? weights.every(Number.isFinite) : keepDigits(weights, scale),
    again: lossNotFinite,
    apart: (call, lines) => {
      const { total } = call;
      if (total === null) return null;
      const losses = call.losses ?? new Float64Array(lines);
      const each = { ...call, losses, total: null };
      const addUp = (): void => {
        for (let line = 0; line < lines; line++) total[0]! += losses[line]!;
      };
      return { find: { ...each, dx: null }, each, addUp };
    },
  },
  crossEntropyProbs: {
    // An infinite weight of a class of probability 0 has rules of its own.
    takes: ({ weights, scale }) =>
      (weights?.every(Number.isFinite) ?? true) &&
      (weights instanceof Float64Array || keepDigits(weights, scale)),
    again: lossNotFinite,
  },
  score: {
    takes: ({ x, temperature }) =>
      x instanceof Float64Array || (temperature <= HOTTEST && temperature >= 1 / HOTTEST),
    // A NaN, which has rules of its own for place and rank, or an infinite maximum.
    again: ({ rest }, line) => Number.isNaN(rest[line]),
  },
  topK: {
    // Most of a line is sorted as fast by the reference.
    takes: ({ x, values }) => values.length > 0 && 4 * values.length <= x.length,
    // A NaN, which comes before all numbers.
    again: ({ values }, line, lines) => Number.isNaN(values[(line * values.length) / lines]),
  },
  // Near 0 the maximum and the logarithm cancel; NaN where a maximum is infinite, which may be the result.
  logsumexp: { again: ({ y }, line) => !(Math.abs(y[line]!) >= CANCELLED) },
};
