import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { examplesOfMarkdown, root, typeErrors, wrongOutput } from "./docExamples";

const readmes = readdirSync(root).filter((file) => /^README.*\.md$/.test(file));
const pages = [...readmes, "CONTRIBUTING.md"];
const examples = pages.flatMap((page) => examplesOfMarkdown(join(root, page)));

test.each(examples)("the example at $place prints what its comments say", async (example) => {
  expect(await wrongOutput(example)).toEqual([]);
});

test("the examples fit the types", () => {
  expect(typeErrors(examples)).toEqual([]);
});

test.each(readmes)("the first example of %s prints a loss and a gradient", (page) => {
  const { code } = examplesOfMarkdown(join(root, page))[0]!;
  expect(code).toMatch(/^console\.log\(loss\);\n\/\/ tensor\(.*grad_fn=<\w+>\)$/m);
  expect(code).toMatch(/^console\.log\(logits\.grad\);\n\/\/ tensor\(/m);
});

test.each(pages)("every file that %s links to exists", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(() => readFileSync(join(root, dirname(page), link))).not.toThrow();
});
