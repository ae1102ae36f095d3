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

/** Numbers that are read faster as bigints. */
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
  // An int64 is read as two 32-bit words: going through bigint costs more than the loss of a segmentation map. For a few
  // the view costs more than the bigints.
  const words = data instanceof BigInt64Array && data.length > FEW ? wordsOf(data) : null;
  for (let i = 0; i < indices.length; i++) {
    const low = words === null ? Number(data[i]) : words[2 * i]!;
    const fits = words === null || words[2 * i + 1] === 0;
    if (fits && low >= 0 && low < classes && low !== ignoreIndex) {
      indices[i] = low;
    } else {
      if (Number(data[i]) !== ignoreIndex) {
        throw targetOutOfBounds(String(data[i]), placeOf("target", i, target.shape), classes, ignoreIndex);
      }
      indices[i] = -1;
    }
  }
  return indices;
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
