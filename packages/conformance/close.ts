/** When two numbers count as the same: the one rule, for every library and every case. */

/** In units in the last place of float32. */
export const ULPS = 16;

/** The distance between float32 numbers at the size of `x`, taken as 1 where it is smaller. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.max(1, Math.abs(x)))) - 23);

/** Whether `actual` is `expected` within {@link ULPS}; NaN is NaN, and an infinity only itself. */
export function isClose(actual: number, expected: number): boolean {
  if (Number.isFinite(expected)) return Math.abs(actual - expected) <= ULPS * ulp(expected);
  return Object.is(actual, expected);
}

/** Whether they are as many, and each is close. */
export function areClose(actual: ArrayLike<number>, expected: readonly number[]): boolean {
  return actual.length === expected.length && expected.every((x, i) => isClose(actual[i]!, x));
}
