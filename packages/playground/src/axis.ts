/** How far the axis of the logits reaches. */

import { LIMITS } from "./situation";

const REACHES = [3, 6, 12, 25, 50, LIMITS.logit.max];

/** The first reach beyond every logit, so that each bar can still be made longer. */
export function reachOf(logits: readonly (readonly number[])[]): number {
  const largest = Math.max(...logits.flat().map(Math.abs));
  return REACHES.find((reach) => reach > largest) ?? LIMITS.logit.max;
}
