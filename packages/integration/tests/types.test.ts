/** Programs in TypeScript that use the installed package: compiled with every declaration checked, then run. */

import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application } from "../package.ts";
import { EXAMPLE } from "../programs.ts";
import { runNode } from "../run.ts";

/** Strict, and without any types but those of the language and of the package. */
const OPTIONS = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
const LANGUAGE = ["--target", "es2022", "--lib", "es2022"];

/** From the oldest that the package supports to the newest. */
const COMPILERS = ["typescript-5.0", "typescript-5.9", "typescript", "typescript-7.0"];

const PROJECTS = [
  { module: "node16", moduleResolution: "node16", extension: "cts", output: "cjs" },
  { module: "node16", moduleResolution: "node16", extension: "mts", output: "mjs" },
  { module: "esnext", moduleResolution: "bundler", extension: "mts", output: "mjs" },
];

for (const compiler of COMPILERS) {
  const folder = join(__dirname, "..", "node_modules", compiler);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };

  for (const { module, moduleResolution, extension, output } of PROJECTS) {
    test(`TypeScript ${version}: a .${extension} compiles with module resolution ${moduleResolution}, mistakes are type errors, and it runs`, () => {
      const name = `${compiler}-${moduleResolution}-${extension}`;
      copyFileSync(join(application, "example.ts"), join(application, `${name}.${extension}`));
      const modules = ["--module", module, "--moduleResolution", moduleResolution];
      const tsc = join(folder, "bin", "tsc");
      runNode([tsc, ...OPTIONS, ...LANGUAGE, ...modules, `${name}.${extension}`], application);
      assert.equal(runNode([`${name}.${output}`], application), EXAMPLE);
    });
  }
}
