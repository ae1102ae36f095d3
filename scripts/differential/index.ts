/**
 * The differential test: the same random cases in PyTorch and in crossent.
 *
 *   npx ts-node scripts/differential/index.ts --seed 1 --count 20000 [--area losses] [--case 17] [--show]
 *     [--messages] [--if-available] [--python PATH] [--backend reference] [--limit 40]
 *
 * `--case` runs one case of one area again, `--show` prints it in both languages, `--messages` lets a difference in the
 * wording of an error fail the run. Exit code 1: an unexplained disagreement. 2: no PyTorch.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Backend, backend, setBackend } from "../../src";
import { exitWith } from "../exitWith";
import { findPython, noTorch, torchVersion } from "../python";
import { choosing } from "./choosing";
import { creation } from "./creation";
import { errors } from "./errors";
import { judge, type Verdict } from "./judge";
import { linearLayers } from "./linearLayers";
import { linearLosses } from "./linearLosses";
import { losses } from "./losses";
import { optimizers } from "./optimizers";
import { Oracle } from "./oracle";
import { printing } from "./printing";
import { CaseEnded, Program } from "./program";
import { Random } from "./random";
import { randomStreams } from "./randomStreams";
import { Report } from "./report";
import { tensorOps } from "./tensorOps";

type Area = (random: Random, program: Program) => void;

/** The areas with their shares of the cases. */
const AREAS: Readonly<Record<string, { readonly make: Area; readonly share: number }>> = {
  losses: { make: losses, share: 0.4 },
  linearLosses: { make: linearLosses, share: 0.06 },
  linear: { make: linearLayers, share: 0.06 },
  optim: { make: optimizers, share: 0.06 },
  tensorOps: { make: tensorOps, share: 0.35 },
  choosing: { make: choosing, share: 0.1 },
  creation: { make: creation, share: 0.04 },
  printing: { make: printing, share: 0.1 },
  randomStreams: { make: randomStreams, share: 0.05 },
  errors: { make: errors, share: 0.06 },
};

const IN_FLIGHT = 200;

const { values: args } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "20000" },
    area: { type: "string" },
    case: { type: "string" },
    show: { type: "boolean", default: false },
    messages: { type: "boolean", default: false },
    "if-available": { type: "boolean", default: false },
    python: { type: "string", default: findPython(join(__dirname, "..", "..")) },
    backend: { type: "string", default: backend() },
    limit: { type: "string", default: "40" },
  },
});

function makeCase(area: Area, name: string, seed: number, number: number): Program {
  const program = new Program();
  try {
    area(new Random(name, seed, number), program);
  } catch (error) {
    if (!(error instanceof CaseEnded)) throw error;
  }
  return program;
}

async function runArea(
  name: string,
  numbers: Iterable<number>,
  oracle: Oracle,
  report: Report,
): Promise<void> {
  const area = AREAS[name]?.make as Area;
  const seed = Number(args.seed);
  const queue = numbers[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const program = makeCase(area, name, seed, next.value);
      if (args.show) console.log(`${program.pythonLine()}\n${program.typescript.join("\n")}`);
      const verdict: Verdict = await judge(program, oracle);
      report.add({ area: name, seed, number: next.value, program }, verdict);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

async function main(): Promise<number> {
  if (torchVersion(args.python) === undefined) {
    console.log(noTorch(args.python));
    return args["if-available"] ? 0 : 2;
  }
  const names = args.area?.split(",") ?? Object.keys(AREAS);
  for (const name of names) {
    if (AREAS[name] === undefined) {
      console.log(`No area ${name}. The areas: ${Object.keys(AREAS).join(", ")}`);
      return 2;
    }
  }
  setBackend(args.backend as Backend);
  const oracle = await Oracle.start(args.python);
  const report = new Report(Number(args.limit));
  const total = names.reduce((sum, name) => sum + (AREAS[name]?.share ?? 0), 0);
  const started = Date.now();
  for (const name of names) {
    const count = Math.round((Number(args.count) * (AREAS[name]?.share ?? 0)) / total);
    await runArea(name, args.case === undefined ? upTo(count) : [Number(args.case)], oracle, report);
  }
  oracle.stop();
  return report.close(oracle.version, (Date.now() - started) / 1000, args.messages);
}

exitWith(main);
