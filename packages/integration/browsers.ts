/** The browsers in which pages are tried, and what the pages there say. */

import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { chromiumOptions } from "../shared/chromium.ts";
import { firefoxOptions } from "../shared/firefox.ts";
import { type Browser, visit } from "../shared/visit.ts";
import type { BuiltPage } from "./bundlers.ts";

export type Launched = Browser & { close(): Promise<void> };

export const BROWSERS = {
  Chromium: (): Promise<Launched> => chromium.launch(chromiumOptions()),
  // TypeScript cannot compare the generic `on` of Puppeteer with overloads.
  Firefox: (): Promise<Launched> =>
    puppeteer.launch(firefoxOptions()) as Promise<unknown> as Promise<Launched>,
};

/** Content-Security-Policies of pages with scripts of their own server, from strict to less so. */
export const SCRIPTS = "default-src 'none'; script-src 'self'";
export const WEBASSEMBLY = `${SCRIPTS} 'wasm-unsafe-eval'`;
export const WORKERS = `${WEBASSEMBLY}; worker-src blob:`;

/** What `consumers/backends.mjs` reports. */
export interface BackendsReport {
  /** The backend that was chosen without being asked for. */
  readonly chosen: string;
  /** The text of a random tensor. */
  readonly printed: string;
  /** Softmaxes, losses and gradients of each backend that the engine has. */
  readonly of: Readonly<Record<string, unknown>>;
}

/** What `consumers/threads.mjs` reports. */
export interface ThreadsReport {
  /** Whether two threads give the bits of one. */
  readonly equal: boolean;
  /** What `getNumThreads()` says in the end. */
  readonly threads: number;
  /** Whether a worker has computed a part. */
  readonly helped: boolean;
  readonly warnings: readonly string[];
}

/** What the program of a page reports, and what the console showed. */
export async function visited<Report>(
  browser: Browser,
  page: BuiltPage,
  policy: string,
  { isolated = false } = {},
): Promise<{ report: Report; console: string[] }> {
  const { text, console } = await visit(browser, { ...page, policy, isolated });
  return { report: JSON.parse(text) as Report, console };
}
