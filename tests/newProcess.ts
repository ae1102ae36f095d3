/** Programs that use the library, as one text that Node runs. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** JavaScript of TypeScript that stands at the root of the repository, with all that it imports. */
export function bundled(contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, loader: "ts", resolveDir: join(__dirname, "..") },
    bundle: true,
    write: false,
    platform: "node",
    target: "es2022",
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text;
}

/** Runs such a program in a process of its own, with options of Node, to its end. */
export function runInNewProcess(contents: string, flags: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    input: bundled(contents),
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
