/**
 * How far a network's confidence can be believed: of the images it is 80 % sure of, are 80 % right?
 * Guo, Pleiss, Sun, Weinberger 2017, "On Calibration of Modern Neural Networks", section 2.
 */

import { functional, type Tensor } from "crossent";
import type { Bin } from "../reliability.ts";

export const BINS = 15;

export interface Calibration {
  readonly accuracy: number;
  /** Mean probability of the class that was chosen. */
  readonly confidence: number;
  /** Mean −log of the probability of the true class. */
  readonly nll: number;
  /** Expected calibration error: the mean over all images of |accuracy − confidence| of their bin. */
  readonly ece: number;
  readonly bins: readonly Bin[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** @param logits - (N, classes). @param labels - (N). */
export function calibration(logits: Tensor, labels: Tensor): Calibration {
  const confidences = logits.softmax(1).amax(1).tolist() as number[];
  const hits = logits.argmax(1).eq(labels).float().tolist() as number[];
  const binOf = (confidence: number): number => Math.max(Math.ceil(confidence * BINS) - 1, 0);
  const bins = Array.from({ length: BINS }, (_, bin): Bin => {
    const inside = confidences.flatMap((confidence, i) => (binOf(confidence) === bin ? [i] : []));
    return {
      low: bin / BINS,
      high: (bin + 1) / BINS,
      count: inside.length,
      accuracy: mean(inside.map((i) => hits[i]!)),
      confidence: mean(inside.map((i) => confidences[i]!)),
    };
  });
  const gaps = bins
    .filter(({ count }) => count > 0)
    .map(({ count, accuracy, confidence }) => count * Math.abs(accuracy - confidence));
  return {
    accuracy: mean(hits),
    confidence: mean(confidences),
    nll: functional.crossEntropy(logits, labels).item(),
    ece: gaps.reduce((sum, gap) => sum + gap, 0) / hits.length,
    bins,
  };
}
