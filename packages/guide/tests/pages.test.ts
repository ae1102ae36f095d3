/** The code of the pages: every program runs and prints what its comments say, every command and file exists. */

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import ts from "typescript";
import type { Modules } from "../../../tests/docExamples.ts";
import type { Language } from "../.vitepress/sidebar.ts";
import { modelBytes } from "./onnxModel.ts";
import { type Block, blocksOf, GUIDE, pagesOf, proseOf, ROOT, textOf } from "./pages.ts";

// CommonJS that asks for __dirname: tsx gives it to what is required, not to what is imported.
const { typeErrors, wrongOutput }: typeof import("../../../tests/docExamples.ts") = createRequire(
  import.meta.url,
)("../../../tests/docExamples.ts");

const LANGUAGES: readonly Language[] = ["en", "zh"];
/** What is no program. */
const DATA = ["text", "json", "html"];

const pages = LANGUAGES.flatMap((language) => pagesOf(language).map((page) => ({ language, page })));
const blocks = pages.flatMap(({ language, page }) => blocksOf(language, page));
const programs = blocks.filter(({ language }) => language === "ts");

test("both languages have the same pages", () => {
  assert.deepEqual(pagesOf("zh"), pagesOf("en"));
});

/** Everything but comments, which are translated where they are no output. */
const withoutComments = ({ language, code }: Block): string =>
  `${language}: ${code
    .replace(/<!--.*?-->/gs, "")
    .replace(/(\/\/|#) .*$/gm, "")
    .replace(/\s+$/gm, "")}`;

for (const page of pagesOf("en"))
  test(`${page} has the same code in both languages`, () => {
    assert.deepEqual(blocksOf("zh", page).map(withoutComments), blocksOf("en", page).map(withoutComments));
  });

// model.onnx is what the page on scoring says it is.
const folder = mkdtempSync(join(tmpdir(), "crossent-guide-"));
writeFileSync(join(folder, "model.onnx"), modelBytes());
const home = process.cwd();
process.chdir(folder);
after(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** What a program imports, beside the library: packages that this one installs. */
async function modulesOf(code: string): Promise<Modules> {
  const names = ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
  const others = names.filter((name) => name !== "crossent");
  return Object.fromEntries(await Promise.all(others.map(async (name) => [name, await import(name)])));
}

for (const program of programs)
  test(`${program.place} prints what its comments say`, async () => {
    assert.deepEqual(await wrongOutput(program, await modulesOf(program.code)), []);
  });

test("the programs fit the types", () => {
  assert.deepEqual(typeErrors(programs, GUIDE), []);
});

/** Whether the repository has the command: a script of a package, or a line of its documents. */
function isKnown(command: string): boolean {
  const [, , folder = ".", script] = /^npm (--prefix (\S+) )?(?:run )?([\w:-]+)/.exec(command) ?? [];
  if (script === undefined) return textOf(join(ROOT, "README.md")).includes(command);
  if (["ci", "pack"].includes(script)) return existsSync(join(ROOT, folder, "package-lock.json"));
  return script in JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")).scripts;
}

const commandsOf = (text: string): string[] =>
  text.split(/\n|&&/).map((line) => line.replace(/#.*/, "").trim());

for (const { code, place } of blocks.filter(({ language }) => language === "sh"))
  test(`the commands of ${place} exist`, () => {
    assert.deepEqual(
      commandsOf(code).filter((command) => command !== "" && !isKnown(command)),
      [],
    );
  });

for (const { language, page } of pages)
  test(`${language}/${page} names commands and files that exist`, () => {
    const spans = [...proseOf(language, page).matchAll(/`([^`]+)`/g)].map((match) =>
      match[1]!.replace(/\s+/g, " "),
    );
    const commands = spans.filter((span) => /^npm (run|ci|test|--prefix)/.test(span)).flatMap(commandsOf);
    assert.deepEqual(
      commands.filter((command) => !isKnown(command)),
      [],
    );
    const files = spans.filter((span) => /^(docs|examples|packages|scripts|src|tests)\/[\w./-]+$/.test(span));
    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });

test("every block is a program that runs, a command, or says that it is neither", () => {
  const known = ["ts", "sh", ...DATA];
  assert.deepEqual(
    blocks.filter(({ language }) => !known.includes(language)),
    [],
  );
  assert.ok(programs.length > 0);
});

test("files that pages show are the ports, which have a test of their own", () => {
  for (const { language, page } of pages)
    for (const [, file] of textOf(join(GUIDE, language, page)).matchAll(/^<<< @\/(\S+)$/gm)) {
      assert.match(file!, /^\.\.\/\.\.\/docs\/ports\/\w+\.(py|ts)$/);
      assert.ok(existsSync(join(GUIDE, file!)), file!);
    }
});
