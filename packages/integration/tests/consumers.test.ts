/** Programs in JavaScript that use the installed package, under Node, Bun and Deno. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { application } from "../package.ts";
import { PROGRAMS } from "../programs.ts";
import { run } from "../run.ts";
import { RUNTIMES } from "../runtimes.ts";

for (const [name, [program, ...args]] of Object.entries(RUNTIMES)) {
  for (const { file, shows, prints } of PROGRAMS) {
    test(`${name}: ${shows}`, () => assert.equal(run(program, [...args, file], application), prints));
  }
}
