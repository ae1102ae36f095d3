/** Jest's way from TypeScript to JavaScript, which puts the mutant into its file. */

import { createHash } from "node:crypto";
import ts from "typescript";

/** The file at `path`, with `source` in its place. */
export interface Replaced {
  readonly path: string;
  readonly source: string;
}

interface Options {
  readonly transformerConfig: { readonly replaced: Replaced | null };
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
};

const sourceFor = (source: string, path: string, { transformerConfig: { replaced } }: Options): string =>
  path === replaced?.path ? replaced.source : source;

export default {
  getCacheKey: (source: string, path: string, options: Options): string =>
    createHash("sha256")
      .update(`${path}\n${sourceFor(source, path, options)}`)
      .digest("hex"),

  process: (source: string, path: string, options: Options): { code: string } => ({
    code: ts.transpileModule(sourceFor(source, path, options), { compilerOptions, fileName: path })
      .outputText,
  }),
};
