/** Gradient descent on the logits. */

import { gradientOf } from "./results";
import { LIMITS, type Situation } from "./situation";

/** One step: `x ← x − rate · gradient`, each sample by the gradient of its own loss. */
export function stepped(situation: Situation, rate: number): Situation {
  const gradients = gradientOf(situation);
  const { min, max } = LIMITS.logit;
  const logits = situation.logits.map((row, i) =>
    row.map((x, c) => Math.min(Math.max(Math.fround(x - rate * gradients[i]![c]!), min), max)),
  );
  return { ...situation, logits };
}

/** Largest minus smallest: what smoothing keeps finite. */
export const gapOf = (logits: readonly number[]): number => Math.max(...logits) - Math.min(...logits);

const REMEMBERED = 8; // steps

/** Whether one of the last steps went back on the one before: a sign of steps that are too long. */
export function overshoots(path: readonly Moment[], sample: number): boolean {
  const places = path.slice(-REMEMBERED).map(({ logits }) => logits[sample]!);
  const moves = places.slice(1).map((place, i) => place.map((x, c) => x - places[i]![c]!));
  return moves.slice(1).some((move, i) => move.reduce((dot, d, c) => dot + d * moves[i]![c]!, 0) < 0);
}

/** Where the logits were after a number of steps, for the chart. */
export interface Moment {
  readonly step: number;
  readonly logits: Situation["logits"];
}
