/** What a visitor sets: a small batch of logits, its targets, and the options of the loss. */

/** Targets as classes or as probabilities; both are kept, so that switching back loses nothing. */
export type TargetKind = "classes" | "probabilities";

/** `N` samples, `C` classes. */
export interface Situation {
  /** (N, C) */
  readonly logits: readonly (readonly number[])[];
  readonly targetKind: TargetKind;
  /** (N), each in [0, C) */
  readonly classes: readonly number[];
  /** (N, C), each row adds up to 1 */
  readonly probabilities: readonly (readonly number[])[];
  /** ε in [0, 1] */
  readonly smoothing: number;
  /** (C); all 1 is the same as none */
  readonly weights: readonly number[];
  /** The logits are divided by it before the loss. */
  readonly temperature: number;
}

/** Smallest and largest value of each input; the steps are those of the sliders. */
export const LIMITS = {
  samples: { min: 1, max: 4 },
  classes: { min: 2, max: 10 },
  logit: { min: -100, max: 100, step: 0.1 },
  probability: { min: 0, max: 1, step: 0.01 },
  smoothing: { min: 0, max: 1, step: 0.01 },
  weight: { min: 0.1, max: 5, step: 0.1 },
  temperature: { min: 0.1, max: 5, step: 0.1 },
} as const;

export const classCount = ({ weights }: Situation): number => weights.length;
export const sampleCount = ({ logits }: Situation): number => logits.length;
export const isWeighted = ({ weights }: Situation): boolean => weights.some((weight) => weight !== 1);

/** A one-hot row, the probabilities that say the same as a class. */
export const oneHotRow = (length: number, index: number): number[] =>
  Array.from({ length }, (_, c) => (c === index ? 1 : 0));

/** `list` with another element at `index`. */
export const replaced = <T>(list: readonly T[], index: number, value: T): T[] =>
  list.map((old, i) => (i === index ? value : old));
