/** Programs in TypeScript that use the installed package: compiled with every declaration checked, then run. */

import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application } from "../package.ts";
import { EXAMPLE } from "../programs.ts";
import { runNode } from "../run.ts";

/** Strict, and without any types but those of the language and of the package. */
const OPTIONS = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
const LANGUAGE = ["--target", "es2022", "--lib", "es2022"];

const PROJECTS = [
  { module: "node16", moduleResolution: "node16", extension: "cts", output: "cjs" },
  { module: "node16", moduleResolution: "node16", extension: "mts", output: "mjs" },
  { module: "esnext", moduleResolution: "bundler", extension: "mts", output: "mjs" },
];

for (const { module, moduleResolution, extension, output } of PROJECTS) {
  test(`a .${extension} compiles with module resolution ${moduleResolution}, mistakes are type errors, and it runs`, () => {
    const name = `${moduleResolution}-${extension}`;
    copyFileSync(join(application, "example.ts"), join(application, `${name}.${extension}`));
    const modules = ["--module", module, "--moduleResolution", moduleResolution];
    const tsc = require.resolve("typescript/bin/tsc");
    runNode([tsc, ...OPTIONS, ...LANGUAGE, ...modules, `${name}.${extension}`], application);
    assert.equal(runNode([`${name}.${output}`], application), EXAMPLE);
  });
}
