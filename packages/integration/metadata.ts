/** Tools that read what the package.json of a tarball promises; each throws what it has to complain about. */

import { join } from "node:path";
import { runNode } from "./run.ts";

const tool = (path: string): string => join(__dirname, "node_modules", path);

export function publint(tarball: string): void {
  runNode([tool("publint/src/cli.js"), "run", tarball, "--strict"], __dirname);
}

/** Whether the types resolve to what runs, from CommonJS, ES modules and bundlers. */
export function areTheTypesWrong(tarball: string): void {
  runNode([tool("@arethetypeswrong/cli/dist/index.js"), tarball], __dirname);
}
