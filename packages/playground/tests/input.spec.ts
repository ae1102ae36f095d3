/** What mouse and keys do, and that the numbers which follow are PyTorch's. */

import { choosePreset, drag, expect, expectGolden, open, press, slider, test } from "./page";

test.beforeEach(async ({ page }) => {
  await open(page);
  await choosePreset(page, "smoothing");
});

test("dragging a bar changes the loss to PyTorch's", async ({ page }) => {
  await drag(page, "logit-0", -2);
  await expectGolden(page, "a bar dragged to the left");
});

test("dragging a bar of the second sample leaves the first alone", async ({ page }) => {
  await page.getByRole("radio", { name: /^Sample 2/ }).check({ force: true });
  await drag(page, "logit-2", 2.5);
  await expectGolden(page, "a bar of the second sample dragged to the right");
});

test("arrow keys move a bar in steps of 0.1", async ({ page }) => {
  await press(slider(page, "logit-1"), "ArrowRight", 4);
  await press(slider(page, "logit-1"), "ArrowLeft", 1);
  await expectGolden(page, "a bar moved by arrow keys");
});

test("a bar at the end of the axis makes the axis longer", async ({ page }) => {
  await slider(page, "logit-2").press("End");
  await expectGolden(page, "a bar moved to the end of the axis");
  await expect(slider(page, "logit-0")).toHaveAttribute("max", "6");
});

test("smoothing, temperature and weights follow the keys", async ({ page }) => {
  await press(slider(page, "smoothing"), "ArrowLeft", 5);
  await press(slider(page, "temperature"), "ArrowLeft", 2);
  await press(slider(page, "weight-1"), "ArrowRight", 2);
  await expectGolden(page, "everything set by keys");
});

test("the true class is chosen with the arrow keys", async ({ page }) => {
  const radios = page.locator("input[name=trueClass]");
  await radios.nth(0).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expectGolden(page, "another true class");
});

test("an edited probability makes the others give room", async ({ page }) => {
  await page.getByRole("radio", { name: "Probabilities" }).check({ force: true });
  await drag(page, "target-0", 0.9);
  await expectGolden(page, "an edited probability");
});

test("3 to 10 classes and 1 to 4 samples", async ({ page }) => {
  await slider(page, "classCount").press("End");
  await expect(page.locator(".panel.logits li")).toHaveCount(10);
  await slider(page, "classCount").press("Home");
  await expect(page.locator(".panel.logits li")).toHaveCount(2);
  const add = page.getByRole("button", { name: "Add a sample" });
  await add.click();
  await add.click();
  await expect(add).toBeDisabled();
  await expect(page.locator("input[name=sample]")).toHaveCount(4);
  const remove = page.getByRole("button", { name: "Remove this sample" });
  for (let i = 0; i < 3; i++) await remove.click();
  await expect(remove).toBeDisabled();
  await expect(page.locator("[data-number=loss]")).toHaveText(/^\d+\.\d{4}$/);
});

test("the Tab key reaches every control, and the focus is seen", async ({ page }) => {
  const names = new Set<string>();
  await page.keyboard.press("Tab");
  for (let i = 0; i < 60; i++) {
    const seen = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return { name: "", outlined: false };
      const outlined = [element, element.nextElementSibling].some(
        (e) => e !== null && getComputedStyle(e).outlineStyle !== "none",
      );
      return { name: element.getAttribute("name") ?? element.textContent?.trim() ?? "", outlined };
    });
    if (seen.name !== "") expect(seen, seen.name).toMatchObject({ outlined: true });
    names.add(seen.name);
    await page.keyboard.press("Tab");
  }
  for (const name of [
    "language",
    "theme",
    "smoothing",
    "temperature",
    "classCount",
    "sample",
    "logit-0",
    "weight-2",
  ])
    expect([...names]).toContain(name);
  for (const name of ["trueClass", "stepSize", "Take gradient steps", "One step", "Copy"])
    expect([...names]).toContain(name);
});

test("a screen reader hears the loss once it stands still", async ({ page }) => {
  const region = page.locator("body > [role=status]");
  await expect(region).toHaveText("");
  await press(slider(page, "smoothing"), "ArrowRight", 2);
  await expect(region).toHaveText(/^Loss \d\.\d{4}, floor \d\.\d{4}$/);
});
