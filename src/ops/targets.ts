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
  /** Shape of the losses: the result's with `'none'`. */
  readonly shape: readonly number[];
}

/** Numbers that are read faster as bigints than through a view. */
const FEW = 8;

/**
 * The class of every line, −1 where the target is `ignoreIndex`.
 *
 * @param room - makes the array that takes them.
 * @throws RangeError for a target that is neither a class nor `ignoreIndex`, naming its place.
 */
export function readClassIndices(
  { lines, target, ignoreIndex }: IndexCase,
  room: (n: number) => Int32Array,
): Int32Array {
  const classes = lines.length;
  const { data } = target;
  const indices = room(data.length);
  const words = data instanceof BigInt64Array && data.length > FEW ? wordsOf(data) : null;
  for (
    let i = words === null ? 0 : readWords(words, classes, ignoreIndex, indices);
    i < indices.length;
    i++
  ) {
    const value = Number(data[i]);
    if (value === ignoreIndex) indices[i] = -1;
    else if (value >= 0 && value < classes) indices[i] = value;
    else throw targetOutOfBounds(String(data[i]), placeOf("target", i, target.shape), classes, ignoreIndex);
  }
  return indices;
}

/**
 * Reads int64 as pairs of int32: going through bigint costs more than the loss of a segmentation map.
 *
 * @returns where it stopped: at the first that is neither a class nor `ignoreIndex`, or at the end.
 */
function readWords(words: Int32Array, classes: number, ignoreIndex: number, indices: Int32Array): number {
  const [ignoredLow, ignoredHigh] = [ignoreIndex | 0, Math.floor(ignoreIndex / 2 ** 32) | 0];
  for (let i = 0; i < indices.length; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    if (low === ignoredLow && high === ignoredHigh) indices[i] = -1;
    else if (high === 0 && low >>> 0 < classes) indices[i] = low;
    else return i;
  }
  return indices.length;
}

/** Σ of the weights of the targets that count (negative ones are ignored); their number where there are no weights. */
export function weightOfTargets(targets: Int32Array, weights: FloatArray | null): number {
  let total = 0;
  if (weights === null) {
    for (let i = 0; i < targets.length; i++) total += 1 + (targets[i]! >> 31);
  } else {
    for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) total += weights[targets[i]!]!;
  }
  return total;
}

/** The numbers of the lines whose target is ignored. */
export function ignoredLines(targets: Int32Array): readonly number[] {
  let count = 0;
  for (let i = 0; i < targets.length; i++) count -= targets[i]! >> 31;
  if (count === 0) return NO_LINES;
  const lines: number[] = [];
  for (let i = 0; i < targets.length; i++) if (targets[i]! < 0) lines.push(i);
  return lines;
}

export const NO_LINES: readonly number[] = [];

/** The numbers of a weight that may be absent. */
export const numbersOf = (weight: NDArray | null): FloatArray | null =>
  weight === null ? null : (weight.data as FloatArray);
