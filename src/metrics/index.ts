/**
 * What a model is measured by over many batches: fixed memory, exact sums, the same bits in whatever order batches and the
 * metrics of other workers are taken in.
 *
 * @module metrics
 */

export type { AccuracyOptions, AccuracyResult } from "./accuracy.ts";
export { Accuracy } from "./accuracy.ts";
export type { CalibrationBin, CalibrationOptions, CalibrationResult } from "./calibration.ts";
export { Calibration } from "./calibration.ts";
export type { CrossEntropyMetricOptions, CrossEntropyResult } from "./crossEntropy.ts";
export { CrossEntropy } from "./crossEntropy.ts";
export type { MetricJSON } from "./metric.ts";
