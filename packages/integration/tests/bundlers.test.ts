/** Pages that bundlers make with their defaults, in Chromium under a strict Content-Security-Policy. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type BackendsReport,
  BROWSERS,
  type Launched,
  type ThreadsReport,
  visited,
  WEBASSEMBLY,
  WORKERS,
} from "../browsers.ts";
import { type BuiltPage, buildPage, bundlers } from "../bundlers.ts";
import { application } from "../package.ts";
import { runNode } from "../run.ts";

let browser: Launched;
let inNode: BackendsReport;

before(async () => {
  browser = await BROWSERS.Chromium();
  inNode = JSON.parse(runNode(["backends.mjs"], application)) as BackendsReport;
});

after(() => browser?.close());

for (const bundler of bundlers) {
  describe(`a page made by ${bundler}`, () => {
    test("computes with Node's bits, and the console shows nothing", async () => {
      const page = await buildPage(bundler, "./backends.mjs");
      const { report, console } = await visited<BackendsReport>(browser, page, WEBASSEMBLY);
      assert.deepEqual(console, []);
      assert.equal(report.printed, inNode.printed);
      for (const backend of ["reference", "simd128"]) {
        assert.deepEqual(report.of[backend], inNode.of[backend], backend);
      }
    });

    describe("on two threads", () => {
      let page: BuiltPage;
      before(async () => {
        page = await buildPage(bundler, "./threads.mjs");
      });

      test("computes on both with the bits of one, and the console shows nothing", async () => {
        const { report, console } = await visited<ThreadsReport>(browser, page, WORKERS, { isolated: true });
        assert.deepEqual(console, []);
        assert.deepEqual(report, { equal: true, threads: 2, helped: true, warnings: [] });
      });

      test("computes on one where it is not isolated, and warns once", async () => {
        const { report } = await visited<ThreadsReport>(browser, page, WORKERS);
        assert.deepEqual(
          { ...report, warnings: report.warnings.length },
          {
            equal: true,
            threads: 1,
            helped: false,
            warnings: 1,
          },
        );
      });
    });
  });
}
