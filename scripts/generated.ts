/** Files of src/ that a script makes. */

import { readFileSync, writeFileSync } from "node:fs";

/** Writes the file, or with `--check` on the command line fails where it is another one; `advice` says what to do then. */
export function writeOrCheck(file: string, text: string, advice: string): void {
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(advice);
    process.exit(1);
  }
}
