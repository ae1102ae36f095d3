/** The situation in the URL's hash, readable and short: `#logits=0.5,0.3;0.4,0.8&classes=0,1&smoothing=0.3`. */

import { shortest } from "./numbers";
import { isWeighted, LIMITS, oneHotRow, type Situation, sampleCount } from "./situation";

/** What a link carries: the situation, the sample that is shown, and the language if it was chosen. */
export interface Shared {
  readonly situation: Situation;
  readonly sample: number;
  readonly language: string | null;
}

const ROWS = ";";
const COLUMNS = ",";

/** Without the parts that have their default. */
export function writeHash({ situation, sample, language }: Shared): string {
  const { logits, targetKind, classes, probabilities, smoothing, weights, temperature } = situation;
  const row = (values: readonly number[]): string => values.map(shortest).join(COLUMNS);
  const matrix = (values: readonly (readonly number[])[]): string => values.map(row).join(ROWS);
  const parts = [
    `logits=${matrix(logits)}`,
    targetKind === "classes" ? `classes=${row(classes)}` : `probabilities=${matrix(probabilities)}`,
    ...(smoothing > 0 ? [`smoothing=${shortest(smoothing)}`] : []),
    ...(isWeighted(situation) ? [`weights=${row(weights)}`] : []),
    ...(temperature !== 1 ? [`temperature=${shortest(temperature)}`] : []),
    ...(sample > 0 ? [`sample=${sample + 1}`] : []),
    ...(language === null ? [] : [`lang=${language}`]),
  ];
  return `#${parts.join("&")}`;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The number in `text`, held within its limits; null for anything else. */
function numberIn(text: string, { min, max }: Range): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : Math.min(Math.max(value, min), max);
}

/** A list without a hole, or null. */
function all<T>(values: readonly (T | null)[]): T[] | null {
  return values.every((value): value is T => value !== null) ? [...values] : null;
}

const rowIn = (text: string, range: Range): number[] | null =>
  all(text.split(COLUMNS).map((part) => numberIn(part, range)));

const matrixIn = (text: string, range: Range): number[][] | null =>
  all(text.split(ROWS).map((part) => rowIn(part, range)));

const within = (value: number, { min, max }: Range): boolean => value >= min && value <= max;

/** Probabilities that add up to something else than 1 are divided by their sum. */
function normalised(row: readonly number[]): number[] {
  const total = row.reduce((a, b) => a + b, 0);
  if (total === 0) return row.map(() => 1 / row.length);
  return Math.abs(total - 1) < 1e-5 ? [...row] : row.map((p) => Math.fround(p / total));
}

function situationIn(parameters: URLSearchParams): Situation | null {
  const logits = matrixIn(parameters.get("logits") ?? "", LIMITS.logit);
  const length = logits?.[0]?.length ?? 0;
  if (logits === null || !within(length, LIMITS.classes) || !within(logits.length, LIMITS.samples))
    return null;
  if (logits.some((row) => row.length !== length)) return null;

  const given = matrixIn(parameters.get("probabilities") ?? "", LIMITS.probability);
  const rows = given?.length === logits.length && given.every((row) => row.length === length) ? given : null;
  const indices = rowIn(parameters.get("classes") ?? "", { min: 0, max: length - 1 })?.map(Math.trunc);
  const likeliest = rows?.map((row) => row.indexOf(Math.max(...row)));
  const classes = logits.map((_, i) => indices?.[i] ?? likeliest?.[i] ?? i % length);

  const weights = rowIn(parameters.get("weights") ?? "", LIMITS.weight);
  return {
    logits,
    targetKind: rows === null ? "classes" : "probabilities",
    classes,
    probabilities: rows?.map(normalised) ?? classes.map((c) => oneHotRow(length, c)),
    smoothing: numberIn(parameters.get("smoothing") ?? "", LIMITS.smoothing) ?? 0,
    weights: weights?.length === length ? weights : Array.from({ length }, () => 1),
    temperature: numberIn(parameters.get("temperature") ?? "", LIMITS.temperature) ?? 1,
  };
}

/** What a hash says: no situation without logits that make sense; other parts that make none have their default. */
export function readHash(hash: string): Omit<Shared, "situation"> & { readonly situation: Situation | null } {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const situation = situationIn(parameters);
  const samples = { min: 1, max: situation === null ? 1 : sampleCount(situation) };
  const sample = numberIn(parameters.get("sample") ?? "", samples) ?? 1;
  return { situation, sample: Math.trunc(sample) - 1, language: parameters.get("lang") };
}
