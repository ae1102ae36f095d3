/**
 * Pictures of the built site, to look at: every kind of page in both languages, wide and narrow, light and dark.
 *
 *   npm --prefix packages/guide run screenshots -- FOLDER [PAGE …]
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../shared/chromium.ts";
import { serveSite } from "./tests/server.ts";

const PAGES = [
  "index",
  "start",
  "porting",
  "scoring",
  "label-smoothing",
  "precision-and-speed",
  "compatibility",
  "api/functional/crossEntropy",
  "api/Tensor",
];
const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } };

const LONGEST = 3000; // pixels: what is below looks like what is above

const [folder, ...chosen] = process.argv.slice(2);
if (folder === undefined)
  throw new Error("Where to? npm --prefix packages/guide run screenshots -- FOLDER [PAGE …]");
mkdirSync(folder, { recursive: true });

const site = await serveSite();
const browser = await chromium.launch(chromiumOptions());
for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    for (const language of ["en", "zh"])
      for (const name of chosen.length > 0 ? chosen : PAGES) {
        await page.goto(`${site.url}${language === "en" ? "" : "zh/"}${name}.html`, { waitUntil: "load" });
        await page.waitForTimeout(400);
        const path = join(folder, `${name.replaceAll("/", "-")}.${language}.${size}.${colorScheme}.png`);
        const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), LONGEST);
        await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: viewport.width, height } });
      }
    await context.close();
  }
await browser.close();
site.close();
