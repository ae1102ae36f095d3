/** The package in browsers, under a strict Content-Security-Policy: the same numbers as in Node. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  type BackendsReport,
  BROWSERS,
  type Launched,
  SCRIPTS,
  type ThreadsReport,
  visited,
  WEBASSEMBLY,
  WORKERS,
} from "../browsers.ts";
import { type BuiltPage, buildPage, htmlOf } from "../bundlers.ts";
import { application } from "../package.ts";
import { runNode } from "../run.ts";

/** A page that loads the program as it is, with the path of the package's file. */
function pageWithoutBundler(): BuiltPage {
  const program = readFileSync(join(application, "backends.mjs"), "utf8");
  const file = "/node_modules/crossent/dist/esm/index.js";
  writeFileSync(join(application, "backends.path.mjs"), program.replace('from "crossent"', `from "${file}"`));
  return { html: htmlOf("/backends.path.mjs"), folder: application };
}

const PAGES = {
  "a bundle": () => buildPage("esbuild", "./backends.mjs"),
  "the package's file, without a bundler": async () => pageWithoutBundler(),
};

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

for (const [name, launch] of Object.entries(BROWSERS)) {
  describe(`in ${name}`, () => {
    let browser: Launched;
    let inNode: BackendsReport;
    let threads: BuiltPage;

    before(async () => {
      browser = await launch();
      inNode = JSON.parse(runNode(["backends.mjs"], application)) as BackendsReport;
      threads = await buildPage("esbuild", "./threads.mjs");
    });

    after(() => browser?.close());

    for (const [what, page] of Object.entries(PAGES)) {
      test(`${what}, where the policy forbids WebAssembly: 'reference', with Node's bits and no complaint`, async () => {
        const { report, console } = await visited<BackendsReport>(browser, await page(), SCRIPTS);
        // Firefox itself says that it has refused WebAssembly, though the library has caught the error.
        const complaints = console.filter((line) => !/settings blocked WebAssembly/.test(line));
        assert.deepEqual(complaints, []);
        assert.equal(report.chosen, "reference");
        assert.deepEqual(report.of, { reference: inNode.of["reference"] });
        assert.equal(report.printed, inNode.printed);
      });

      test(`${what}, where the policy allows WebAssembly: SIMD, with Node's bits and no complaint`, async () => {
        const { report, console } = await visited<BackendsReport>(browser, await page(), WEBASSEMBLY);
        assert.deepEqual(console, []);
        assert.match(report.chosen, /^(relaxed-simd|simd128)$/);
        assert.equal(report.printed, inNode.printed);
        assert.ok("simd128" in report.of);
        for (const [backend, results] of Object.entries(report.of)) {
          if (backend in inNode.of) assert.deepEqual(results, inNode.of[backend], backend);
          else assertClose(results, inNode.of["reference"], backend); // 'relaxed-simd', which Node 20 does not have
        }
      });
    }

    /** What two threads of a page report, their warnings apart. */
    async function threaded(isolated: boolean, policy: string) {
      const { report, console } = await visited<ThreadsReport>(browser, threads, policy, { isolated });
      const { warnings, ...rest } = report;
      return { report: rest, warned: warnings.join("\n"), console };
    }
    const TWO = { equal: true, threads: 2, helped: true };
    const ONE = { equal: true, threads: 1, helped: false };

    test("two threads, on a page that is isolated: a worker helps, with the bits of one thread and no complaint", async () => {
      assert.deepEqual(await threaded(true, WORKERS), { report: TWO, warned: "", console: [] });
    });

    test("two threads where the policy forbids WebAssembly: a worker helps with the reference kernels", async () => {
      const { report } = await threaded(true, `${SCRIPTS}; worker-src blob:`);
      assert.deepEqual(report, TWO);
    });

    test("two threads on a page that is not isolated: one computes, and a warning says why", async () => {
      const { report, warned } = await threaded(false, WORKERS);
      assert.deepEqual(report, ONE);
      assert.match(warned, /^UserWarning: setNumThreads: .* not cross-origin isolated: .*Opener-Policy/);
    });

    test("two threads where the policy forbids workers of blobs: one computes, and a warning says why", async () => {
      const { report, warned } = await threaded(true, WEBASSEMBLY);
      assert.deepEqual(report, ONE);
      assert.match(warned, /a worker could not start: .*Content-Security-Policy/);
    });
  });
}
