/** Bundles by esbuild, run where nothing is installed. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Bundle, bundle } from "../bundle.ts";
import { EXAMPLE } from "../programs.ts";
import { runNode, temporaryFolder } from "../run.ts";

function output({ code }: Bundle, file: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, file), code);
  return runNode([file], folder);
}

/** Which builds of the package went into a bundle: the folders below its dist/. */
const builds = ({ files }: Bundle): string[] => [
  ...new Set(files.flatMap((file) => /^node_modules\/crossent\/dist\/(\w+)\//.exec(file)?.[1] ?? [])),
];

test("a bundle for Node holds the CommonJS files and gives the example's results", () => {
  const made = bundle('import "./example.mjs"', { platform: "node", format: "cjs" });
  assert.deepEqual(builds(made), ["cjs"]);
  assert.equal(output(made, "bundle.cjs"), EXAMPLE);
});

test("a bundle for browsers holds the ES modules and gives the example's results", () => {
  const made = bundle('import "./example.mjs"', { platform: "browser", format: "esm" });
  assert.deepEqual(builds(made), ["esm"]);
  assert.equal(output(made, "bundle.mjs"), EXAMPLE);
});

for (const [platform, build] of [
  ["node", "cjs"],
  ["browser", "esm"],
] as const) {
  test(`a bundle for platform ${platform} that imports and requires the package holds it once`, () => {
    const source = 'import { Tensor } from "crossent"; console.log(require("crossent").Tensor === Tensor);';
    const made = bundle(source, { platform, format: "cjs" });
    assert.deepEqual(builds(made), [build]);
    assert.equal(output(made, "bundle.cjs"), "true\n");
  });
}
