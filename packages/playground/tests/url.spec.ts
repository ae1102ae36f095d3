import { choosePreset, expect, expectGolden, GOLDEN, open, press, STATE_NAMES, slider, test } from "./page";

for (const name of STATE_NAMES)
  test(`a link opens: ${name}`, async ({ page }) => {
    await open(page, GOLDEN[name].hash);
    await expectGolden(page, name);
  });

test("what was set is there after a reload, with its language", async ({ page }) => {
  await open(page);
  await choosePreset(page, "probabilities");
  await page.getByRole("radio", { name: "中文" }).check({ force: true });
  await press(slider(page, "smoothing"), "ArrowRight", 7);
  await press(slider(page, "logit-0"), "ArrowRight", 3);
  await expect.poll(() => page.url()).toContain("smoothing=0.07");
  await expect.poll(() => page.url()).toContain("logits=1.8,");
  const [url, shown] = [page.url(), await page.locator("main").textContent()];
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  expect(await page.locator("main").textContent()).toBe(shown);
  expect(page.url()).toBe(url);
});

test("a link that is pasted into an open page is followed", async ({ page }) => {
  await open(page);
  const { hash } = GOLDEN["one sample, no smoothing"];
  await page.evaluate((text) => {
    location.hash = text;
  }, hash);
  await expectGolden(page, "one sample, no smoothing");
});

for (const hash of [
  "logits=",
  "logits=1,2;3&classes=0,1",
  "logits=1,x,3&classes=0",
  "logits=1&classes=0",
  "classes=0",
  "logits=NaN,1,2",
  `logits=${Array.from({ length: 11 }, () => 0).join(",")}`,
])
  test(`a link without sense opens the first preset: ${hash}`, async ({ page }) => {
    await open(page, hash);
    await expect(page.locator("[data-number=loss]")).toHaveText("1.0302");
  });

test("numbers beyond their limits are held within them", async ({ page }) => {
  await open(page, "logits=1e9,-Infinity,0&classes=7&smoothing=3&temperature=0&weights=0,100,1&sample=9");
  await expect
    .poll(() => new URL(page.url()).hash)
    .toBe("#logits=100,-100,0&classes=2&smoothing=1&weights=0.1,5,1&temperature=0.1");
});
