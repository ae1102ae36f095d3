/** What comes out is seen without scrolling, beside the logits that one drags. */

import { choosePreset, expect, open, test } from "./page";

const SCREENS = [
  { width: 1280, height: 900, seen: ["p", "q", "share", "gradient", "logProb", "rank", "entropy", "argmax"] },
  { width: 390, height: 844, seen: ["p", "q"] },
];

for (const { width, height, seen } of SCREENS)
  for (const language of ["en", "zh"])
    test(`the results are on the first screen: ${width} × ${height}, ${language}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await open(page, `lang=${language}`);
      for (const preset of ["indices", "probabilities", "smoothing", "weights"]) {
        await choosePreset(page, preset);
        await expect(page.locator(`[data-preset=${preset}]`)).toHaveAttribute("aria-pressed", "true");
        const inputs = "[name^=logit-], [name=smoothing], [name=temperature], [name=sample]";
        const results = ["loss", "floor", ...seen].map((name) => `[data-number=${name}]`).join(", ");
        const places = await page.locator(`${inputs}, ${results}`).all();
        expect(places.length).toBeGreaterThan(seen.length);
        for (const place of places) await expect(place).toBeInViewport({ ratio: 1 });
        expect(await page.evaluate(() => scrollY)).toBe(0);
      }
    });
