/** The programs of the page are run: PyTorch's by Python, where PyTorch is there, and crossent's by Node. */

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, GOLDEN, open, STATE_NAMES, test } from "./page";

const PYTHON = process.env["PYTHON"]!; // playwright.config.cts sets it

const output = (command: string, args: readonly string[], input = ""): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout.trim();
};

const PRINTED = STATE_NAMES.map((name) => GOLDEN[name].printed).join("\n");

/** The program of every golden situation, as the page shows it. */
async function programs(page: Page, id: string): Promise<string[]> {
  const texts: string[] = [];
  for (const name of STATE_NAMES) {
    await open(page, GOLDEN[name].hash);
    texts.push((await page.locator(id).textContent()) ?? "");
  }
  return texts;
}

test("crossent's programs print what the page says they print", async ({ page }, { outputDir }) => {
  // One module each, because all of them declare the same names. The folder lies inside the package, which finds crossent.
  mkdirSync(outputDir, { recursive: true });
  const modules = (await programs(page, "#code-crossent")).map((text, i) => {
    writeFileSync(join(outputDir, `program${i}.mjs`), text);
    return `await import("./program${i}.mjs");`;
  });
  const main = join(outputDir, "main.mjs");
  writeFileSync(main, modules.join("\n"));
  expect(output(process.execPath, [main])).toBe(PRINTED);
});

test("PyTorch's programs print what the page says they print", async ({ page }) => {
  const hasPyTorch = spawnSync(PYTHON, ["-c", "import torch"]).status === 0;
  test.skip(!hasPyTorch, `${PYTHON} has no PyTorch`);
  expect(output(PYTHON, ["-"], (await programs(page, "#code-pytorch")).join("\n"))).toBe(PRINTED);
});

test("the copy button copies the program", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, GOLDEN["weights, smoothing and probabilities"].hash);
  await page.getByRole("button", { name: "Copy the PyTorch code" }).click();
  await expect(page.locator(".copied").first()).toHaveText("Copied");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.locator("#code-pytorch").textContent());
});
