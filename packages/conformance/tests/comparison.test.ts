/** Every cell of the comparison is shown by the library itself, and the pages have the table of these cells. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROWS } from "../comparison/cell.ts";
import { columns, rows, table } from "../comparison/table.ts";
import { between } from "../markdown.ts";

for (const { name, cells } of columns) {
  for (const row of rows) test(`${name}. ${ROWS[row]}: ${cells[row].says}`, () => cells[row].shows());
}

const page = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "..", "..", name), "utf8");

test("docs/conformance.md has the table: npm run tables", () => {
  assert.equal(between(page("docs/conformance.md"), "comparison"), table());
});

test("README.md has no other table in its place", () => {
  assert.equal(between(page("README.md"), "comparison") ?? table(), table());
});
