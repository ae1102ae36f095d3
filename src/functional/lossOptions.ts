/** Options that the losses share, with their checks. Each loss resolves its own, once: a module keeps them resolved. */

import { notATensor } from "../arguments.ts";
import type { Reduction } from "../ops/loss.ts";
import { Tensor } from "../tensor/tensor.ts";
import { badIgnoreIndex, badNormalizer, badReduction, normalizerWithout } from "./errors.ts";

export type { Reduction };

/** A reduction that is one of `known`. */
export function checkReduction<R extends string>(reduction: R, known: readonly R[]): R {
  if (!known.includes(reduction)) throw badReduction(reduction, known);
  return reduction;
}

export const REDUCTIONS: readonly Reduction[] = ["none", "mean", "sum"];

/** @param call - PyTorch's name, as its errors have it. */
export function checkWeight(call: string, weight: Tensor | null): Tensor | null {
  if (weight !== null && !(weight instanceof Tensor)) throw notATensor(call, "weight", 3, weight);
  return weight;
}

export function checkIgnoreIndex(call: string, ignoreIndex: number): number {
  if (!Number.isSafeInteger(ignoreIndex)) throw badIgnoreIndex(call, ignoreIndex);
  return ignoreIndex;
}

/** What `'mean'` divides by, where the caller says so. */
export function checkNormalizer(call: string, normalizer: number | null, reduction: string): number | null {
  if (normalizer === null) return null;
  if (typeof normalizer !== "number" || !(normalizer > 0 && normalizer < Infinity))
    throw badNormalizer(call, normalizer);
  if (reduction !== "mean") throw normalizerWithout(call, normalizer, reduction);
  return normalizer;
}
