/** What a page says in a browser. */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

/** What `visit` needs of a `Browser` of Playwright or Puppeteer. */
export interface Browser {
  newPage(): Promise<Page>;
}

/** And of its `Page`. */
interface Page {
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): unknown;
  on(event: "pageerror", listener: (error: Error) => void): unknown;
  goto(url: string): Promise<unknown>;
  waitForSelector(selector: string, options: { timeout: number }): Promise<Element | null>;
  close(): Promise<void>;
}

/** And of an element of it. */
interface Element {
  evaluate(read: (node: { readonly textContent: string | null }) => string | null): Promise<string | null>;
}

/** A page on its own server. */
export interface Site {
  /** The page, which writes what it has to say into its `<pre>`. */
  readonly html: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
  /** Whether it is cross-origin isolated, which shared memory needs; not unless said. */
  readonly isolated?: boolean;
  /** The folder with its scripts, and with what they fetch. */
  readonly folder: string;
}

/** Chromium compiles a module while it arrives only if it is called one. */
const TYPES: { readonly [extension: string]: string } = { ".wasm": "application/wasm" };

const answer =
  ({ html, policy, isolated, folder }: Site): RequestListener =>
  ({ url }, response) => {
    response.setHeader("Content-Security-Policy", policy);
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    if (url === "/") {
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(html);
    } else if (existsSync(join(folder, url!))) {
      const type = TYPES[extname(url!)] ?? "text/javascript";
      response.setHeader("Content-Type", type).end(readFileSync(join(folder, url!)));
    } else {
      response.writeHead(404).end();
    }
  };

/** What the page wrote, and everything that the console showed or that was thrown. */
export async function visit(browser: Browser, site: Site): Promise<{ text: string; console: string[] }> {
  const server = createServer(answer(site)).listen(0, "127.0.0.1");
  const page = await browser.newPage();
  try {
    const console: string[] = [];
    page.on("console", (message) => console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => console.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const pre = await page.waitForSelector("pre:not(:empty)", { timeout: 100_000 }).catch(() => {
      throw new Error(`The page wrote nothing. ${console.join("\n")}`);
    });
    return { text: (await pre!.evaluate(({ textContent }) => textContent)) ?? "", console };
  } finally {
    await page.close();
    server.close();
  }
}
