/** Programs that use the library, run by a Node process of their own. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** Runs TypeScript that stands at the root of the repository, with options of Node, to its end. */
export function runInNewProcess(contents: string, flags: readonly string[]) {
  const { outputFiles } = buildSync({
    stdin: { contents, loader: "ts", resolveDir: join(__dirname, "..") },
    bundle: true,
    write: false,
    platform: "node",
    target: "es2022",
    tsconfigRaw: {},
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    input: outputFiles[0]!.text,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
