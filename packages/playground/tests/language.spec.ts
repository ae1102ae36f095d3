import { TEXTS } from "../src/texts";
import { expect, open, test } from "./page";

test("the language switch changes every text, the lang attribute and the link", async ({ page }) => {
  await open(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("h1")).toHaveText(TEXTS.en.title);
  await page.getByRole("radio", { name: "中文" }).check({ force: true });
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  await expect(page.locator("h1")).toHaveText(TEXTS.zh.title);
  await expect(page).toHaveTitle(TEXTS.zh.title);
  await expect.poll(() => page.url()).toContain("lang=zh");
  const text = (await page.locator("main").textContent()) ?? "";
  for (const english of ["Loss", "Target", "Class", "Gradient", "steps", "sample", "floor"])
    expect(text.replace(/import[\s\S]*/, "")).not.toContain(english);
  await page.getByRole("radio", { name: "English" }).check({ force: true });
  await expect(page.locator("h1")).toHaveText(TEXTS.en.title);
});

test.describe("a Chinese browser", () => {
  test.use({ locale: "zh-CN" });
  test("opens the page in Chinese", async ({ page }) => {
    await open(page);
    await expect(page.locator("h1")).toHaveText(TEXTS.zh.title);
  });
});
