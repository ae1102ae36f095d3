/** How long a program takes to its first result: fresh processes, in turn. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "./statistics";

export interface StartupResult {
  readonly title: string;
  readonly processes: number;
  /** Medians of milliseconds. */
  readonly whole: number;
  readonly load: number | null;
  readonly first: number | null;
}

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** The built package as a program gets it by its name: a package may import itself. */
const PROGRAM = `
  const { performance } = require("node:perf_hooks");
  const start = performance.now();
  const { CrossEntropyLoss, tensor } = require("crossent");
  const loaded = performance.now();
  const logits = tensor([[0.5, 2, -1], [1, 0, 3]], { requiresGrad: true });
  const loss = new CrossEntropyLoss()(logits, tensor([1, 2]));
  loss.backward();
  if (!(loss.item() > 0) || logits.grad.data.length !== 6) throw new Error("no result");
  console.log(JSON.stringify({ load: loaded - start, first: performance.now() - loaded }));`;

const PROGRAMS = [
  { title: "empty program", text: "" },
  { title: "crossent, the built package", text: PROGRAM },
];

const run = promisify(execFile);

export async function startup(node: string, processes: number): Promise<StartupResult[]> {
  const samples = PROGRAMS.map(() => ({
    whole: [] as number[],
    load: [] as number[],
    first: [] as number[],
  }));
  for (let round = 0; round <= processes; round++) {
    for (const [i, { text }] of PROGRAMS.entries()) {
      const start = performance.now();
      const { stdout } = await run(node, ["--input-type=commonjs", "--eval", text], { cwd: ROOT });
      const whole = performance.now() - start;
      if (round === 0) continue; // files come from the disk
      const own = samples[i]!;
      own.whole.push(whole);
      if (stdout === "") continue;
      const { load, first } = JSON.parse(stdout) as { load: number; first: number };
      own.load.push(load);
      own.first.push(first);
    }
  }
  const orNull = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));
  return PROGRAMS.map(({ title }, i) => {
    const { whole, load, first } = samples[i]!;
    return { title, processes, whole: median(whole), load: orNull(load), first: orNull(first) };
  });
}
