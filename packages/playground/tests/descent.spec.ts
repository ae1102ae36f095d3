import type { Page } from "@playwright/test";
import { choosePreset, expect, numberOf, open, slider, test } from "./page";

const run = (page: Page) => page.locator("[data-action=run]");

async function runToItsEnd(page: Page): Promise<void> {
  await run(page).click();
  await expect(run(page)).toHaveText("Pause");
  await expect(run(page)).toHaveText("Take gradient steps", { timeout: 50_000 });
}

test("with smoothing the logits stop at a finite gap, at the floor", async ({ page }) => {
  await open(page);
  await choosePreset(page, "smoothing");
  await runToItsEnd(page);
  // The true class is to get 0.8 and the others 0.1 each: a gap of log 8.
  expect(await numberOf(page, "gapGoal")).toBeCloseTo(Math.log(8), 4);
  expect(await numberOf(page, "gap")).toBeCloseTo(Math.log(8), 2);
  expect(await numberOf(page, "excess")).toBe(0);
  await expect(page.locator(".verdict")).toHaveText(/^Arrived/);
  await expect(page.locator(".descent svg")).toBeVisible();
});

test("without smoothing the gap keeps growing", async ({ page }) => {
  await open(page, "logits=0.5,0.3,0.9;0.4,0.8,0.1&classes=0,1");
  await expect(page.locator("[data-number=gapGoal]")).toHaveText("∞");
  await runToItsEnd(page);
  const [gap, loss, steps] = [
    await numberOf(page, "gap"),
    await numberOf(page, "loss"),
    await numberOf(page, "steps"),
  ];
  expect(steps).toBe(2000);
  expect(gap).toBeGreaterThan(6);
  await expect(page.locator(".verdict")).toHaveText(/^No end/);
  await runToItsEnd(page);
  expect(await numberOf(page, "gap")).toBeGreaterThan(gap + 0.5);
  expect(await numberOf(page, "loss")).toBeLessThan(loss);
});

test("one step goes against the gradient, and back", async ({ page }) => {
  await open(page, "logits=0,0&classes=0");
  await page.locator("[data-action=step]").click();
  // p − q is (−0.5, 0.5).
  await expect.poll(() => page.url()).toContain("logits=0.5,-0.5&");
  await page.locator("[data-action=back]").click();
  await expect.poll(() => page.url()).toContain("logits=0,0&");
  await expect(page.locator("[data-action=back]")).toBeDisabled();
});

test("a run can be paused, and an edit ends it", async ({ page }) => {
  await open(page, "logits=0.5,0.3,0.9&classes=0");
  await run(page).click();
  await expect(run(page)).toHaveText("Pause");
  await run(page).click();
  await expect(run(page)).toHaveText("Take gradient steps");
  expect(await numberOf(page, "steps")).toBeGreaterThan(0);
  await run(page).click();
  await slider(page, "smoothing").press("End");
  await expect(run(page)).toHaveText("Take gradient steps");
  expect(await numberOf(page, "steps")).toBe(0);
});

test("steps that are too long are called so", async ({ page }) => {
  await open(page, "logits=0,0,0&classes=0&smoothing=0.3&temperature=0.1");
  for (let i = 0; i < 4; i++) await page.locator("[data-action=step]").click();
  await expect(page.locator(".verdict")).toHaveText(/smaller step size/);
});

test("with reduced motion the run is over at once", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  await choosePreset(page, "smoothing");
  await run(page).click();
  await expect(page.locator(".verdict")).toHaveText(/^Arrived/);
});
