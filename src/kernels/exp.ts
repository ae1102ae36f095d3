/** The exponential of the reference kernels where the results are float32. */

/** 2^(i/32), and 2^k from k = −151 to 0. */
const FRACTIONS = Float64Array.from({ length: 32 }, (_, i) => 2 ** (i / 32));
const LEAST_POWER = -151;
const POWERS = Float64Array.from({ length: -LEAST_POWER + 1 }, (_, i) => 2 ** (i + LEAST_POWER));

const STEPS_PER_E = 32 / Math.LN2;
const STEP = Math.LN2 / 32;

/** Below it exp rounds to 0 in float32: it is less than half of 2^−149. */
const LOWEST = -104;

/**
 * exp(x) for x ≤ 0 or NaN, relative error at most 2e-12: enough for a correctly rounded float32 but for ties, and three
 * times as fast as `Math.exp` (measured: 3.5 ns and 10 ns).
 *
 * x = n ln 2 / 32 + r with |r| ≤ ln 2 / 64; exp(x) = 2^(n/32) (1 + r + r²/2 + r³/6 + r⁴/24).
 */
export function expFloat32(x: number): number {
  if (x < LOWEST) return 0;
  const n = (x * STEPS_PER_E - 0.5) | 0; // rounds, as x is not positive; 0 for NaN
  const r = x - n * STEP;
  const tail = 1 + r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24))));
  return tail * FRACTIONS[n & 31]! * POWERS[(n >> 5) - LEAST_POWER]!;
}
