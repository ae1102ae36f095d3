/** How many bytes the package adds to a page. */

import { brotliCompressSync, gzipSync } from "node:zlib";
import { bundle } from "./bundle.ts";

export interface Size {
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** What a page may import. */
export const IMPORTS = {
  everything: 'export * from "crossent"',
  "the four modules and tensor":
    'export { CrossEntropyLoss, LogSoftmax, NLLLoss, Softmax, tensor } from "crossent"',
  "tensor alone": 'export { tensor } from "crossent"',
  "setWarnings alone": 'export { setWarnings } from "crossent"',
} as const;

/** A string that holds a WebAssembly module: the base64 of its first bytes, `\0asm`. */
const WEBASSEMBLY = /(?<=["'`])AGFzbQ[\w+/=]*/g;

const sizeOf = (text: string): Size => ({
  minified: Buffer.byteLength(text),
  gzip: gzipSync(text, { level: 9 }).length,
  brotli: brotliCompressSync(text).length,
});

/** Sizes of the minified bundle for browsers, and how much of each is WebAssembly in base64. */
export function measure(what: keyof typeof IMPORTS): { whole: Size; webAssembly: Size } {
  const { code } = bundle(IMPORTS[what], { platform: "browser", format: "esm", minify: true });
  const text = Buffer.from(code).toString();
  const whole = sizeOf(text);
  const rest = sizeOf(text.replace(WEBASSEMBLY, ""));
  const webAssembly = {
    minified: whole.minified - rest.minified,
    gzip: whole.gzip - rest.gzip,
    brotli: whole.brotli - rest.brotli,
  };
  return { whole, webAssembly };
}
