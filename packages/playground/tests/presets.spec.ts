import { choosePreset, expect, expectGolden, open, test } from "./page";

for (const [preset, state, loss] of [
  ["indices", "the preset of class indices", "0.5556"],
  ["probabilities", "the preset of probabilities", "1.0322"],
  ["smoothing", "the preset of label smoothing", "1.0302"],
  ["weights", "the preset of class weights", "0.5675"],
] as const)
  test(`the preset "${preset}" shows ${loss}`, async ({ page }) => {
    await open(page);
    await choosePreset(page, preset);
    await expectGolden(page, state);
    await expect(page.locator("[data-number=loss]")).toHaveText(loss);
    await expect(page.locator(".mean strong")).toHaveText(loss);
    await expect(page.locator("#code-pytorch")).toContainText(`# tensor(${loss})`);
    await expect(page.locator("#code-crossent")).toContainText(`// tensor(${loss})`);
    await expect(page.locator(`[data-preset=${preset}]`)).toHaveAttribute("aria-pressed", "true");
  });

test("the page opens with label smoothing", async ({ page }) => {
  await open(page);
  await expectGolden(page, "the preset of label smoothing");
});
