/** Prints how many bytes the package adds to a page: `npm --prefix packages/integration run size`. */

import { IMPORTS, measure, type Size } from "./sizes.ts";

const row = (name: string, cells: readonly string[]): string =>
  name.padEnd(32) + cells.map((cell) => cell.padStart(10)).join("");
const bytes = ({ minified, gzip, brotli }: Size): string[] =>
  [minified, gzip, brotli].map((n) => n.toLocaleString("en"));

console.log(row("bytes", ["minified", "gzip", "brotli"]));
for (const what of Object.keys(IMPORTS) as (keyof typeof IMPORTS)[]) {
  const { whole, webAssembly } = measure(what);
  console.log(row(what, bytes(whole)));
  if (webAssembly.minified > 0) console.log(row("  of these, WebAssembly", bytes(webAssembly)));
}
