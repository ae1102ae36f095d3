/** Bundles by esbuild, run where nothing is installed. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { type Bundle, bundle } from "../bundle.ts";
import { application } from "../package.ts";
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

test("each name can be loaded from a bundle of its own, and is called as it is exported", async () => {
  const names = Object.keys(createRequire(join(application, "index.js"))("crossent") as object);
  const folder = temporaryFolder();
  for (const name of names) {
    const source = `import { ${name} } from "crossent"; export { ${name} as it };`;
    const { code } = bundle(source, { platform: "browser", format: "cjs" });
    writeFileSync(join(folder, `${name}.cjs`), code);
    const { it } = createRequire(join(folder, "index.js"))(`./${name}.cjs`) as { it: unknown };
    assert.match(typeof it, /^(function|object)$/, name);
    // esbuild may not rename a class: a browser's console and printed modules show its name.
    if (typeof it === "function") assert.equal(it.name, name);
  }
});

test("a bundle keeps the static blocks of the classes that it needs", () => {
  const source = `
    import { Module } from "crossent";
    class Twice extends Module { forward(x) { return 2 * x; } }
    console.log(new Twice()(4), String(new Twice()), JSON.stringify(new Twice()), typeof Twice.prototype.call);`;
  assert.equal(
    output(bundle(source, { platform: "browser", format: "esm" }), "bundle.mjs"),
    "8 Twice() {} function\n",
  );
});
