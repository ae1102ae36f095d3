/**
 * Bundles the code of a worker, of which the kernels are the larger part, and writes it to
 * src/backends/threads/workerCode.ts.
 *
 *   npx ts-node scripts/buildWorker.ts            writes the file
 *   npx ts-node scripts/buildWorker.ts --check    fails if the file is not what the sources give
 */

import { join } from "node:path";
import { buildSync } from "esbuild";
import { writeOrCheck } from "./generated.ts";

const folder = join(__dirname, "..", "src", "backends", "threads");
const target = join(folder, "workerCode.ts");

/** Node runs the code as CommonJS, a browser as a script. */
const BEGIN = `worker.serve(typeof require === "function" ? require("node:worker_threads").parentPort : self);`;

/** What src/backends/threads/workerCode.ts has to be. */
export function build(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, "worker.ts")],
    globalName: "worker",
    footer: { js: BEGIN },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    tsconfigRaw: {},
  });
  return `/** Generated from worker.ts by scripts/buildWorker.ts: the code that a worker runs. */
export const WORKER =
  ${JSON.stringify(outputFiles[0]!.text.trim())};
`;
}

if (require.main === module)
  writeOrCheck(
    target,
    build(),
    "src/backends/threads/workerCode.ts is not what the sources give: run npm run worker",
  );
