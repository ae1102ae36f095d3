/**
 * The programs of docs/ports/, each in Python and in TypeScript: do both print the same?
 *
 *   npm run ports                      all of them, or `-- digits mixup`
 *   npm run ports -- --record          writes what Python prints to the .txt files
 *   npm run ports -- --python PATH     a Python with PyTorch
 *
 * TypeScript is compared with the recorded output. Python is as well, where it has the PyTorch that the record is from; of
 * another version, or without PyTorch, it says so. Exit code 1: a difference. 2: nothing to record with.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, parseArgs } from "node:util";
import { exitWith } from "./exitWith";
import { findPython, noTorch, torchVersion } from "./python";

const root = join(__dirname, "..");
const folder = join(root, "docs", "ports");

/** The programs, by name. */
export const PORTS: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".py"))
  .map((file) => file.slice(0, -".py".length));

/** The lines of a program. */
export const sourceOf = (port: string, extension: "py" | "ts"): string[] =>
  readFileSync(join(folder, `${port}.${extension}`), "utf8").split("\n");

/** What PyTorch printed, and which version it was; the first line of the file names it. */
export function recorded(port: string): { readonly version: string; readonly output: string } {
  const path = join(folder, `${port}.txt`);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "PyTorch none\n";
  const end = text.indexOf("\n");
  return { version: text.slice("PyTorch ".length, end), output: text.slice(end + 1) };
}

/** What the TypeScript of a port prints. It runs in this process, and once only. */
export function printed(port: string): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (...args) => lines.push(`${format(...args)}\n`);
  try {
    require(join(folder, `${port}.ts`));
  } finally {
    console.log = log;
  }
  return lines.join("");
}

function printedByPython(python: string, port: string): string {
  const run = spawnSync(python, ["-W", "ignore", join(folder, `${port}.py`)], { encoding: "utf8" });
  return run.status === 0 ? run.stdout : `${run.stdout}${run.stderr}`;
}

/** The first line that differs, as a sentence, or undefined. */
function difference(who: string, own: string, expected: string): string | undefined {
  if (own === expected) return undefined;
  const [a, b] = [own.split("\n"), expected.split("\n")];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  return `line ${line + 1}: ${who} prints ${JSON.stringify(a[line] ?? "nothing")}, recorded is ${JSON.stringify(b[line] ?? "nothing")}`;
}

function attempt(port: string): string {
  try {
    return printed(port);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}\n` : String(error);
  }
}

async function main(): Promise<number> {
  const { values: args, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      record: { type: "boolean", default: false },
      python: { type: "string", default: findPython(root) },
    },
  });
  const version = torchVersion(args.python)?.replace(/\+.*/, ""); // without the kind of build
  if (version === undefined) {
    console.log(noTorch(args.python));
    if (args.record) return 2;
  }
  let failed = 0;
  for (const port of positionals.length > 0 ? positionals : PORTS) {
    if (args.record) {
      writeFileSync(join(folder, `${port}.txt`), `PyTorch ${version}\n${printedByPython(args.python, port)}`);
      continue;
    }
    const record = recorded(port);
    const found = [difference("TypeScript", attempt(port), record.output)];
    if (version === record.version)
      found.push(difference("Python", printedByPython(args.python, port), record.output));
    const problems = found.filter((problem) => problem !== undefined);
    if (problems.length > 0) failed++;
    const who = version === record.version ? "Python and TypeScript print" : "TypeScript prints";
    const good = `${who} what PyTorch ${record.version} printed`;
    console.log(`${port}: ${problems.length > 0 ? problems.join("\n  ") : good}`);
  }
  return failed > 0 ? 1 : 0;
}

if (require.main === module) exitWith(main);
