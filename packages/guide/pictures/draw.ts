/** What the pictures have in common: the document to draw in, colours that the page sets, tables that they read. */

import { readFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { emptyDocument, STYLE } from "../../shared/plot.ts";

export type { Language } from "../.vitepress/sidebar.ts";

export interface Picture {
  readonly svg: string;
  readonly caption: string;
}

/** Series of the pictures; style.css has their colours, for light and dark. */
export const COLOURS = {
  torch: "var(--series-torch)",
  crossent: "var(--series-crossent)",
  simd128: "var(--series-simd128)",
  reference: "var(--series-reference)",
  onnxruntime: "var(--series-onnxruntime)",
  jax: "var(--series-jax)",
  tfjs: "var(--series-tfjs)",
} as const;

const WIDTH = 680;

export function draw(options: Plot.PlotOptions, caption: string): Picture {
  const svg = Plot.plot({
    width: WIDTH,
    ...options,
    document: emptyDocument(parseHTML),
    style: { ...STYLE, color: "currentColor", background: "none" },
  });
  // On a phone a large picture scrolls instead of becoming illegible; a small one shrinks.
  if (svg.getAttribute("width") === String(WIDTH)) svg.setAttribute("class", "large");
  return { svg: svg.outerHTML, caption };
}

/** The rows of the first table of a Markdown file whose heading fits. */
export function tableOf(file: string, heading: RegExp): string[][] {
  const lines = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8").split("\n");
  const first = lines.findIndex((line) => heading.test(line));
  if (first < 0) throw new Error(`${file} has no table with the heading ${heading}`);
  const end = lines.findIndex((line, i) => i > first && !line.startsWith("|"));
  return lines.slice(first + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
