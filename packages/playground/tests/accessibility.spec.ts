import axe from "axe-core";
import { expect, GOLDEN, open, test } from "./page";

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

for (const language of ["en", "zh"] as const)
  for (const theme of ["light", "dark"] as const)
    for (const width of [1280, 390])
      test(`axe finds nothing: ${language}, ${theme}, ${width} pixels`, async ({ page }) => {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        for (const state of [
          "the preset of label smoothing",
          "weights, smoothing and probabilities",
        ] as const) {
          await open(page, `${GOLDEN[state].hash}&lang=${language}`);
          await page.locator("[data-action=run]").click();
          await expect(page.locator(".descent svg")).toBeVisible();
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => window.axe.run());
          const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
          expect(found).toEqual([]);
        }
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, "nothing is wider than the screen").toBe(0);
      });

test("the theme switch overrules the system, and is remembered", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await background()).toBe("rgb(255, 255, 255)");
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await expect.poll(background).toBe("rgb(20, 23, 26)");
  await page.reload();
  expect(await background()).toBe("rgb(20, 23, 26)");
});
