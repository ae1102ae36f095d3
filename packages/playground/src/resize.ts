/** More or fewer classes and samples. */

import { classCount, LIMITS, oneHotRow, type Situation } from "./situation";

const resizedRow = (row: readonly number[], length: number, filler: number): number[] =>
  Array.from({ length }, (_, i) => row[i] ?? filler);

/** A row of probabilities of another length that adds up to 1 again; all on class 0 if nothing is left of it. */
function resizedProbabilities(row: readonly number[], length: number): number[] {
  const cut = resizedRow(row, length, 0);
  if (length >= row.length) return cut;
  const total = cut.reduce((sum, p) => sum + p, 0);
  return total > 0 ? cut.map((p) => Math.fround(p / total)) : oneHotRow(length, 0);
}

/** New classes begin with the logit 0, the probability 0 and the weight 1. */
export function withClassCount(situation: Situation, count: number): Situation {
  const length = Math.min(Math.max(count, LIMITS.classes.min), LIMITS.classes.max);
  return {
    ...situation,
    logits: situation.logits.map((row) => resizedRow(row, length, 0)),
    classes: situation.classes.map((c) => Math.min(c, length - 1)),
    probabilities: situation.probabilities.map((row) => resizedProbabilities(row, length)),
    weights: resizedRow(situation.weights, length, 1),
  };
}

/** A further sample: logits of 0, the next class as its target. */
export function withSample(situation: Situation): Situation {
  const length = classCount(situation);
  const target = situation.logits.length % length;
  return {
    ...situation,
    logits: [...situation.logits, Array.from({ length }, () => 0)],
    classes: [...situation.classes, target],
    probabilities: [...situation.probabilities, oneHotRow(length, target)],
  };
}

export function withoutSample(situation: Situation, index: number): Situation {
  const others = <T>(list: readonly T[]): T[] => list.filter((_, i) => i !== index);
  return {
    ...situation,
    logits: others(situation.logits),
    classes: others(situation.classes),
    probabilities: others(situation.probabilities),
  };
}
