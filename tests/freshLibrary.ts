/** The library as a new process has it: nothing has been warned of yet. */

import type { Tensor } from "../src";

export type Library = typeof import("../src");

/** Two class indices. */
export const classes = ({ tensor }: Library): Tensor => tensor([0, 1]);

/** Logits of two samples and two classes, with gradient. */
export const learnable = ({ tensor }: Library): Tensor =>
  tensor(
    [
      [0.5, 0.3],
      [0.4, 0.8],
    ],
    { requiresGrad: true },
  );

/** Runs `use` with such a library and returns what it warned. */
export function warningsOf(use: (library: Library) => void): string[] {
  const warn = jest.spyOn(console, "warn").mockImplementation();
  try {
    jest.isolateModules(() => use(require("../src")));
    return warn.mock.calls.map((args) => args.join(" "));
  } finally {
    warn.mockRestore();
  }
}
