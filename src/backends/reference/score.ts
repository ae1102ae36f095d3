/** What is said of a row by itself: its sums, its maximum, where its target stands, and its first elements in order. */

import type { FloatArray } from "../../dtype.ts";
import type { FloatCall } from "../table.ts";
import { exp } from "./exp.ts";
import { rowMax } from "./row.ts";

/** Whether `a` stands before `b` in descending order: NaN is the greatest. */
const isGreater = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));

export function score(rows: number, length: number, call: FloatCall<"score">): void {
  const { x, targets, max, rest, cross, place, own, rank, temperature } = call;
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const top = rowMax(x, start, end);
    let maxima = 0;
    let sum = 0;
    let moment = 0;
    for (let j = start; j < end; j++) {
      const d = (x[j]! - top) / temperature;
      if (d === 0) maxima++;
      else {
        const e = exp(d);
        sum += e;
        if (e !== 0) moment += d * e; // d may be −Infinity
      }
    }
    max[row] = top;
    rest[row] = maxima - 1 + sum;
    cross[row] = moment;
    place[row] = placeOf(x, start, end, top);
    const target = targets[row]!;
    const isClass = target >= 0 && target < length;
    own[row] = isClass ? x[start + target]! : 0;
    rank[row] = isClass ? rankOf(x, start, end, start + target) : -1;
  }
}

/** Where the first maximum is, or the first NaN if `max` is one. */
function placeOf(x: FloatArray, start: number, end: number, max: number): number {
  let j = start;
  if (Number.isNaN(max)) while (j < end && !Number.isNaN(x[j]!)) j++;
  else while (j < end && x[j] !== max) j++;
  return j - start;
}

/** How many elements stand before that at `own` in descending order; of equal ones those of lower index. */
function rankOf(x: FloatArray, start: number, end: number, own: number): number {
  const value = x[own]!;
  let rank = 0;
  for (let j = start; j < own; j++) if (!isGreater(value, x[j]!)) rank++;
  for (let j = own + 1; j < end; j++) if (isGreater(x[j]!, value)) rank++;
  return rank;
}

/**
 * The best so far are a heap in the place of the result: element `i` comes behind those at `2 i + 1` and `2 i + 2`, so that the
 * last of all is in front, where the next element is compared with it. In the end the heap is taken apart from the front.
 */
export function topK(rows: number, length: number, { x, values, places }: FloatCall<"topK">): void {
  const k = values.length / rows;
  if (k === 0) return;
  for (let row = 0, start = 0, first = 0; row < rows; row++, start += length, first += k) {
    for (let i = 0; i < k; i++) {
      values[first + i] = x[start + i]!;
      places[first + i] = i;
    }
    for (let i = (k >> 1) - 1; i >= 0; i--) sink(values, places, first, k, i, values[first + i]!, i);
    // What is not greater than the last of the best comes behind it, as its index is higher.
    for (let i = k, least = values[first]!; i < length; i++) {
      const value = x[start + i]!;
      if (value <= least || !isGreater(value, least)) continue;
      sink(values, places, first, k, 0, value, i);
      least = values[first]!;
    }
    for (let n = k - 1; n > 0; n--) {
      const [value, place] = [values[first + n]!, places[first + n]!];
      values[first + n] = values[first]!;
      places[first + n] = places[first]!;
      sink(values, places, first, n, 0, value, place);
    }
  }
}

/** Puts an element into the heap of `n` that begins at `first`: at position `i`, or below, where those before it are. */
function sink(
  values: Float64Array,
  places: Int32Array,
  first: number,
  n: number,
  i: number,
  value: number,
  place: number,
): void {
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    const [left, right] = [first + child, first + child + 1];
    if (child + 1 < n && isBehind(values[right]!, places[right]!, values[left]!, places[left]!)) child++;
    const [childValue, childPlace] = [values[first + child]!, places[first + child]!];
    if (!isBehind(childValue, childPlace, value, place)) break;
    values[first + i] = childValue;
    places[first + i] = childPlace;
    i = child;
  }
  values[first + i] = value;
  places[first + i] = place;
}

/** Whether `a` at place `p` comes after `b` at place `q` in descending order. */
const isBehind = (a: number, p: number, b: number, q: number): boolean =>
  isGreater(b, a) || (p > q && !isGreater(a, b));
