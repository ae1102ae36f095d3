/** The page has the matrix that the runner prints. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROWS } from "../case.ts";
import { cases } from "../cases.ts";
import { between } from "../markdown.ts";
import { columns, matrix } from "../matrix.ts";

test("docs/conformance.md has the matrix: npm run tables", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/conformance.md"), "utf8");
  assert.equal(between(page, "matrix"), matrix());
});

test("every row has cases, and crossent gives PyTorch's result in each", () => {
  const outcomes = columns[0]!.outcomes(cases());
  assert.deepEqual(new Set(outcomes.map(({ group }) => group)), new Set(ROWS));
  assert.deepEqual(
    outcomes.filter(({ result, composed }) => result !== "same" || composed),
    [],
  );
});

test("a case is plain: it is the same when JSON has carried it", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(cases())), cases());
});
