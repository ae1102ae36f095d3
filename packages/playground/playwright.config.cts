/** CommonJS, because `shared/` is, and Playwright finds no named exports of CommonJS from an ES module. */

import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { findPython } from "../../scripts/python.ts";
import { chromiumOptions } from "../shared/chromium.ts";

process.env["PYTHON"] = findPython(join(__dirname, "..", ".."));

const PORT = Number(process.env["PORT"] ?? 41731);

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  timeout: 120_000, // on a machine that is busy, too
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1280, height: 900 },
    locale: "en-US",
    launchOptions: chromiumOptions(),
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
  },
});
