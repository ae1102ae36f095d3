/** The page as the tests see it: every test fails on a console message, an exception or a request to elsewhere. */

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import golden from "./golden.json" with { type: "json" };

export { expect };

export type StateName = keyof typeof golden.states;
export const GOLDEN: { readonly [name in StateName]: (typeof golden.states)[StateName] } = golden.states;
export const STATE_NAMES = Object.keys(golden.states) as StateName[];

export const test = base.extend<{ noComplaints: undefined }>({
  noComplaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(`console.${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => complaints.push(String(error.stack)));
      page.on("request", (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol !== "data:" && hostname !== "localhost") complaints.push(`request to ${request.url()}`);
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a situation; the page is loaded anew even if only the hash differs. */
export async function open(page: Page, hash = ""): Promise<void> {
  await page.goto("about:blank");
  await page.goto(hash === "" ? "./" : `./#${hash}`);
  await expect(page.locator("h1")).toBeVisible();
}

export const choosePreset = (page: Page, name: string): Promise<void> =>
  page.locator(`[data-preset=${name}]`).click();

export const slider = (page: Page, name: string): Locator =>
  page.locator(`input[type=range][name="${name}"]`);

const parsed = (text: string): number => Number(text.replace("−", "-"));

export const numberOf = async (page: Page, name: string): Promise<number> =>
  parsed((await page.locator(`[data-number=${name}]`).textContent()) ?? "");

/** A number that the page does not have in this situation is a dash. */
const numberOrNull = async (page: Page, name: string): Promise<number | null> =>
  (await page.locator(`[data-number=${name}]`).textContent()) === "–" ? null : numberOf(page, name);

const numbersOf = async (page: Page, name: string): Promise<number[]> =>
  (await page.locator(`[data-number=${name}]`).allTextContents()).map(parsed);

const HALF_A_DIGIT = 0.5e-4; // the page shows four digits
const FLOAT32 = 1e-6; // relative; the page computes in float32

function expectNear(shown: readonly number[], wanted: readonly number[], what: string): void {
  expect(shown, what).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries())
    expect(
      Math.abs(shown[i]! - value),
      `${what}[${i}]: shown ${shown[i]}, PyTorch ${value}`,
    ).toBeLessThanOrEqual(HALF_A_DIGIT + 2e-5 + FLOAT32 * Math.abs(value));
}

/** The page is in a golden state, and every number that it shows is PyTorch's. */
export async function expectGolden(page: Page, name: StateName): Promise<void> {
  const state = GOLDEN[name];
  await expect.poll(() => new URL(page.url()).hash).toBe(`#${state.hash}`);
  expectNear([await numberOf(page, "loss")], [state.loss], "loss");
  expectNear([await numberOf(page, "floor")], [state.floor], "floor");
  for (const key of ["p", "q", "share", "gradient"] as const)
    expectNear(await numbersOf(page, key), state[key], key);
  for (const key of ["logProb", "rank", "entropy", "argmax"] as const) {
    const [shown, wanted] = [await numberOrNull(page, key), state[key]];
    if (shown === null || wanted === null) expect(shown, key).toBe(wanted);
    else expectNear([shown], [wanted], key);
  }
  for (const id of ["code-pytorch", "code-crossent"])
    await expect(page.locator(`#${id}`)).toHaveText(new RegExp(`(#|//) ${escaped(state.printed)}$`));
}

const escaped = (text: string): string => text.replace(/[.()+]/g, "\\$&");

/** Drags a bar to a value with the mouse, in several moves. */
export async function drag(page: Page, name: string, value: number): Promise<void> {
  const input = slider(page, name);
  await input.scrollIntoViewIfNeeded();
  const place = await input.evaluate((element: HTMLInputElement) => {
    const thumb = 14;
    const { left, top, width, height } = element.getBoundingClientRect();
    const [min, max] = [Number(element.min), Number(element.max)];
    const slope = (width - thumb) / (max - min);
    return { start: left + thumb / 2 - min * slope, slope, y: top + height / 2, now: element.valueAsNumber };
  });
  const x = (at: number): number => place.start + at * place.slope;
  await page.mouse.move(x(place.now), place.y);
  await page.mouse.down();
  await page.mouse.move(x((place.now + value) / 2), place.y, { steps: 3 });
  await page.mouse.move(x(value), place.y, { steps: 3 });
  await page.mouse.up();
}

/** Focuses a control and presses a key several times. */
export async function press(control: Locator, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await control.press(key);
}
