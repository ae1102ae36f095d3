/** How much code a page loads. */

import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const KB = 1000;

/**
 * The compressed size in kB of what a program loads when it starts: its own file and those that it imports,
 * minified. What is fetched later, such as a backend that is chosen or a module of WebAssembly, does not count.
 */
export async function bundled(program: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    external: ["fs"], // js-pytorch names it, for what a page has no use of
    outdir: "/out",
    absWorkingDir: "/",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind, external } of metafile.outputs[path]!.imports) {
      if (kind === "import-statement" && !external) visit(next);
    }
  };
  visit("out/stdin.js");
  const bytes = outputFiles
    .filter(({ path }) => found.has(path.slice(1)))
    .map(({ contents }) => gzipSync(contents, { level: 9 }).length);
  return bytes.reduce((a, b) => a + b, 0) / KB;
}
