/** Alone the page leads to its own code; in the guide also there. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, preview } from "vite";
import { expect, expectGolden, open, test } from "./page";

test("alone: a link to the code, and none that leads nowhere", async ({ page }) => {
  await open(page);
  await expect(page.locator("a[href]:not(.skip)")).toHaveText(["Code"]);
  await page.getByRole("link", { name: "Code" }).click();
  await expect(page.locator("#code-title")).toBeInViewport();
  await expect(page.locator("#code-title")).toBeFocused();
  await expectGolden(page, "the preset of label smoothing"); // its hash included
  await expect(page.locator("footer")).toContainText("npm run guide");
});

test("in a frame of the guide: links to its first page and the API, in the language of the page", async ({
  page,
}, { outputDir }) => {
  const root = join(import.meta.dirname, "..");
  process.env["VITE_GUIDE"] = "../";
  await build({ root, logLevel: "error", build: { outDir: join(outputDir, "playground") } });
  const frame = '<iframe title="playground" src="playground/" width="1200" height="800"></iframe>';
  for (const [folder, content] of [
    ["", `<h1>Guide</h1>${frame}`],
    ["zh", "<h1>指南</h1>"],
    ["api", "<h1>API</h1>"],
    ["zh/api", "<h1>API 参考</h1>"],
  ] as const) {
    mkdirSync(join(outputDir, folder), { recursive: true });
    writeFileSync(
      join(outputDir, folder, "index.html"),
      `<!doctype html><meta charset="utf-8" /><link rel="icon" href="data:," />${content}`,
    );
  }
  const server = await preview({ root, logLevel: "error", build: { outDir: outputDir } });
  try {
    const guide = server.resolvedUrls!.local[0]!;
    const playground = page.frameLocator("iframe");
    const follow = async (language: "English" | "中文", link: string, title: string): Promise<void> => {
      await page.goto(guide);
      await playground.getByRole("radio", { name: language }).check({ force: true });
      await playground.getByRole("link", { name: link, exact: true }).click();
      await expect(page.locator("h1")).toHaveText(title);
    };
    await follow("中文", "指南", "指南");
    await follow("中文", "API", "API 参考");
    await follow("English", "API", "API");
    await follow("English", "Guide", "Guide");
    await expect(playground.locator("footer")).toHaveCount(0);
  } finally {
    await server.close();
  }
});
