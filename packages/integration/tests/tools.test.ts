/** Tools that load packages in a way of their own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { application } from "../package.ts";
import { EXAMPLE } from "../programs.ts";
import { runNode } from "../run.ts";

test("ts-node checks the types of a program and runs it", () => {
  const compilerOptions = JSON.stringify({ module: "commonjs", target: "es2022", strict: true });
  const tsNode = require.resolve("ts-node/dist/bin.js");
  const args = [tsNode, "--compilerOptions", compilerOptions, "example.ts"];
  assert.equal(runNode(args, application), EXAMPLE);
});

for (const environment of ["node", "jsdom"]) {
  test(`Jest with the environment ${environment} loads the package`, () => {
    const path = require.resolve(`jest-environment-${environment}`);
    runNode([require.resolve("jest/bin/jest"), "--rootDir", ".", "--env", path], application);
  });
}
