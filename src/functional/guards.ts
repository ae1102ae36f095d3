/**
 * Warnings about values that are most likely meant as something else. They look at the first numbers of a call, a small part
 * of it.
 */

import { warnOnce, wouldWarn } from "../console.ts";
import type { FloatArray } from "../dtype.ts";
import type { Halves } from "../values/half.ts";
import { floatsOf, numberAt } from "../values/half.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";

/** Numbers that are looked at: those of the first lines; one longer line, where it is one of many. */
const LOOKS = 1024;
const MANY = 16;
/** How far from 1 a sum of probabilities may be, as half precision has it over many classes. */
const SLACK = 0.01;

function linesToLookAt({ outer, length, inner }: Lines): number {
  const lines = outer * inner;
  return length <= LOOKS ? Math.min(lines, Math.floor(LOOKS / Math.max(length, 1))) : lines >= MANY ? 1 : 0;
}

/** The sum of a line; NaN where a number is outside `[least, most]`. */
function sumOf(
  floats: FloatArray | Halves,
  { length, inner }: Lines,
  line: number,
  least: number,
  most: number,
): number {
  const i = line % inner;
  let sum = 0;
  for (let k = 0, at = (line - i) * length + i; k < length; k++, at += inner) {
    const value = numberAt(floats, at);
    if (!(value >= least && value <= most)) return Number.NaN;
    sum += value;
  }
  return sum;
}

const isOne = (sum: number): boolean => Math.abs(sum - 1) <= SLACK;

/** Warns where the probabilities of a line do not sum to 1. All of them 0 is a way to leave a line out. */
export function warnOfRowSums(call: string, target: NDArray, lines: Lines): void {
  const topic = "probabilities that do not sum to 1";
  if (lines.length === 0 || !wouldWarn(topic)) return;
  const floats = floatsOf(target);
  const count = linesToLookAt(lines);
  for (let line = 0; line < count; line++) {
    const sum = sumOf(floats, lines, line, -Infinity, Infinity);
    if (Number.isNaN(sum) || sum === 0 || isOne(sum)) continue;
    warnOnce(
      topic,
      `${call} expects the class probabilities of a sample to sum to 1, but those of sample ${line} sum to ` +
        `${Number(sum.toPrecision(4))}. The loss is that many times as large. Divide them by their sum, or give class indices.`,
    );
    return;
  }
}

/** Warns where the logits of every line lie within [0, 1] and sum to 1, as probabilities do. */
export function warnOfProbabilities(call: string, x: NDArray, lines: Lines): void {
  const topic = "logits that look like probabilities";
  if (lines.length < 2 || !wouldWarn(topic)) return;
  const floats = floatsOf(x);
  const count = linesToLookAt(lines);
  for (let line = 0; line < count; line++) if (!isOne(sumOf(floats, lines, line, 0, 1))) return;
  if (count === 0) return;
  warnOnce(
    topic,
    `${call} expects logits, but every row of its input lies within [0, 1] and sums to 1, as probabilities do. ` +
      "Give what the model computes before its softmax, or take nllLoss of the logarithm.",
  );
}
