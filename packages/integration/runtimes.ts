/** What runs JavaScript. */

import { join } from "node:path";

const installed = (name: string): string => join(__dirname, "node_modules", ".bin", name);

/** A program, and its arguments before a file. */
export type Runtime = readonly [program: string, ...args: readonly string[]];

/** Deno is given no permission: the package needs none. */
export const RUNTIMES = {
  Node: [process.execPath],
  Bun: [installed("bun"), "run"],
  Deno: [installed("deno"), "run", "--no-prompt"],
} as const satisfies { readonly [name: string]: Runtime };
