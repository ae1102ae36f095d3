/** Writes the tables into their places in docs/conformance.md and README.md: `npm run tables`. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "./comparison/table.ts";
import { replaceBetween } from "./markdown.ts";
import { matrix } from "./matrix.ts";

const tables = { comparison: table(), matrix: matrix() };
for (const page of ["README.md", "docs/conformance.md"]) {
  const path = join(import.meta.dirname, "..", "..", page);
  const text = Object.entries(tables).reduce(
    (before, [name, rows]) => replaceBetween(before, name, rows),
    readFileSync(path, "utf8"),
  );
  writeFileSync(path, text);
}
process.exit(); // jax-js keeps a worker
