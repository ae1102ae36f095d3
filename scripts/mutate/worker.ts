/** A process that runs one file of tests at a time on one mutant. It is killed where a mutant does not end. */

import { join } from "node:path";
import { runCLI } from "jest";
import type { Replaced } from "./transformer";

/** A file of tests, and the file of the library that is replaced; null for the library as it is. */
export interface Task {
  readonly test: string;
  readonly replaced: Replaced | null;
}

const root = join(__dirname, "../..");
const options = { runTestsByPath: true, runInBand: true, watchman: false, coverage: false };

/** The mutant is part of Jest's configuration: Jest keeps what it has transformed for each configuration. */
const configFor = (replaced: Replaced | null): string =>
  JSON.stringify({
    rootDir: root,
    roots: ["<rootDir>/tests"],
    testEnvironment: "node",
    transform: { "\\.ts$": [join(__dirname, "transformer.ts"), { replaced }] },
    reporters: [],
  });

process.on("message", async ({ test, replaced }: Task) => {
  const argv = { ...options, config: configFor(replaced), _: [join(root, test)], $0: "mutate" };
  const { results } = await runCLI(argv as never, [root]);
  process.send!(results.success && results.numTotalTestSuites === 1);
});
