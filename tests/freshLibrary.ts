/** The library as a new process has it: nothing has been warned of yet. */

export type Library = typeof import("../src");

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
