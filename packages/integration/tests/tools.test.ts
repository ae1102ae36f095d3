/** Tools that load packages in a way of their own. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { application } from "../package.ts";
import { EXAMPLE } from "../programs.ts";
import { outcomeOf, run, runNode } from "../run.ts";
import { RUNTIMES } from "../runtimes.ts";

const tool = (path: string): string => join(__dirname, "..", "node_modules", path);

test("ts-node checks the types of a program and runs it", () => {
  const compilerOptions = JSON.stringify({ module: "commonjs", target: "es2022", strict: true });
  const tsNode = require.resolve("ts-node/dist/bin.js");
  const args = [tsNode, "--compilerOptions", compilerOptions, "example.ts"];
  assert.equal(runNode(args, application), EXAMPLE);
});

test("tsx runs a program in TypeScript", () => {
  assert.equal(runNode([tool("tsx/dist/cli.mjs"), "example.ts"], application), EXAMPLE);
});

test("Bun runs a program in TypeScript", () => {
  const [bun, ...args] = RUNTIMES.Bun;
  assert.equal(run(bun, [...args, "example.ts"], application), EXAMPLE);
});

test("Deno checks the types of a program and runs it", () => {
  const [deno, ...args] = RUNTIMES.Deno;
  assert.equal(run(deno, [...args, "--check", "example.ts"], application), EXAMPLE);
});

test("Vitest loads the package", () => {
  const args = [tool("vitest/vitest.mjs"), "run", "--globals", "--reporter=json", "vitest.test.mjs"];
  const { numPassedTests } = JSON.parse(runNode(args, application)) as { numPassedTests: number };
  assert.equal(numPassedTests, 4);
});

for (const environment of ["node", "jsdom"]) {
  test(`Jest with the environment ${environment} loads the package, and finds no open handle of two threads`, () => {
    const path = require.resolve(`jest-environment-${environment}`);
    const options = ["--rootDir", ".", "--env", path, "--detectOpenHandles", "jest.test.cjs"];
    const args = [require.resolve("jest/bin/jest"), ...options];
    const { status, stderr } = outcomeOf(process.execPath, args, application);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^Tests: +4 passed, 4 total$/m);
    assert.doesNotMatch(stderr, /open handle|did not exit/);
  });
}
