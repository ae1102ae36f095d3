/** Checks of options that optimizers share, and how PyTorch prints them. */

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

/** A number as Python prints it: `0.001`, `1e-05`. */
export function python(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  if (value === 0 || (Number(exponent) >= -4 && Number(exponent) < 16)) return String(value);
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

export const pythonBoolean = (value: boolean): string => (value ? "True" : "False");
