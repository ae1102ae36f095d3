/** The reductions: lines side by side have one loop each, planes are added to what came of those before, one by one. */

import type { NumberArray, TypedArray } from "../../dtype.ts";
import type { Lines } from "../../values/shape.ts";
import type { Call } from "../table.ts";

type Numbers = (lines: Lines, x: NumberArray, y: NumberArray) => void;
type BigInts = (lines: Lines, x: BigInt64Array, y: BigInt64Array) => void;

/** Longer lines are summed in parts, whose sums are added. */
export const SUM_PART = 16384;

/**
 * The sum of a part, in eight sums side by side: what the module does with four pairs, so that a line has the same bits
 * everywhere.
 */
function sumOfPart(x: NumberArray, at: number, end: number): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (; at + 8 <= end; at += 8) {
    a += x[at]!;
    b += x[at + 1]!;
    c += x[at + 2]!;
    d += x[at + 3]!;
    e += x[at + 4]!;
    f += x[at + 5]!;
    g += x[at + 6]!;
    h += x[at + 7]!;
  }
  for (; at < end; at += 4) {
    a += x[at]!;
    if (at + 1 < end) b += x[at + 1]!;
    if (at + 2 < end) c += x[at + 2]!;
    if (at + 3 < end) d += x[at + 3]!;
  }
  return a + e + (c + g) + (b + f + (d + h));
}

const sumOfNumbers: Numbers = ({ outer, length, inner }, x, y) => {
  if (inner === 1) {
    for (let o = 0; o < outer; o++) {
      const end = (o + 1) * length;
      let sum = 0;
      for (let at = o * length; at < end; at += SUM_PART)
        sum += sumOfPart(x, at, Math.min(at + SUM_PART, end));
      y[o] = sum;
    }
    return;
  }
  y.fill(0);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let k = 0; k < length; k++) {
      for (let j = o * inner, end = j + inner; j < end; j++, at++) y[j] = y[j]! + x[at]!;
    }
  }
};

const sumOfInt64: BigInts = ({ outer, length, inner }, x, y) => {
  if (inner === 1) {
    for (let o = 0, at = 0; o < outer; o++) {
      let sum = 0n;
      for (const end = at + length; at < end; at++) sum = BigInt.asIntN(64, sum + x[at]!);
      y[o] = sum;
    }
    return;
  }
  y.fill(0n);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let k = 0; k < length; k++) {
      for (let j = o * inner, end = j + inner; j < end; j++, at++) y[j] = y[j]! + x[at]!;
    }
  }
};

// The two directions of an extreme share a loop: which one it is does not change while it runs.

const extremeOfNumbers = (
  { outer, length, inner }: Lines,
  x: NumberArray,
  y: NumberArray,
  largest: boolean,
): void => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) {
        const v = x[at]!;
        if ((largest ? v > y[j]! : v < y[j]!) || Number.isNaN(v)) y[j] = v;
      }
    }
  }
};

const extremeOfInt64 = (
  { outer, length, inner }: Lines,
  x: BigInt64Array,
  y: BigInt64Array,
  largest: boolean,
): void => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) {
        const v = x[at]!;
        if (largest ? v > y[j]! : v < y[j]!) y[j] = v;
      }
    }
  }
};

const placeInNumbers = (
  { outer, length, inner }: Lines,
  x: NumberArray,
  y: Int32Array,
  largest: boolean,
): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length && !Number.isNaN(best); k++) {
        at += inner;
        const v = x[at]!;
        if ((largest ? v > best : v < best) || Number.isNaN(v)) {
          best = v;
          place = k;
        }
      }
      y[o * inner + i] = place;
    }
  }
};

const placeInInt64 = (
  { outer, length, inner }: Lines,
  x: BigInt64Array,
  y: Int32Array,
  largest: boolean,
): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length; k++) {
        at += inner;
        const v = x[at]!;
        if (!(largest ? v > best : v < best)) continue;
        best = v;
        place = k;
      }
      y[o * inner + i] = place;
    }
  }
};

const isInt64 = (x: TypedArray): x is BigInt64Array => x instanceof BigInt64Array;

export function sum(lines: Lines, { x, y }: Call<"sum">): void {
  if (isInt64(x)) sumOfInt64(lines, x, y as BigInt64Array);
  else sumOfNumbers(lines, x, y as Float64Array);
}

function extreme(lines: Lines, { x, y }: Call<"amax">, largest: boolean): void {
  if (isInt64(x)) extremeOfInt64(lines, x, y as BigInt64Array, largest);
  else extremeOfNumbers(lines, x, y as NumberArray, largest);
}

function place(lines: Lines, { x, y }: Call<"argmax">, largest: boolean): void {
  if (isInt64(x)) placeInInt64(lines, x, y, largest);
  else placeInNumbers(lines, x, y, largest);
}

export const amax = (lines: Lines, call: Call<"amax">): void => extreme(lines, call, true);
export const amin = (lines: Lines, call: Call<"amin">): void => extreme(lines, call, false);
export const argmax = (lines: Lines, call: Call<"argmax">): void => place(lines, call, true);
export const argmin = (lines: Lines, call: Call<"argmin">): void => place(lines, call, false);
