/** What the kernels over rows share: the maximum of a row and the sum of its exponentials. */

import type { FloatArray } from "../../dtype.ts";
import { exp } from "./exp.ts";

/** The largest of a row; NaN if there is one, −Infinity if the row is empty. */
export function rowMax(x: FloatArray, start: number, end: number): number {
  let max = -Infinity;
  for (let j = start; j < end; j++) {
    const v = x[j]!;
    if (v <= max) continue;
    if (Number.isNaN(v)) return v;
    max = v;
  }
  return max;
}

/**
 * `Σ exp(x − max)` without one of the maxima, whose term is 1: `log1p` of it keeps the digits that `log(1 + Σ)` loses
 * where one class is almost certain. NaN where the maximum is infinite.
 */
export function rowRest(x: FloatArray, start: number, end: number, max: number): number {
  let maxima = 0;
  let rest = 0;
  for (let j = start; j < end; j++) {
    const d = x[j]! - max;
    if (d === 0) maxima++;
    else rest += exp(d);
  }
  return maxima - 1 + rest;
}

/** The same, keeping the exponentials in `y`. */
export function rowStoreRest(x: FloatArray, start: number, end: number, max: number, y: FloatArray): number {
  let maxima = 0;
  let rest = 0;
  for (let j = start; j < end; j++) {
    const d = x[j]! - max;
    const e = exp(d);
    y[j] = e;
    if (d === 0) maxima++;
    else rest += e;
  }
  return maxima - 1 + rest;
}
