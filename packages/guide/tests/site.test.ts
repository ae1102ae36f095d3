/** The site as it was built, in Chromium. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumOptions } from "../../shared/chromium.ts";
import { visit } from "../../shared/visit.ts";
import type { Language } from "../.vitepress/sidebar.ts";
import { blocksOf, GUIDE, pagesOf, ROOT } from "./pages.ts";
import { serveSite } from "./server.ts";

declare global {
  interface Window {
    readonly axe: typeof import("axe-core");
  }
}

const LANGUAGES: readonly Language[] = ["en", "zh"];
const PHONE = { width: 390, height: 844 };
const API = ["api/index", "api/nn", "api/Tensor", "api/functional/crossEntropy"];

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;

before(async () => {
  site = await serveSite();
  browser = await chromium.launch(chromiumOptions());
});

after(async () => {
  await browser.close();
  site.close();
});

const rootOf = (language: Language): string => `${site.url}${language === "en" ? "" : "zh/"}`;
const namesOf = (language: Language): string[] => pagesOf(language).map((file) => file.replace(".md", ""));

/** A page of the browser that collects what goes wrong in it: messages of its console, errors, files from elsewhere. */
async function newPage(options: Parameters<Browser["newPage"]>[0] = {}): Promise<[Page, string[]]> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(site.url)) complaints.push(request.url());
  });
  return [page, complaints];
}

for (const language of LANGUAGES)
  test(`${language}: no page is wider than a phone, and none complains`, async () => {
    const [page, complaints] = await newPage({ viewport: PHONE });
    const tooWide: string[] = [];
    for (const name of [...namesOf(language), ...API]) {
      await page.goto(`${rootOf(language)}${name}.html`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > PHONE.width) tooWide.push(`${name}: ${width}`);
    }
    assert.deepEqual([...tooWide, ...complaints], []);
    await page.close();
  });

/** What is asked, and the page that is to be among the first three answers. */
const QUESTIONS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    cross_entropy: "api/functional/crossEntropy.html",
    "F.cross_entropy": "api/functional/crossEntropy.html",
    "torch.nn.functional.cross_entropy": "api/functional/crossEntropy.html",
    CrossEntropyLoss: "api/CrossEntropyLoss.html",
    nll_loss: "api/functional/nllLoss.html",
    label_smoothing: "label-smoothing.html",
    ignore_index: "api/CrossEntropyLoss.html",
    perplexity: "scoring.html",
    onnx: "scoring.html",
    manual_seed: "api/manualSeed.html",
    load_state_dict: "api/Module.html",
    "label smoothing": "label-smoothing.html",
  },
  zh: {
    cross_entropy: "api/functional/crossEntropy.html",
    CrossEntropyLoss: "api/CrossEntropyLoss.html",
    label_smoothing: "label-smoothing.html",
    perplexity: "scoring.html",
    onnx: "scoring.html",
    标签平滑: "label-smoothing.html",
    困惑度: "scoring.html",
    交叉熵: "label-smoothing.html",
  },
};

