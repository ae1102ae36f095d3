/** Where the Markdown files of the package lead. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brokenLinks } from "../links.ts";
import { application } from "../package.ts";
import { temporaryFolder } from "../run.ts";

test("every relative link and picture of the package leads to a file of it", () => {
  assert.deepEqual(brokenLinks(join(application, "node_modules", "crossent")), []);
});

test("links and pictures that lead nowhere, or out of the folder, are found", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "README.md"), "[a](docs/a.md#part) ![b](docs/b.svg) [c][1]\n\n[1]: c.md\n");
  const page =
    '[up](../README.md) [out](../../a.md) [far](https://a.org/b.md) [part](#part) <img src="d.svg">';
  writeFileSync(join(folder, "docs", "a.md"), page);
  assert.deepEqual(brokenLinks(folder), [
    "README.md: docs/b.svg",
    "README.md: c.md",
    "docs/a.md: ../../a.md",
    "docs/a.md: d.svg",
  ]);
});
