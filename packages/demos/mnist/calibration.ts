/**
 * How far a network's confidence can be believed: of the images it is 80 % sure of, are 80 % right?
 * Guo, Pleiss, Sun, Weinberger 2017, "On Calibration of Modern Neural Networks", section 2.
 */

import { metrics, type Tensor } from "crossent";

export interface Calibration {
  readonly accuracy: number;
  /** Mean probability of the class that was chosen. */
  readonly confidence: number;
  /** Mean −log of the probability of the true class. */
  readonly nll: number;
  /** Expected calibration error: the mean over all images of |accuracy − confidence| of their bin. */
  readonly ece: number;
  /** From the least confidence to the greatest. */
  readonly bins: readonly metrics.CalibrationBin[];
}

/** @param logits - (N, classes). @param labels - (N). */
export function calibration(logits: Tensor, labels: Tensor): Calibration {
  const [nll, accuracy, reliability] = [
    new metrics.CrossEntropy(),
    new metrics.Accuracy(),
    new metrics.Calibration(),
  ];
  for (const metric of [nll, accuracy, reliability]) metric.update(logits, labels);
  const { ece, bins } = reliability.compute();
  const confidences = bins.map(({ count, confidence }) => (count > 0 ? count * confidence : 0));
  return {
    accuracy: accuracy.compute().accuracy,
    confidence: confidences.reduce((sum, x) => sum + x, 0) / labels.numel(),
    nll: nll.compute().loss,
    ece,
    bins,
  };
}
