/** Checks of options that optimizers share. */

import { badOption, notANumberOption } from "./errors.ts";

export function checkNumber(name: string, value: unknown): number {
  if (typeof value !== "number") throw notANumberOption(name, value);
  return value;
}

/** A number of 0 or more; NaN is none. */
export function checkNotNegative(name: string, what: string, value: unknown): number {
  const number = checkNumber(name, value);
  if (!(number >= 0)) throw badOption(what, number);
  return number;
}

export const checkRate = (lr: unknown): number => checkNotNegative("lr", "learning rate", lr);
