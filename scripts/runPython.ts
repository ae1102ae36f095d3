/**
 * Runs a script with the Python that has PyTorch:
 *
 *   npx ts-node scripts/runPython.ts scripts/golden.py [--python PATH] [arguments of the script]
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { exitWith } from "./exitWith";
import { findPython, noTorch, torchVersion } from "./python";

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const option = args.indexOf("--python");
  const [, named] = option < 0 ? [] : args.splice(option, 2);
  const python = named ?? findPython(join(__dirname, ".."));
  if (torchVersion(python) === undefined) {
    console.log(noTorch(python));
    return 2;
  }
  return spawnSync(python, args, { stdio: "inherit" }).status ?? 1;
}

exitWith(main);
