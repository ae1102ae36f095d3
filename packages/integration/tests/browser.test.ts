/** The package in a browser, under a strict Content-Security-Policy: the same numbers as in Node. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium } from "playwright-core";
import { chromiumOptions } from "../../shared/chromium.ts";
import { bundle } from "../bundle.ts";
import { application } from "../package.ts";
import { runNode } from "../run.ts";
import { visit } from "../visit.ts";

/** What `consumers/backends.mjs` reports. */
interface Report {
  /** The backend that was chosen without being asked for. */
  readonly chosen: string;
  /** The text of a random tensor. */
  readonly printed: string;
  /** Softmaxes, losses and gradients of each backend that the engine has. */
  readonly of: Readonly<Record<string, unknown>>;
}

const IMPORT_MAP = JSON.stringify({
  imports: {
    crossent: "/node_modules/crossent/dist/esm/index.js",
    "pure-rand/generator/mersenne": "/node_modules/pure-rand/lib/esm/generator/mersenne.js",
  },
});
const IMPORT_MAP_HASH = createHash("sha256").update(IMPORT_MAP).digest("base64");

const page = (head: string, script: string): string =>
  `<!doctype html><title>crossent</title>${head}<pre></pre><script type="module" src="${script}"></script>`;

/** What is loaded, and what of it the policy has to name. */
const PAGES: Readonly<Record<string, { html: string; scripts: string }>> = {
  "a bundle": { html: page("", "/backends.bundle.js"), scripts: "'self'" },
  "the ES modules themselves": {
    html: page(`<script type="importmap">${IMPORT_MAP}</script>`, "/backends.mjs"),
    scripts: `'self' 'sha256-${IMPORT_MAP_HASH}'`,
  },
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

describe("in Chromium", () => {
  let browser: Browser;
  let inNode: Report;

  before(async () => {
    browser = await chromium.launch(chromiumOptions());
    const { code } = bundle('import "./backends.mjs"', { platform: "browser", format: "esm", minify: true });
    writeFileSync(join(application, "backends.bundle.js"), code);
    inNode = JSON.parse(runNode(["backends.mjs"], application)) as Report;
  });

  after(() => browser?.close());

  async function visited(html: string, policy: string): Promise<Report> {
    const { text, console } = await visit(browser, { html, policy, folder: application });
    assert.deepEqual(console, []);
    return JSON.parse(text) as Report;
  }

  for (const [what, { html, scripts }] of Object.entries(PAGES)) {
    test(`${what}, where the policy forbids WebAssembly: 'reference', with Node's bits and no complaint`, async () => {
      const report = await visited(html, `default-src 'none'; script-src ${scripts}`);
      assert.equal(report.chosen, "reference");
      assert.deepEqual(report.of, { reference: inNode.of["reference"] });
      assert.equal(report.printed, inNode.printed);
    });

    test(`${what}, where the policy allows WebAssembly: SIMD, with Node's bits and no complaint`, async () => {
      const policy = `default-src 'none'; script-src ${scripts} 'wasm-unsafe-eval'`;
      const report = await visited(html, policy);
      assert.match(report.chosen, /^(relaxed-simd|simd128)$/);
      assert.equal(report.printed, inNode.printed);
      assert.ok("simd128" in report.of);
      for (const [name, results] of Object.entries(report.of)) {
        if (name in inNode.of) assert.deepEqual(results, inNode.of[name], name);
        else assertClose(results, inNode.of["reference"], name); // 'relaxed-simd', which Node 20 does not have
      }
    });
  }
});
