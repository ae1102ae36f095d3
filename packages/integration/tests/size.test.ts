/** What the package adds to a page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "../sizes.ts";

/** The most bytes after gzip; some 5 % more than there were when it was set. `npm run size` prints what there is. */
const GZIP_BUDGET = { everything: 165_000, "the four modules and tensor": 120_000 } as const;

for (const [what, budget] of Object.entries(GZIP_BUDGET) as [keyof typeof GZIP_BUDGET, number][]) {
  test(`${what}: at most ${budget.toLocaleString("en")} bytes after gzip`, () => {
    const { gzip } = measure(what).whole;
    assert.ok(gzip <= budget, `${gzip.toLocaleString("en")} bytes`);
  });
}

/** How much of the whole may be left where only one name is imported: tensors bring their operations along. */
const SHARES = { "tensor alone": 0.85, "setWarnings alone": 0.02 } as const;

for (const [what, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
  test(`${what}: at most ${100 * share} % of everything, because the rest is left out`, () => {
    const part = measure(what).whole.minified / measure("everything").whole.minified;
    assert.ok(part <= share, `${(100 * part).toFixed(1)} %`);
  });
}
