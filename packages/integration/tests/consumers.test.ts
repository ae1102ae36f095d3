/** Programs in JavaScript that use the installed package. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { application } from "../package.ts";
import { PROGRAMS } from "../programs.ts";
import { runNode } from "../run.ts";

for (const { file, shows, prints } of PROGRAMS) {
  test(shows, () => assert.equal(runNode([file], application), prints));
}
