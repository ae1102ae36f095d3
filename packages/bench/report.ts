/** The results as Markdown tables. */

import { BASELINE, type Contestant } from "./contestants";
import { TITLES } from "./ops";
import type { MemoryReply } from "./protocol";
import type { Measurement, Outcome } from "./rounds";
import { LARGEST, numel } from "./shapes";

export const three = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

export function duration(ns: number): string {
  if (ns < 999.5) return `${three(ns)} ns`;
  return ns < 999.5e3 ? `${three(ns / 1e3)} µs` : `${three(ns / 1e6)} ms`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Median, then the quartiles as parts of it. */
function timeCell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "";
  if (!("median" in outcome)) return "wrong" in outcome ? "wrong" : "failed";
  const { median, lower, upper } = outcome;
  const percent = (quartile: number): string => Math.round(100 * (quartile / median - 1)).toFixed(0);
  return `${duration(median)} (${percent(lower).replace("-0", "0")}/+${percent(upper)} %)`;
}

export function medianOf(m: Measurement, id: string): number | undefined {
  const outcome = m.outcomes[id];
  return outcome !== undefined && "median" in outcome ? outcome.median : undefined;
}

function ratioCell(m: Measurement, id: string): string {
  const own = medianOf(m, id);
  const base = medianOf(m, BASELINE);
  return own === undefined || base === undefined ? "" : `${three(own / base)} ×`;
}

/** Medians with quartiles, and ratios of medians to PyTorch on one thread. */
export function timeTables(measurements: readonly Measurement[], contestants: readonly Contestant[]): string {
  const ops = [...new Set(measurements.map(({ op }) => op))];
  return ops
    .map((op) => {
      const columns = measurements.filter((m) => m.op === op);
      const head = columns.map((m) => m.case.name);
      const rows = (cell: (m: Measurement, id: string) => string) =>
        contestants.map(({ entry }) => [entry.title, ...columns.map((m) => cell(m, entry.id))]);
      return [
        `### ${TITLES[op]}`,
        table(
          ["one call: median (quartiles)", ...head],
          rows((m, id) => timeCell(m.outcomes[id])),
        ),
        table(["ratio to PyTorch, 1 thread", ...head], rows(ratioCell)),
      ].join("\n\n");
    })
    .join("\n\n");
}

export function sweepTable(sweep: readonly Measurement[], contestants: readonly Contestant[]): string {
  const rows = sweep.map((m) => [
    m.case.classes.toLocaleString("en"),
    ...contestants.map(({ entry }) => {
      const median = medianOf(m, entry.id);
      return median === undefined ? timeCell(m.outcomes[entry.id]) : three(median / numel(m.case.shape));
    }),
  ]);
  return [
    "### Growth with the classes: forward + gradient, about 100,000 logits a call, ns per logit",
    table(["classes", ...contestants.map(({ entry }) => entry.title)], rows),
  ].join("\n\n");
}

export type MemoryResult = MemoryReply | { readonly failed: string };

/** Peaks beyond the gradient, as parts of the logits. */
export function memoryTable(results: ReadonlyMap<string, MemoryResult>): string {
  const gradient = 4 * numel(LARGEST.shape);
  const cell = (bytes: number): string => {
    const extra = Math.max(0, bytes - gradient); // a page or two may have been resident before
    return `${(extra / 1e6).toFixed(1)} MB = ${(extra / gradient).toFixed(2)} ×`;
  };
  const rows = [...results].map(([title, result]) => {
    if ("failed" in result) return [title, "failed", "", ""];
    const own = /crossent|loops/.test(title) && result.typedArrays !== undefined;
    const arrays = `${(result.typedArrays! / 1e6).toFixed(1)} MB`;
    return [title, cell(result.first), cell(result.ten), own ? arrays : ""];
  });
  return [
    `### Peak memory of forward + gradient at ${LARGEST.name} beyond the gradient (${(gradient / 1e6).toFixed(1)} MB, the size of the logits)`,
    table(["", "first call", "ten calls", "typed arrays made in one call, gradient included"], rows),
  ].join("\n\n");
}

/** Everything that went wrong, in full. */
export function problems(measurements: readonly Measurement[]): string {
  const lines = measurements.flatMap((m) =>
    Object.entries(m.outcomes).flatMap(([id, outcome]) => {
      if ("median" in outcome) return [];
      const text = "wrong" in outcome ? `wrong: ${outcome.wrong}` : `failed: ${outcome.failed}`;
      return [`- ${id}, ${m.op} at ${m.case.name}: ${text}`];
    }),
  );
  return lines.length === 0 ? "" : ["### Not timed", lines.join("\n")].join("\n\n");
}
