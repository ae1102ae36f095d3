/** Class indices as the kernels read them. */

import type { FloatArray } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { placeOf } from "../values/shape.ts";
import { wordsOf } from "../values/words.ts";
import { targetOutOfBounds } from "./errors.ts";
import type { Reduction } from "./loss.ts";

/** A loss of lines with a class index each. All is checked but the indices. */
export interface IndexCase {
  readonly lines: Lines;
  /** One class index per line. */
  readonly target: NDArray;
  /** One per class, or null for 1. */
  readonly weight: NDArray | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  /** What `'mean'` divides by, or null for the weight of the targets that count. */
  readonly normalizer: number | null;
  /** Shape of the losses: the result's with `'none'`. */
  readonly shape: readonly number[];
}

/** Numbers that are read faster as bigints than through a view. */
const FEW = 8;

/** The targets of all lines. */
export interface Targets {
  /** The class of each, −1 where it is ignored. */
  readonly targets: Int32Array;
  /** How many are not ignored. */
  readonly counted: number;
}

/**
 * The class of every line, −1 where the target is `ignoreIndex`.
 *
 * @param room - makes the array that takes them.
 * @throws RangeError for a target that is neither a class nor `ignoreIndex`, naming its place.
 */
export function readClassIndices(
  { lines: { length: classes }, target, ignoreIndex }: Pick<IndexCase, "lines" | "target" | "ignoreIndex">,
  room: (n: number) => Int32Array,
): Targets {
  const { data } = target;
  const targets = room(data.length);
  const refuse = (i: number): never => {
    throw targetOutOfBounds(String(data[i]), placeOf("target", i, target.shape), classes, ignoreIndex);
  };
  if (data instanceof BigInt64Array && data.length > FEW) {
    return { targets, counted: readWords(wordsOf(data), classes, ignoreIndex, targets, refuse) };
  }
  let counted = 0;
  for (let i = 0; i < targets.length; i++) {
    const value = Number(data[i]);
    if (value === ignoreIndex) targets[i] = -1;
    else if (value >= 0 && value < classes) {
      targets[i] = value;
      counted++;
    } else refuse(i);
  }
  return { targets, counted };
}

/**
 * Reads int64 as pairs of int32: going through bigint costs more than the loss of a segmentation map.
 *
 * @returns how many are not ignored.
 */
function readWords(
  words: Int32Array,
  classes: number,
  ignoreIndex: number,
  targets: Int32Array,
  refuse: (i: number) => never,
): number {
  const ignoredLow = ignoreIndex | 0;
  const ignoredHigh = Math.floor(ignoreIndex / 2 ** 32) | 0;
  const n = targets.length;
  const last = classes - 1;
  // Four that are all classes, by the signs of t and last − t, take one comparison: half the time. Unless a class is ignored.
  const four = ignoredHigh === 0 && ignoredLow >= 0 && ignoredLow <= last ? 0 : n & -4;
  let ignored = 0;
  for (let i = 0; i < n; ) {
    if (i < four) {
      const [j, a, b] = [2 * i, words[2 * i]!, words[2 * i + 2]!];
      const [c, d] = [words[j + 4]!, words[j + 6]!];
      const high = words[j + 1]! | words[j + 3]! | words[j + 5]! | words[j + 7]!;
      if (high === 0 && (a | b | c | d | (last - a) | (last - b) | (last - c) | (last - d)) >= 0) {
        targets[i] = a;
        targets[i + 1] = b;
        targets[i + 2] = c;
        targets[i + 3] = d;
        i += 4;
        continue;
      }
    }
    for (const end = Math.min(i + 4, n); i < end; i++) {
      const low = words[2 * i]!;
      const high = words[2 * i + 1]!;
      if (low === ignoredLow && high === ignoredHigh) {
        targets[i] = -1;
        ignored++;
      } else if (high === 0 && low >>> 0 < classes) targets[i] = low;
      else refuse(i);
    }
  }
  return n - ignored;
}

/** Σ of the weights of the targets that count; their number where there are no weights. */
export function weightOfTargets({ targets, counted }: Targets, weights: FloatArray | null): number {
  if (weights === null) return counted;
  let total = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) total += weights[targets[i]!]!;
  return total;
}

/** The numbers of the lines whose target is ignored. */
export function ignoredLines(targets: Int32Array): readonly number[] {
  const lines: number[] = [];
  for (let i = 0; i < targets.length; i++) if (targets[i]! < 0) lines.push(i);
  return lines;
}

export const NO_LINES: readonly number[] = [];

/** The numbers of a weight that may be absent. */
export const numbersOf = (weight: NDArray | null): FloatArray | null =>
  weight === null ? null : (weight.data as FloatArray);
