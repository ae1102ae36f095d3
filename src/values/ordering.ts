/**
 * Lines in order. Elements are compared as doubles, the keys, which move along with the places that they come from: a
 * merge sort that keeps the order of equal elements. NaN is the greatest, −0 equals 0.
 */

import type { NumberArray, TypedArray } from "../dtype.ts";
import { scratchDoubles, scratchIntegers } from "./memory.ts";
import type { Lines } from "./shape.ts";
import { wordsOf } from "./words.ts";

/** The elements of a line, how they are compared, and the order so far: the places of the keys. */
interface Line {
  /** Both have room for the line twice, from 0 and from its length on. */
  readonly keys: Float64Array;
  readonly places: Int32Array;
  readonly length: number;
  /** Where the line begins, and how far its elements are apart. */
  readonly start: number;
  readonly step: number;
  /** −1 for descending order. */
  readonly sign: 1 | -1;
}

/**
 * Of each line the places of its first `count` elements in order, which lie in `out` as the elements in `x`. Equal elements
 * keep their order, also where it is descending.
 */
export function orderLines(
  x: TypedArray,
  { outer, length, inner }: Lines,
  descending: boolean,
  count: number,
  out: Int32Array,
): void {
  if (out.length === 0) return; // of nothing there may be 2^40 lines
  const isFew = count <= FEW && 8 * count <= length;
  const keys = scratchDoubles(2 * length);
  const places = scratchIntegers(2 * length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      const line: Line = { keys, places, length, start, step: inner, sign: descending ? -1 : 1 };
      if (x instanceof BigInt64Array) orderIntegers(x, line, count, out, o * count * inner + i);
      else if (isFew) pickNumbers(x, line, count, out, o * count * inner + i);
      else orderNumbers(x, line, count, out, o * count * inner + i);
    }
  }
}

function orderNumbers(x: NumberArray, line: Line, count: number, out: Int32Array, to: number): void {
  const { keys, places, length, start, step, sign } = line;
  let n = 0;
  for (let k = 0, at = start; k < length; k++, at += step) {
    const value = x[at]!;
    if (Number.isNaN(value)) continue;
    keys[n] = sign * value;
    places[n++] = k;
  }
  const nans = length - n;
  const before = sign < 0 ? Math.min(nans, count) : 0;
  const between = Math.min(n, count - before);
  const from = sort(line, n);
  for (let k = 0; k < between; k++) out[to + (before + k) * step] = places[from + k]!;
  // The NaNs stand in front where the greatest come first, else at the end.
  let next = before > 0 ? 0 : between;
  const end = before > 0 ? before : count;
  for (let k = 0, at = start; next < end; k++, at += step) {
    const value = x[at]!;
    if (Number.isNaN(value)) out[to + next++ * step] = k;
  }
}

/** 2^32: the worth of a high word. */
const HIGH = 4294967296;

function orderIntegers(x: BigInt64Array, line: Line, count: number, out: Int32Array, to: number): void {
  const { keys, places, length, start, step, sign } = line;
  const words = wordsOf(x);
  let exact = true;
  for (let k = 0, at = 2 * start; k < length; k++, at += 2 * step) {
    keys[k] = sign * (words[at + 1]! * HIGH + (words[at]! >>> 0));
    places[k] = k;
    if (Math.abs(keys[k]!) > Number.MAX_SAFE_INTEGER) exact = false;
  }
  // Where doubles are too short: by the low words, and then by the high ones, which leaves equal ones as they are.
  if (!exact) {
    for (let k = 0, at = 2 * start; k < length; k++, at += 2 * step) keys[k] = sign * (words[at]! >>> 0);
    const from = sort(line, length);
    for (let k = 0; k < length; k++) {
      const place = places[from + k]!;
      keys[k] = sign * words[2 * (start + place * step) + 1]!;
      places[k] = place;
    }
  }
  const from = sort(line, length);
  for (let k = 0; k < count; k++) out[to + k * step] = places[from + k]!;
}

/** As many of the first are picked out on one way through the line; more are cheaper with the whole line in order. */
const FEW = 64;

/** {@link orderNumbers} for few places: the least keys so far are kept in order, and the places of NaN behind them. */
function pickNumbers(x: NumberArray, line: Line, count: number, out: Int32Array, to: number): void {
  const { keys, places, length, start, step, sign } = line;
  let kept = 0;
  let nans = 0;
  let most = 0;
  for (let k = 0, at = start; k < length; k++, at += step) {
    const key = sign * x[at]!;
    if (kept === count && key >= most) continue;
    if (Number.isNaN(key)) {
      if (nans < count) places[length + nans++] = k;
      continue;
    }
    if (kept < count) kept++;
    sink(keys, places, 0, kept - 1, key, k);
    most = keys[kept - 1]!;
  }
  const before = sign < 0 ? nans : 0;
  for (let k = 0; k < count; k++) {
    const i = k - before;
    out[to + k * step] = i >= 0 && i < kept ? places[i]! : places[length + (i < 0 ? k : i - kept)]!;
  }
}

/** Puts a key into the sorted ones from `start` to before `end`, behind those that equal it; `end` is free. */
function sink(
  keys: Float64Array,
  places: Int32Array,
  start: number,
  end: number,
  key: number,
  place: number,
): void {
  let i = end;
  for (; i > start && keys[i - 1]! > key; i--) {
    keys[i] = keys[i - 1]!;
    places[i] = places[i - 1]!;
  }
  keys[i] = key;
  places[i] = place;
}

/** Sorts a few keys. */
function insert(keys: Float64Array, places: Int32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    if (keys[i]! < keys[i - 1]!) sink(keys, places, start, i, keys[i]!, places[i]!);
  }
}

/** Keys that are sorted one by one, before such runs are merged. */
const RUN = 8;

/** Sorts the first `n` keys, from the first half to the second and back; says where they begin then. */
function sort({ keys, places, length }: Line, n: number): number {
  for (let start = 0; start < n; start += RUN) insert(keys, places, start, Math.min(start + RUN, n));
  let from = 0;
  for (let width = RUN; width < n; width *= 2) {
    const to = length - from;
    for (let start = 0; start < n; start += 2 * width) {
      const middle = from + Math.min(start + width, n);
      merge(keys, places, from + start, middle, from + Math.min(start + 2 * width, n), to + start);
    }
    from = to;
  }
  return from;
}

/** Merges two sorted runs that lie side by side. */
function merge(
  keys: Float64Array,
  places: Int32Array,
  start: number,
  middle: number,
  end: number,
  to: number,
): void {
  if (middle === end || keys[middle - 1]! <= keys[middle]!) {
    keys.copyWithin(to, start, end);
    places.copyWithin(to, start, end);
    return;
  }
  let a = start;
  let b = middle;
  for (; a < middle && b < end; to++) {
    const from = keys[b]! < keys[a]! ? b++ : a++;
    keys[to] = keys[from]!;
    places[to] = places[from]!;
  }
  const rest = a < middle ? a : b;
  const last = a < middle ? middle : end;
  keys.copyWithin(to, rest, last);
  places.copyWithin(to, rest, last);
}
