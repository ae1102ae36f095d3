/**
 * Builds the package into dist/: one file of code for each module format, CommonJS for Node, an ES module for everything
 * else, with its source map and the declarations beside it. Node never loads both, so that there is one class Tensor and one
 * random state, however the package is imported.
 */

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Plugin, type RollupBuild, rollup } from "rollup";
import ts from "typescript";
import { annotatePure } from "./annotatePure.ts";
import { writeDeclarations } from "./declarations.ts";
import { exitWith } from "./exitWith.ts";

const root = join(__dirname, "..");
const dist = join(root, "dist");
const PROJECT = "tsconfig.build.json";

/** The one package of others that goes into the files, for the Mersenne Twister. */
const PURE_RAND = join(root, "node_modules", "pure-rand");

const BUILDS = [
  { folder: "cjs", type: "commonjs", format: "cjs", name: "library.js" },
  { folder: "esm", type: "module", format: "es", name: "index.js" },
] as const;

const LICENSE = `\
/*
This file holds the Mersenne Twister of pure-rand, https://github.com/dubzzz/pure-rand, under this license:

${readFileSync(join(PURE_RAND, "LICENSE"), "utf8").trim()}
*/
`;

/** Takes the types away, says that nothing happens at the top of a file, and finds the ES modules of pure-rand. */
function typescript(compilerOptions: ts.CompilerOptions): Plugin {
  return {
    name: "typescript",
    resolveId: (id) =>
      id.startsWith("pure-rand/") ? `${id.replace("pure-rand", join(PURE_RAND, "lib", "esm"))}.js` : null,
    transform(code, fileName) {
      if (!fileName.endsWith(".ts")) return null;
      const transformers = { after: [annotatePure] };
      const { outputText, sourceMapText } = ts.transpileModule(code, {
        compilerOptions,
        fileName,
        transformers,
      });
      return { code: outputText, map: sourceMapText! };
    },
  };
}

function readProject(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, PROJECT), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // The names of the imports are rollup's to follow.
  return { ...options, module: ts.ModuleKind.ESNext, rewriteRelativeImportExtensions: false };
}

/** The entry for Node, which has the names and loads the code. */
const entryOf = (names: readonly string[], code: string): string => `\
"use strict";

// For an \`import\` Node reads this file for its names before it runs it. Measured up to Node 22: 35 ms, were it all the code.
Object.defineProperty(exports, "__esModule", { value: true });
const library = require("./${code}");
${names.map((name) => `exports.${name} = library.${name};\n`).join("")}`;

/** Writes the file of code, and returns the names that it exports. */
async function writeBundle(bundle: RollupBuild, file: string, format: "cjs" | "es"): Promise<string[]> {
  const { output } = await bundle.generate({
    file,
    format,
    banner: LICENSE,
    sourcemap: true,
    esModule: true,
    generatedCode: { preset: "es2015", symbols: true },
  });
  const [{ code, map, exports }] = output;
  // src/ is in the package; what is not, the map has to hold.
  const sourcesContent = map!.sources.map((source, i) =>
    source.startsWith("../../src/") ? null : map!.sourcesContent![i],
  );
  writeFileSync(file, code);
  writeFileSync(`${file}.map`, JSON.stringify({ ...map, sourcesContent }));
  return exports;
}

async function main(): Promise<number> {
  rmSync(dist, { recursive: true, force: true });
  const bundle = await rollup({
    input: join(root, "src", "index.ts"),
    plugins: [typescript(readProject())],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  writeDeclarations(join(root, PROJECT), join(dist, "cjs"));
  cpSync(join(dist, "cjs"), join(dist, "esm"), { recursive: true });
  for (const { folder, type, format, name } of BUILDS) {
    const outDir = join(dist, folder);
    const names = await writeBundle(bundle, join(outDir, name), format);
    if (format === "cjs") writeFileSync(join(outDir, "index.js"), entryOf(names, name));
    // Bundlers read `sideEffects` from the nearest package.json.
    writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type, sideEffects: false })}\n`);
  }
  return 0;
}

exitWith(main);
