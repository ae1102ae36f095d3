/** Counts the verdicts and prints what a reader needs to check a disagreement by hand. */

import type { Verdict } from "./judge";
import type { Program } from "./program";

export interface Case {
  readonly area: string;
  readonly seed: number;
  readonly number: number;
  readonly program: Program;
}

/** What the numbers of docs/compatibility.md stand for. */
const DELIBERATE: Readonly<Record<number, string>> = {
  1: "bad options refused early",
  2: "int32 index target",
  3: "integer input promoted, one-hot integer target",
  4: "ignored positions and zero probabilities count nothing",
  5: "sums",
  6: "contiguous tensors",
};

const LONGEST_LINE = 3000;

export class Report {
  private readonly perArea = new Map<string, Map<string, number>>();
  private readonly rules = new Map<number, number>();
  private readonly messages = new Map<string, { readonly text: string; count: number }>();
  private disagreements = 0;

  constructor(private readonly limit: number) {}

  add(one: Case, verdict: Verdict): void {
    const counts = this.perArea.get(one.area) ?? new Map<string, number>();
    this.perArea.set(one.area, counts);
    counts.set(verdict.kind, (counts.get(verdict.kind) ?? 0) + 1);
    if (verdict.kind === "deliberate") {
      for (const rule of verdict.rules) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
    }
    if (verdict.kind === "disagrees" && this.disagreements++ < this.limit) {
      console.log(`DISAGREEMENT ${where(one)}\n  ${verdict.what.replaceAll("\n", "\n  ")}\n  ${python(one)}`);
    }
    if (verdict.kind === "message") {
      const key = verdict.torch.replace(/-?\d+/g, "#") + verdict.crossent.slice(0, 30);
      const known = this.messages.get(key);
      if (known !== undefined) known.count++;
      else
        this.messages.set(key, {
          count: 1,
          text: `  torch:    ${verdict.torch}\n  crossent: ${verdict.crossent}\n  ${where(one)}`,
        });
    }
  }

  /** Prints the summary; returns the exit code. */
  close(version: string, seconds: number, messagesFail: boolean): number {
    if (this.messages.size > 0) console.log("\nMessages that begin differently:");
    for (const { text, count } of this.messages.values()) console.log(`${count} time(s)\n${text}`);
    console.log(`\nPyTorch ${version} against crossent, ${seconds.toFixed(0)} s`);
    let all = 0;
    for (const [area, counts] of this.perArea) {
      const total = [...counts.values()].reduce((a, b) => a + b, 0);
      all += total;
      const parts = [...counts].map(([kind, count]) => `${count} ${LABELS[kind] ?? kind}`);
      console.log(`  ${area.padEnd(14)}${String(total).padStart(7)} cases: ${parts.join(", ")}`);
    }
    for (const [rule, count] of [...this.rules].sort(([a], [b]) => a - b))
      console.log(`  deliberate difference ${rule} (${DELIBERATE[rule]}): ${count}`);
    const wordings = [...this.messages.values()].reduce((sum, { count }) => sum + count, 0);
    if (this.disagreements > this.limit)
      console.log(`  ${this.disagreements - this.limit} more disagreements not shown`);
    console.log(
      `${all} cases, ${this.disagreements} unexplained disagreements, ${wordings} messages worded differently`,
    );
    return this.disagreements > 0 || (messagesFail && wordings > 0) ? 1 : 0;
  }
}

const LABELS: Readonly<Record<string, string>> = {
  agrees: "agree",
  nearer: "nearer to the truth than torch",
  "ill-conditioned": "ill-conditioned",
  deliberate: "deliberately different",
  "no oracle": "without an oracle",
  message: "messages worded differently",
  disagrees: "DISAGREE",
};

const where = ({ area, seed, number }: Case): string => `--area ${area} --seed ${seed} --case ${number}`;

function python(one: Case): string {
  const line = one.program.pythonLine();
  return line.length <= LONGEST_LINE ? line : `(a long case: ${where(one)} --show prints its Python)`;
}
