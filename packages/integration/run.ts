/** Programs of other processes, and folders that are gone at the end. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a program in `folder` to its end, whatever that is. */
export const outcomeOf = (program: string, args: readonly string[], folder: string) =>
  spawnSync(program, args, { cwd: folder, encoding: "utf8" });

/** Runs a program in `folder` to its end and returns what it printed; a failure shows everything that it said. */
export function run(program: string, args: readonly string[], folder: string): string {
  const { error, status, signal, stdout, stderr } = outcomeOf(program, args, folder);
  if (error) throw error;
  if (status !== 0) {
    throw new Error(`exit code ${status ?? signal} of ${program} ${args.join(" ")}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** The same for a program in JavaScript, by the Node that runs this one. */
export const runNode = (args: readonly string[], folder: string): string =>
  run(process.execPath, args, folder);

/** A new folder outside of the repository, where no `node_modules` of it is found; deleted when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "crossent-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
