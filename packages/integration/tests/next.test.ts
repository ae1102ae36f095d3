/** The package in an application of Next.js: in a component of the server, and in one of the client. */

import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { visit } from "../../shared/visit.ts";
import { BROWSERS } from "../browsers.ts";
import { install } from "../package.ts";
import { runNode } from "../run.ts";

const here = join(__dirname, "..");
/** Within this package, whose Next.js and React are to be found from there. */
const folder = join(here, "build", "next");

const LOSS = "tensor(1.2656), by WebAssembly: true";

test("Next.js builds a page whose server component and client component compute the loss", async () => {
  rmSync(folder, { recursive: true, force: true });
  install("consumers/next", folder);
  process.env["NEXT_TELEMETRY_DISABLED"] = "1";
  runNode([join(here, "node_modules", "next", "dist", "bin", "next"), "build"], folder);
  const html = readFileSync(join(folder, "out", "index.html"), "utf8");
  assert.ok(html.includes(`server: <!-- -->${LOSS}`), html);

  const browser = await BROWSERS.Chromium();
  try {
    // Next.js writes scripts into its pages.
    const policy = "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'";
    const { text, console } = await visit(browser, { html, policy, folder: join(folder, "out") });
    assert.equal(text, `client: ${LOSS}`);
    assert.deepEqual(console, []);
  } finally {
    await browser.close();
  }
});