for (const language of LANGUAGES)
  test(`${language}: the search finds PyTorch's names`, async () => {
    const [page, complaints] = await newPage();
    await page.goto(`${rootOf(language)}start.html`);
    await page.locator(".VPNavBarSearch button").first().click();
    const missed: string[] = [];
    for (const [question, wanted] of Object.entries(QUESTIONS[language])) {
      await page.locator(".search-input").fill("");
      await page.locator(".result").first().waitFor({ state: "detached" });
      await page.locator(".search-input").fill(question);
      await page.locator(".result").first().waitFor();
      const links = await page
        .locator("a.result")
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
      const first = links.slice(0, 3).map((link) => link.replace(/#.*/, ""));
      if (!first.includes(`${rootOf(language)}${wanted}`))
        missed.push(`${question}: ${links.slice(0, 3).join(" ")}`);
    }
    assert.deepEqual(missed, []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

test("the languages lead to each other, page by page", async () => {
  const [page] = await newPage({ viewport: { width: 1280, height: 900 } });
  for (const [from, to] of [
    ["start.html", "zh/start.html"],
    ["zh/api/functional/crossEntropy.html", "api/functional/crossEntropy.html"],
  ] as const) {
    await page.goto(`${site.url}${from}`);
    await page.locator(".VPNavBarTranslations button").hover();
    await page.locator(".VPNavBarTranslations a").click();
    await page.waitForURL(`${site.url}${to}`);
  }
  await page.close();
});

test("the playground is part of its page, in the colours of the page, and a link on a phone", async () => {
  const [page, complaints] = await newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  await page.goto(`${site.url}label-smoothing.html`);
  const frame = page.frameLocator(".playground iframe");
  await frame.locator("h1").waitFor();
  const background = (): Promise<string> =>
    frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  const light = await background();
  await page.locator(".VPNavBarAppearance button").click();
  await page.locator("html.dark").waitFor();
  assert.notEqual(await background(), light);

  await page.setViewportSize(PHONE);
  assert.equal(await page.locator(".playground iframe").isVisible(), false);
  await page.locator(".playground figcaption a").click();
  await page.locator("h1").waitFor();
  assert.match(page.url(), /playground\/index\.html#/);
  assert.deepEqual(complaints, []);
  await page.close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`what axe asks of a page (WCAG 2, A and AA) holds in ${colorScheme}`, async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const [page] = await newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
    const found: string[] = [];
    for (const name of [
      "index",
      "start",
      "precision-and-speed",
      "label-smoothing",
      "zh/scoring",
      API.at(-1)!,
    ]) {
      await page.goto(`${site.url}${name}.html`);
      await page.evaluate(axe);
      // An item of VitePress's sidebar that opens and leads somewhere is a button around a link.
      const violations = await page.evaluate(() =>
        window.axe.run(document, {
          iframes: false,
          runOnly: ["wcag2a", "wcag2aa"],
          rules: { "nested-interactive": { enabled: false } },
        }),
      );
      found.push(...violations.violations.map(({ id, nodes }) => `${name}: ${id}, ${nodes[0]!.html}`));
    }
    assert.deepEqual(found, []);
    await page.close();
  });

test("formulas are set", () => {
  const pages = LANGUAGES.flatMap((language) =>
    namesOf(language).map((name) => join(GUIDE, "dist", language === "en" ? "" : "zh", `${name}.html`)),
  );
  const html = pages.map((file) => readFileSync(file, "utf8"));
  assert.ok(html.some((text) => text.includes('class="katex-mathml"')));
  for (const [i, text] of html.entries()) assert.doesNotMatch(text, /katex-error|\$\$/, pages[i]!);
});

test("every public class and function has its page, in both languages", () => {
  const pages = (folder: string): string[] =>
    readdirSync(join(GUIDE, "dist", folder), { recursive: true })
      .map(String)
      .sort();
  assert.deepEqual(pages("zh/api"), pages("api"));
  for (const name of [
    "Tensor",
    "functional/crossEntropy",
    "optim/Adam",
    "metrics/Calibration",
    "nn",
    "asTensor",
  ])
    assert.ok(pages("api").includes(`${name}.html`), name);
});

/** They load the package from where it stands here. */
const documents = pagesOf("en")
  .flatMap((page) => blocksOf("en", page))
  .filter(({ language }) => language === "html");

for (const { code, place } of documents)
  test(`the document of ${place} runs in a browser`, async () => {
    const icon = '<link rel="icon" href="data:,">'; // else the browser asks the server for one
    const html =
      icon +
      code
        .replace("./crossent/dist/", "./dist/")
        .replace(
          "document.body.textContent =",
          "document.body.appendChild(document.createElement('pre')).textContent =",
        );
    const { text, console } = await visit(browser, {
      html,
      policy: "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; img-src data:",
      folder: ROOT,
    });
    assert.match(text, /^tensor\(/);
    assert.deepEqual(console, []);
  });
