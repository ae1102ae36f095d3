/** The package in a browser, under a strict Content-Security-Policy: the same numbers as in Node. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium } from "playwright-core";
import { chromiumOptions } from "../../shared/chromium.ts";
import { visit } from "../../shared/visit.ts";
import { bundle } from "../bundle.ts";
import { application } from "../package.ts";
import { runNode } from "../run.ts";

/** What `consumers/backends.mjs` reports. */
interface Report {
  /** The backend that was chosen without being asked for. */
  readonly chosen: string;
  /** The text of a random tensor. */
  readonly printed: string;
  /** Softmaxes, losses and gradients of each backend that the engine has. */
  readonly of: Readonly<Record<string, unknown>>;
}

const page = (script: string): string =>
  `<!doctype html><title>crossent</title><pre></pre><script type="module" src="${script}"></script>`;

/** What a page loads: the program in a bundle, or as it is, with the path of the package's file. */
const SCRIPTS = {
  "a bundle": "/backends.bundle.js",
  "the package's file, without a bundler": "/backends.path.mjs",
};
const FILE = "/node_modules/crossent/dist/esm/index.js";

const numbersIn = (value: unknown): number[] =>
  typeof value === "number" ? [value] : Object.values(value as object).flatMap(numbersIn);

function assertClose(got: unknown, wanted: unknown, name: string): void {
  const numbers = numbersIn(got);
  const reference = numbersIn(wanted);
  assert.equal(numbers.length, reference.length);
  for (const [i, x] of numbers.entries()) {
    const bound = 1e-6 * Math.max(1, Math.abs(reference[i]!));
    assert.ok(Math.abs(x - reference[i]!) <= bound, `${name}: ${x} for ${reference[i]}`);
  }
}

describe("in Chromium", () => {
  let browser: Browser;
  let inNode: Report;

  before(async () => {
    browser = await chromium.launch(chromiumOptions());
    const { code } = bundle('import "./backends.mjs"', { platform: "browser", format: "esm", minify: true });
    writeFileSync(join(application, "backends.bundle.js"), code);
    const threads = bundle('import "./threads.mjs"', { platform: "browser", format: "esm", minify: true });
    writeFileSync(join(application, "threads.bundle.js"), threads.code);
    const program = readFileSync(join(application, "backends.mjs"), "utf8");
    writeFileSync(
      join(application, "backends.path.mjs"),
      program.replace('from "crossent"', `from "${FILE}"`),
    );
    inNode = JSON.parse(runNode(["backends.mjs"], application)) as Report;
  });

  after(() => browser?.close());

  async function visited(script: string, policy: string): Promise<Report> {
    const site = { html: page(script), policy, folder: application };
    const { text, console } = await visit(browser, site);
    assert.deepEqual(console, []);
    return JSON.parse(text) as Report;
  }

  for (const [what, script] of Object.entries(SCRIPTS)) {
    test(`${what}, where the policy forbids WebAssembly: 'reference', with Node's bits and no complaint`, async () => {
      const report = await visited(script, "default-src 'none'; script-src 'self'");
      assert.equal(report.chosen, "reference");
      assert.deepEqual(report.of, { reference: inNode.of["reference"] });
      assert.equal(report.printed, inNode.printed);
    });

    test(`${what}, where the policy allows WebAssembly: SIMD, with Node's bits and no complaint`, async () => {
      const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
      const report = await visited(script, policy);
      assert.match(report.chosen, /^(relaxed-simd|simd128)$/);
      assert.equal(report.printed, inNode.printed);
      assert.ok("simd128" in report.of);
      for (const [name, results] of Object.entries(report.of)) {
        if (name in inNode.of) assert.deepEqual(results, inNode.of[name], name);
        else assertClose(results, inNode.of["reference"], name); // 'relaxed-simd', which Node 20 does not have
      }
    });
  }

  /** What `consumers/threads.mjs` reports from a bundle. */
  async function threaded(isolated: boolean, policy: string) {
    const site = { html: page("/threads.bundle.js"), policy, isolated, folder: application };
    const { text } = await visit(browser, site);
    const { warnings, ...report } = JSON.parse(text) as { warnings: string[] };
    return { report, warned: warnings.join("\n") };
  }
  const SCRIPTS_AND_WASM = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

  test("two threads, on a page that is isolated: a worker helps, with the bits of one thread", async () => {
    const { report, warned } = await threaded(true, `${SCRIPTS_AND_WASM}; worker-src blob:`);
    assert.deepEqual(report, { equal: true, threads: 2, helped: true });
    assert.equal(warned, "");
  });

  test("two threads where the policy forbids WebAssembly: a worker helps with the reference kernels", async () => {
    const { report } = await threaded(true, "default-src 'none'; script-src 'self'; worker-src blob:");
    assert.deepEqual(report, { equal: true, threads: 2, helped: true });
  });

  test("two threads on a page that is not isolated: one computes, and a warning says why", async () => {
    const { report, warned } = await threaded(false, `${SCRIPTS_AND_WASM}; worker-src blob:`);
    assert.deepEqual(report, { equal: true, threads: 1, helped: false });
    assert.match(warned, /^UserWarning: setNumThreads: .* not cross-origin isolated: .*Opener-Policy/);
  });

  test("two threads where the policy forbids workers of blobs: one computes, and a warning says why", async () => {
    const { report, warned } = await threaded(true, SCRIPTS_AND_WASM);
    assert.deepEqual(report, { equal: true, threads: 1, helped: false });
    assert.match(warned, /a worker could not start: .*Content-Security-Policy/);
  });
});
