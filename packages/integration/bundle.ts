/** Bundles of programs that use the installed package, made by esbuild. */

import { type BuildOptions, buildSync } from "esbuild";
import { application } from "./package.ts";

export interface Bundle {
  readonly code: Uint8Array;
  /** The files that went into it, such as `node_modules/crossent/dist/esm/index.js`. */
  readonly files: readonly string[];
}

/** Bundles a module of the application, given as its text. */
export function bundle(
  source: string,
  options: Pick<BuildOptions, "platform" | "format" | "minify">,
): Bundle {
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: source, resolveDir: application },
    absWorkingDir: application,
    bundle: true,
    metafile: true,
    write: false,
    logLevel: "silent", // a failure is thrown
    ...options,
  });
  const [output] = Object.values(metafile.outputs);
  return { code: outputFiles[0]!.contents, files: Object.keys(output!.inputs) };
}
