/** Plain tensors, and the tables in a page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { between, markdown, replaceBetween } from "../markdown.ts";
import { nested, numbers, type Plain, zeros } from "../plain.ts";

const tensor = (shape: number[], data: Plain["data"]): Plain => ({ dtype: "float32", shape, data });

test("words are the numbers that JSON has not", () => {
  assert.deepEqual(numbers(tensor([6], ["nan", "inf", "-inf", "-0", true, "9007199254740993"])), [
    NaN,
    Infinity,
    -Infinity,
    -0,
    1,
    2 ** 53,
  ]);
});

test("elements are nested in row-major order", () => {
  assert.equal(nested(tensor([], [5])), 5);
  assert.deepEqual(nested(tensor([2, 3], [1, 2, 3, 4, 5, 6])), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  assert.deepEqual(nested(tensor([2, 1, 2], [1, 2, 3, 4])), [[[1, 2]], [[3, 4]]]);
  assert.deepEqual(nested(tensor([2, 0], [])), [[], []]);
});

test("zeros are marked", () => assert.deepEqual(numbers(zeros(tensor([3], [0, "-0", 2]))), [1, 1, 0]));

test("a table goes into its place in a page, and is found there", () => {
  const page = "a\n\n<!-- t -->\n\nold\n\n<!-- /t -->\n\nb";
  const table = markdown(["", "x"], [["$1", "yes"]]);
  assert.equal(table, "|     | x   |\n| --- | --- |\n| $1  | yes |");
  const changed = replaceBetween(page, "t", table);
  assert.equal(between(page, "t"), "old");
  assert.equal(between(changed, "t"), table);
  assert.equal(changed.replace(table, "old"), page);
  assert.equal(between(page, "u"), null);
});
