/** When two arrays count as equal: torch.testing.assert_close's defaults, and what to do where float rounding rules. */

import { type ArrayValue, isFloating } from "./arrays";

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** The defaults of torch.testing.assert_close. */
export function tolerance(dtype: string): Tolerance {
  if (dtype === "float32") return { relative: 1.3e-6, absolute: 1e-5 };
  if (dtype === "float64") return { relative: 1e-7, absolute: 1e-7 };
  return { relative: 0, absolute: 0 };
}

export const EXACT: Tolerance = { relative: 0, absolute: 0 };

/** For integers that were floats: what is a rounding there may be a whole number here. */
export const CUT: Tolerance = { relative: 1.3e-6, absolute: 1 };

/** A few units in the last place, for randn, whose last bits hang on the transcendental functions. */
export const ulps = (dtype: string): Tolerance =>
  dtype === "float32" ? { relative: 1e-6, absolute: 1e-7 } : { relative: 1e-14, absolute: 1e-15 };

export function close(actual: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (actual === expected) return true;
  if (Number.isNaN(actual) || Number.isNaN(expected)) return Number.isNaN(actual) && Number.isNaN(expected);
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
}

export const at = (array: ArrayValue, i: number): number => Number(array.data[i]);

/** The flat positions where the arrays, of one length, are not close. */
export function differing(actual: ArrayValue, expected: ArrayValue, limits: Tolerance): number[] {
  const out: number[] = [];
  for (let i = 0; i < actual.data.length; i++) {
    if (actual.data[i] === expected.data[i]) continue;
    if (!close(at(actual, i), at(expected, i), limits)) out.push(i);
  }
  return out;
}

/** A float64 truth as the dtype can hold it. */
const rounded = (value: number, dtype: string): number => (dtype === "float32" ? Math.fround(value) : value);

/** Whether `actual` is at least as near to the truth as PyTorch's own number, give or take the tolerance. */
export function nearerToTruth(
  actual: number,
  torch: number,
  truth: number,
  dtype: string,
  limits: Tolerance,
): boolean {
  const goal = rounded(truth, dtype);
  if (close(actual, goal, limits)) return true;
  if (!Number.isFinite(torch) && Number.isFinite(truth)) return !Number.isFinite(actual); // both overflowed on the way
  if (![actual, torch, goal].every(Number.isFinite)) return false;
  return (
    Math.abs(actual - goal) <= Math.abs(torch - goal) + limits.absolute + limits.relative * Math.abs(goal)
  );
}

/**
 * Whether `actual` is as right as the inputs' own rounding lets anyone be: `jitters` are results of inputs moved by
 * half a rounding, in float64 and in the dtype itself, and `actual` lies within a few times their spread.
 */
export function withinConditioning(
  actual: number,
  truth: number,
  jitters: readonly number[],
  dtype: string,
): boolean {
  const goal = rounded(truth, dtype);
  if (!Number.isFinite(actual) || !Number.isFinite(goal)) {
    // at the edge of overflow some jitters fall on the other side
    return jitters.some((value) => Object.is(rounded(value, dtype), actual));
  }
  const spread = Math.max(0, ...jitters.filter(Number.isFinite).map((value) => Math.abs(value - truth)));
  return isFloating(dtype) && Math.abs(actual - goal) <= 8 * spread;
}
