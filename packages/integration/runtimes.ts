/** What runs JavaScript: each the program and the arguments before a file. */

import { join } from "node:path";

const installed = (name: string): string => join(__dirname, "node_modules", ".bin", name);

/** Deno is given no permission: the package needs none. */
export const RUNTIMES = {
  Node: [process.execPath],
  Bun: [installed("bun"), "run"],
  Deno: [installed("deno"), "run", "--no-prompt"],
} as const satisfies { readonly [name: string]: readonly [string, ...string[]] };
