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

const largestOfNumbers: Numbers = ({ outer, length, inner }, x, y) => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) {
        const v = x[at]!;
        if (v > y[j]! || Number.isNaN(v)) y[j] = v;
      }
    }
  }
};

const largestOfInt64: BigInts = ({ outer, length, inner }, x, y) => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) if (x[at]! > y[j]!) y[j] = x[at]!;
    }
  }
};

const smallestOfNumbers: Numbers = ({ outer, length, inner }, x, y) => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) {
        const v = x[at]!;
        if (v < y[j]! || Number.isNaN(v)) y[j] = v;
      }
    }
  }
};

const smallestOfInt64: BigInts = ({ outer, length, inner }, x, y) => {
  for (let o = 0, at = 0; o < outer; o++) {
    const first = o * inner;
    for (let j = first, end = j + inner; j < end; j++, at++) y[j] = x[at]!;
    for (let k = 1; k < length; k++) {
      for (let j = first, end = j + inner; j < end; j++, at++) if (x[at]! < y[j]!) y[j] = x[at]!;
    }
  }
};

const placeOfLargestInNumbers = ({ outer, length, inner }: Lines, x: NumberArray, y: Int32Array): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length && !Number.isNaN(best); k++) {
        at += inner;
        const v = x[at]!;
        if (v > best || Number.isNaN(v)) {
          best = v;
          place = k;
        }
      }
      y[o * inner + i] = place;
    }
  }
};

const placeOfLargestInInt64 = ({ outer, length, inner }: Lines, x: BigInt64Array, y: Int32Array): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length; k++) {
        at += inner;
        if (x[at]! <= best) continue;
        best = x[at]!;
        place = k;
      }
      y[o * inner + i] = place;
    }
  }
};

const placeOfSmallestInNumbers = ({ outer, length, inner }: Lines, x: NumberArray, y: Int32Array): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length && !Number.isNaN(best); k++) {
        at += inner;
        const v = x[at]!;
        if (v < best || Number.isNaN(v)) {
          best = v;
          place = k;
        }
      }
      y[o * inner + i] = place;
    }
  }
};

const placeOfSmallestInInt64 = ({ outer, length, inner }: Lines, x: BigInt64Array, y: Int32Array): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let best = x[at]!;
      let place = 0;
      for (let k = 1; k < length; k++) {
        at += inner;
        if (x[at]! >= best) continue;
        best = x[at]!;
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

export function amax(lines: Lines, { x, y }: Call<"amax">): void {
  if (isInt64(x)) largestOfInt64(lines, x, y as BigInt64Array);
  else largestOfNumbers(lines, x, y as NumberArray);
}

export function amin(lines: Lines, { x, y }: Call<"amin">): void {
  if (isInt64(x)) smallestOfInt64(lines, x, y as BigInt64Array);
  else smallestOfNumbers(lines, x, y as NumberArray);
}

export function argmax(lines: Lines, { x, y }: Call<"argmax">): void {
  if (isInt64(x)) placeOfLargestInInt64(lines, x, y);
  else placeOfLargestInNumbers(lines, x, y);
}

export function argmin(lines: Lines, { x, y }: Call<"argmin">): void {
  if (isInt64(x)) placeOfSmallestInInt64(lines, x, y);
  else placeOfSmallestInNumbers(lines, x, y);
}
