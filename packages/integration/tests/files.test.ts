/** What the tarball holds: one file of code for each module format, and what belongs to it. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { bundle } from "../bundle.ts";
import { application } from "../package.ts";
import { run, runNode } from "../run.ts";

const root = join(application, "node_modules", "crossent");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");

/** Paths of all files below a folder of the package, with slashes. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(root, folder).length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();

const sources = filesIn("src");

test("nothing is installed beside the package", () => {
  const { dependencies } = JSON.parse(run("npm", ["ls", "--all", "--json"], application)) as {
    dependencies: Record<string, { dependencies?: object }>;
  };
  assert.deepEqual(Object.keys(dependencies), ["crossent"]);
  assert.equal(dependencies["crossent"]!.dependencies, undefined);
});

test("beside code, examples and documents it holds its description, license, changes and two READMEs", () => {
  const beside = filesIn(".").filter((path) => !/^(dist|src|examples|docs)\//.test(path));
  assert.deepEqual(beside, ["CHANGELOG.md", "LICENSE", "README.md", "README.zh-CN.md", "package.json"]);
});

test("documents and examples are all of the repository, without what is made from the sources", () => {
  const repository = run("git", ["ls-files", "docs", "examples"], join(__dirname, "..", "..", ".."));
  const packed = ["docs", "examples"].flatMap((folder) => filesIn(folder).map((path) => `${folder}/${path}`));
  assert.deepEqual(packed.sort(), repository.trim().split("\n").sort());
});

for (const { format, platform, code, names } of [
  { format: "cjs", platform: "node", code: "library.js", names: ["index.js"] },
  { format: "esm", platform: "browser", code: "index.js", names: [] },
] as const) {
  test(`dist/${format} is one file of code with its map${names.length > 0 ? ", one of names" : ""}, and declarations of sources`, () => {
    const files = filesIn(`dist/${format}`);
    const declared = sources.filter((path) => files.includes(path.replace(/\.ts$/, ".d.ts")));
    assert.ok(declared.includes("index.ts"));
    const declarations = declared.flatMap((path) => {
      const name = path.replace(/\.ts$/, ".d.ts");
      return [name, `${name}.map`];
    });
    const wanted = [...declarations, code, `${code}.map`, ...names, "package.json"];
    assert.deepEqual(files, wanted.sort());
  });

  test(`dist/${format} loads nothing else, and says under which license pure-rand is in it`, () => {
    const { files } = bundle('export * from "crossent"', { platform, format: "esm" });
    const paths = [code, ...names].map((name) => `node_modules/crossent/dist/${format}/${name}`);
    assert.deepEqual(files, [...paths, "<stdin>"]);
    const text = read("dist", format, code);
    assert.match(text, /^\/\*[^/]*https:\/\/github.com\/dubzzz\/pure-rand, under this license:/);
    assert.match(text, /Copyright \(c\) 2018 Nicolas DUBIEN/);
    assert.match(text, /The above copyright notice and this permission notice shall be included/);
  });

  test(`dist/${format}/${code}.map leads to sources that are in the package, or holds them`, () => {
    const map = JSON.parse(read("dist", format, `${code}.map`)) as {
      sources: string[];
      sourcesContent: (string | null)[];
    };
    assert.ok(map.sources.includes("../../src/tensor/tensor.ts"));
    for (const [i, source] of map.sources.entries()) {
      const path = /^\.\.\/\.\.\/src\/(.*)$/.exec(source)?.[1];
      if (path === undefined) assert.match(map.sourcesContent[i] ?? "", /mersenne/, source);
      else assert.ok(sources.includes(path), source);
    }
  });
}

test("Node shows the line of the source from which an error comes", () => {
  const program =
    'try { require("crossent").tensor([1, 2]).reshape([3]) } catch (error) { console.log(error.stack) }';
  const printed = runNode(["--enable-source-maps", "--eval", program], application);
  const [, file, line] = /crossent\/src\/([\w/]+\.ts):(\d+):\d+/.exec(printed) ?? [];
  assert.ok(file !== undefined, printed);
  assert.match(read("src", file).split("\n")[Number(line) - 1]!, /RangeError|Error\(/);
});

test("the file that Node reads for names is small, whatever the code holds", () => {
  assert.ok(read("dist", "cjs", "index.js").length < 3000);
});

test("every function and class is called by the name under which it is exported", () => {
  const named = (holder: object): void => {
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value === "function") assert.equal(value.name, name);
      else named(value as object);
    }
  };
  named(createRequire(join(application, "index.js"))("crossent") as object);
});
