/**
 * Makes .oracle/, a virtual environment with the current PyTorch and numpy from PyPI, which all comparisons with PyTorch
 * use from then on (python.ts).
 *
 *   npm run oracle                     does nothing where it is there already; delete .oracle/ to renew it
 *   npm run oracle -- --index-url URL  what follows -- goes to pip, such as an index with the smaller wheels for CPUs
 *
 * Exit code 1: neither this nor the system's Python has PyTorch now.
 */

import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { exitWith } from "./exitWith";
import { pythonOf, torchVersion, VENV } from "./python";

/** The first version whose opinions the library has. */
const OLDEST = "2.14";

const SYSTEM = "/usr/bin/python3";
const venv = join(__dirname, "..", VENV);
const python = pythonOf(venv);

/** Runs a command in sight, and returns whether it ended well and what it wrote to stderr. */
function run(command: string, args: readonly string[]): Promise<{ ok: boolean; errors: string }> {
  console.log(`${command} ${args.join(" ")}`);
  return new Promise((resolve) => {
    let errors = "";
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "pipe"] });
    child.stderr.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
      errors += String(chunk);
    });
    child.on("error", (error) => resolve({ ok: false, errors: String(error) }));
    child.on("close", (code) => resolve({ ok: code === 0, errors }));
  });
}

/** Makes the environment; the answer is what went wrong, or undefined. */
async function make(pipArguments: readonly string[]): Promise<string | undefined> {
  const made = await run("python3", ["-m", "venv", "--clear", venv]);
  if (!made.ok) return "python3 -m venv does not work here (on Debian: apt-get install python3-venv).";
  const pip = ["-m", "pip", "install", "--no-cache-dir", "--progress-bar", "off"];
  const installed = await run(python, [...pip, ...pipArguments, `torch>=${OLDEST}`, "numpy"]);
  if (installed.ok) return undefined;
  return /from versions: none|[Cc]onnection|timed out|Max retries/.test(installed.errors)
    ? "PyPI cannot be reached."
    : `pip cannot install PyTorch ${OLDEST} or newer for this Python; its reason stands above.`;
}

/** Says what is used instead. */
function fallBack(reason: string): number {
  const version = torchVersion(SYSTEM);
  if (version === undefined) {
    console.log(`${reason} ${SYSTEM} has no PyTorch either (on Debian: apt-get install python3-torch).`);
    return 1;
  }
  console.log(`${reason} Comparisons use PyTorch ${version} of ${SYSTEM}.`);
  return 0;
}

async function main(): Promise<number> {
  let problem: string | undefined;
  if (torchVersion(python) === undefined) {
    problem = await make(process.argv.slice(2));
    if (problem === undefined && torchVersion(python) === undefined) {
      problem = "The installed PyTorch cannot be imported.";
      spawnSync(python, ["-c", "import numpy, torch"], { stdio: "inherit" });
    }
  }
  if (problem !== undefined) {
    rmSync(venv, { recursive: true, force: true });
    return fallBack(problem);
  }
  console.log(`${VENV}/ has PyTorch ${torchVersion(python)}.`);
  return 0;
}

exitWith(main);
