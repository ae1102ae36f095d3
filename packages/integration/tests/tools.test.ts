/** Tools that load packages in a way of their own. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { application } from "../package.ts";
import { EXAMPLE } from "../programs.ts";
import { run, runNode } from "../run.ts";
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
  assert.equal(numPassedTests, 3);
});

for (const environment of ["node", "jsdom"]) {
  test(`Jest with the environment ${environment} loads the package`, () => {
    const path = require.resolve(`jest-environment-${environment}`);
    const args = [require.resolve("jest/bin/jest"), "--rootDir", ".", "--env", path, "jest.test.cjs"];
    runNode(args, application);
  });
}
