/** Errors of the metrics. */

import { describe, kindOf, quote } from "../describe.ts";

export const otherMetric = (metric: string, got: string): Error =>
  new TypeError(
    `${metric}.merge(): argument 'other' must be a metrics.${metric}, not ${got}. Only metrics of one kind can be merged.`,
  );

export const otherOptions = (metric: string, option: string, own: unknown, other: unknown): Error =>
  new RangeError(
    `${metric}.merge(): the options of both have to be equal. '${option}' is ${shown(own)} here and ${shown(other)} there.`,
  );

/** The value of an option as JSON has it; a weight is only named. */
const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? "a tensor" : JSON.stringify(value);

export const outsideOf = (call: string, option: string, got: number, most: number): Error =>
  new RangeError(
    `${call}(): '${option}' must be a whole number from 1${most < Infinity ? ` to ${most}` : " up"}. Got ${got}.`,
  );

export const notMetricJSON = (metric: string, got: unknown): Error =>
  new TypeError(
    `${metric}.fromJSON(): argument 'json' must be what toJSON() gives, not ${kindOf(got)}. Got ${describe(got)}` +
      `${typeof got === "string" ? "; call JSON.parse on it first" : ""}.`,
  );

export const jsonOfOther = (metric: string, got: unknown): Error =>
  new TypeError(
    `${metric}.fromJSON(): the JSON is not of this metric. Its metric is ${describe(got)}` +
      `${typeof got === "string" && got !== "" ? `; call metrics.${quote(got).slice(1, -1)}.fromJSON` : ""}.`,
  );

export const jsonVersion = (metric: string, got: unknown, known: number): Error =>
  new RangeError(
    `${metric}.fromJSON(): unknown version. Got ${describe(got)}; this release reads version ${known}.`,
  );

export const jsonPart = (metric: string, part: string, got: unknown): Error =>
  new RangeError(
    `${metric}.fromJSON(): '${part}' is nothing that toJSON() writes. Got ${describe(got)}; was the JSON changed?`,
  );
