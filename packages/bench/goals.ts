/** What crossent wants to reach, beside what was measured. */

import { BASELINE } from "./contestants";
import type { Op } from "./ops";
import { type MemoryResult, medianOf, table, three } from "./report";
import type { Measurement } from "./rounds";
import { type Case, LARGEST, numel } from "./shapes";

const GRAD: Op = "crossEntropyGrad";
const SIMD = "crossent-simd128";
const RELAXED = "crossent-relaxed-simd";
const REFERENCE = "crossent-reference";
/** JavaScript peers with autograd. */
const AUTOGRAD = ["jax", "tfjs"];

interface Goal {
  readonly title: string;
  readonly op: Op;
  /** Which shapes it is for. */
  readonly at?: ((c: Case) => boolean) | undefined;
  /** The most that {@link Goal.value} may be, or the least. */
  readonly most?: number;
  readonly least?: number;
  /** From the medians of a shape, NaN for a missing one. */
  value(median: (id: string, op?: Op) => number, c: Case): number;
}

const large = (c: Case): boolean => numel(c.shape) >= 128_000;
const small = (c: Case): boolean => !large(c);

const ratioOf = (title: string, op: Op, id: string, most: number, at?: Goal["at"]): Goal => ({
  title: `${title}, ${id.slice("crossent-".length)}: × PyTorch`,
  op,
  at,
  most,
  value: (median) => median(id) / median(BASELINE),
});

const toOwnIndexLoss = (title: string, op: Op, id: string): Goal => ({
  title: `${title}, ${id.slice("crossent-".length)}: × index targets`,
  op,
  most: 1.3,
  value: (median) => median(id) / median(id, GRAD),
});

const fasterThanPeers = (id: string): Goal => ({
  title: `fastest JavaScript peer with autograd: × ${id.slice("crossent-".length)}`,
  op: GRAD,
  least: 5,
  value: (median) => Math.min(...AUTOGRAD.map((peer) => median(peer)).filter((ns) => ns > 0)) / median(id),
});

const GOALS: readonly Goal[] = [
  ratioOf("forward + gradient", GRAD, SIMD, 0.8, large),
  ratioOf("forward + gradient", GRAD, RELAXED, 0.55, large),
  ratioOf("forward + gradient", GRAD, SIMD, 0.25, small),
  ratioOf("forward + gradient", GRAD, RELAXED, 0.25, small),
  ratioOf("forward", "crossEntropy", RELAXED, 1, large),
  ratioOf("softmax", "softmax", RELAXED, 1, large),
  fasterThanPeers(SIMD),
  fasterThanPeers(RELAXED),
  toOwnIndexLoss("label smoothing", "labelSmoothingGrad", SIMD),
  toOwnIndexLoss("label smoothing", "labelSmoothingGrad", RELAXED),
  toOwnIndexLoss("probability targets", "probabilitiesGrad", SIMD),
  toOwnIndexLoss("probability targets", "probabilitiesGrad", RELAXED),
  {
    title: "forward + gradient without WebAssembly: ns per logit",
    op: GRAD,
    at: large,
    most: 8,
    value: (median, c) => median(REFERENCE) / numel(c.shape),
  },
];

/** A value in bold where it misses the goal. */
function cell(value: number, { most = Infinity, least = -Infinity }: Goal): string {
  if (!Number.isFinite(value)) return "";
  return value > most || value < least ? `**${three(value)}**` : three(value);
}

/** The goals with what was measured; bold where they are missed. */
export function goalsTable(
  measurements: readonly Measurement[],
  memory: ReadonlyMap<string, MemoryResult>,
): string {
  const cases = [...new Map(measurements.map(({ case: c }) => [c.name, c])).values()];
  const rows = GOALS.map((goal) => [
    goal.title,
    goal.most === undefined ? `≥ ${goal.least}` : `≤ ${goal.most}`,
    ...cases.map((c) => {
      if (!(goal.at?.(c) ?? true)) return "";
      const median = (id: string, op = goal.op): number => {
        const m = measurements.find((other) => other.op === op && other.case.name === c.name);
        return (m && medianOf(m, id)) ?? Number.NaN;
      };
      return cell(goal.value(median, c), goal);
    }),
  ]).filter((row) => row.slice(2).some((text) => text !== ""));
  const gradient = 4 * numel(LARGEST.shape);
  const peaks = [...memory].flatMap(([title, result]) => {
    if (!title.startsWith("crossent") || "failed" in result) return [];
    const extra = Math.max(0, result.first - gradient) / gradient;
    return [
      `- memory beyond the gradient at ${LARGEST.name}, ${title}: ${extra.toFixed(2)} × the logits (≤ 0.1)`,
    ];
  });
  return [
    "### Goals (bold: missed)",
    table(["", "goal", ...cases.map(({ name }) => name)], rows),
    peaks.join("\n"),
  ].join("\n\n");
}
