import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpile } from "typescript";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

test("the README's example prints what its comments say", () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const comments = example.match(/^\/\/ .*$/gm)!.map((line) => line.slice(3));
  const source = example.replace('"crossent"', JSON.stringify(join(root, "src")));
  const code = transpile(source, { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 });
  const printed = execFileSync(process.execPath, ["-r", "ts-node/register", "-e", code], {
    cwd: root,
    encoding: "utf8",
  });
  expect(printed.trimEnd().split("\n")).toEqual(comments);
});

test("every file that the README links to exists", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(() => readFileSync(join(root, link))).not.toThrow();
});
