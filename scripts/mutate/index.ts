/**
 * The mutation test: small mistakes are put into the library, one at a time, and the tests have to notice them.
 *
 *   npx ts-node scripts/mutate/index.ts [--count 100] [--seed 1] [--file src/autograd.ts] [--file src/ops] [--case 17]
 *     [--list]
 *
 * A seeded sample of the mutants of the files; `--list` prints it without running it, `--case` runs one of it again. Those that cannot be told from the
 * library stand in equivalents.ts, with the reason. Exit code 1: a mutant survived. Some mutants never end: they are killed
 * after a few times as long as the tests usually take, and count as noticed.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../differential/random";
import { exitWith } from "../exitWith";
import { reasonOf } from "./equivalents";
import { diffOf, type Mutant, mutantsOf, mutated } from "./mutants";
import { Runner } from "./runner";
import { sourcesBelow, testsOf } from "./testsOf";

const root = join(__dirname, "../..");

const PLACES = ["src/ops", "src/backends", "src/autograd.ts", "src/functional", "src/metrics", "src/values"];

const { values: args } = parseArgs({
  options: {
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    file: { type: "string", multiple: true, default: PLACES },
    case: { type: "string", multiple: true },
    list: { type: "boolean", default: false },
  },
});

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The test that notices the mutant, or null. */
async function killerOf(mutant: Mutant, runner: Runner): Promise<string | null> {
  const source = mutated(read(mutant.file), mutant);
  for (const test of testsOf(mutant.file))
    if (!(await runner.passes(test, { path: join(root, mutant.file), source }))) return test;
  return null;
}

const show = (mutant: Mutant): string => {
  const { before, after } = diffOf(read(mutant.file), mutant);
  return `${mutant.file}:${mutant.line}\n  - ${before}\n  + ${after}`;
};

async function main(): Promise<number> {
  const all = sourcesBelow(args.file).flatMap((file) => mutantsOf(file, read(file)));
  const sample = new Random("mutants", Number(args.seed), 0).shuffle(all).slice(0, Number(args.count));
  const equivalent = sample.filter((mutant) => reasonOf(mutant, read(mutant.file)) !== undefined);
  console.log(`${sample.length} of ${all.length} mutants, ${equivalent.length} of them equivalent`);
  const runner = new Runner();
  const survived: Mutant[] = [];
  let tried = 0;
  for (const [i, mutant] of sample.entries()) {
    const chosen = args.case === undefined || args.case.includes(String(i + 1));
    if (!chosen || equivalent.includes(mutant)) continue;
    tried++;
    const killer = args.list ? "listed" : await killerOf(mutant, runner);
    if (killer === null) survived.push(mutant);
    console.log(`${i + 1}/${sample.length} ${killer ?? "SURVIVED"} ${show(mutant)}`);
  }
  runner.stop();
  const killed = tried - survived.length;
  if (!args.list)
    console.log(`${killed} killed, ${survived.length} survived: ${((100 * killed) / tried).toFixed(1)} %`);
  return survived.length === 0 ? 0 : 1;
}

exitWith(main);
