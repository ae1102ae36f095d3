/** The declarations hold what is public, and nothing of the inside. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { application } from "../package.ts";

const PACKAGE = join(application, "node_modules", "crossent");

/** What public names are made of: nobody can import it. */
const PARTS = ["FloatArray", "Metric", "Optimizer", "Tagged"];

for (const format of ["cjs", "esm"]) {
  const folder = join(PACKAGE, "dist", format);
  const index = join(folder, "index.d.ts");
  const program = ts.createProgram([index], {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  });
  const checker = program.getTypeChecker();
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(folder.replaceAll("\\", "/")));

  /** The names that users can write, whatever namespace they stand in. */
  const publicNames = (module: ts.Symbol): string[] =>
    checker.getExportsOfModule(module).flatMap((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return [symbol.name, ...(target.flags & ts.SymbolFlags.ValueModule ? publicNames(target) : [])];
    });

  test(`dist/${format}: every declaration file is needed`, () => {
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".d.ts"),
    );
    assert.deepEqual(
      found.map((name) => join(folder, name)).sort(),
      files.map(({ fileName }) => join(fileName)).sort(),
    );
  });

  test(`dist/${format}: what the files export is public`, () => {
    const known = new Set([
      ...publicNames(checker.getSymbolAtLocation(program.getSourceFile(index)!)!),
      ...PARTS,
    ]);
    const exported = files.flatMap((file) =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).map(({ name }) => name),
    );
    assert.deepEqual(
      [...new Set(exported)].filter((name) => !known.has(name)),
      [],
    );
  });

  test(`dist/${format}: no member is marked as internal`, () => {
    for (const { fileName, text } of files) assert.doesNotMatch(text, /@internal/, fileName);
  });

  test(`dist/${format}: each leads to its source`, () => {
    for (const { fileName } of files) {
      const { sources } = JSON.parse(readFileSync(`${fileName}.map`, "utf8")) as { sources: string[] };
      for (const source of sources) readFileSync(join(dirname(fileName), source));
    }
  });
}
