/** When two numbers count as the same. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { areClose, isClose, ULPS } from "../close.ts";

test("16 units in the last place of float32 at the size of the expected value", () => {
  for (const size of [1, -1, 2, 1000, -3e38]) {
    const ulp = 2 ** (Math.floor(Math.log2(Math.abs(size))) - 23);
    for (const sign of [1, -1]) {
      assert.ok(isClose(size + sign * ULPS * ulp, size));
      assert.ok(!isClose(size + sign * (ULPS + 1) * ulp, size));
    }
  }
});

test("below 1 the unit is that of 1", () => {
  assert.ok(isClose(ULPS * 2 ** -23, 0));
  assert.ok(!isClose((ULPS + 1) * 2 ** -23, 0));
  assert.ok(isClose(1e-45, 0));
});

test("NaN is NaN, an infinity only itself", () => {
  const values = [NaN, Infinity, -Infinity, 0, 3e38];
  for (const a of values) for (const b of values) assert.equal(isClose(a, b), Object.is(a, b));
});

test("lists are close where they are as long and every number is", () => {
  assert.ok(areClose([1, 2], [1, 2]));
  assert.ok(!areClose([1, 2, 3], [1, 2]));
  assert.ok(!areClose([1], [1, 2]));
  assert.ok(!areClose([1, 2.1], [1, 2]));
});
