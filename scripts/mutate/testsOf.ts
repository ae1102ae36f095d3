/** Which tests may notice a change of a file, the likeliest first. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(__dirname, "../..");

/** Broad tests, the quick ones first. */
const BROAD = [
  "tests/autograd.test.ts",
  "tests/noGrad.test.ts",
  "tests/values/memory.test.ts",
  "tests/functional/index.test.ts",
  "tests/functional/crossEntropy.test.ts",
  "tests/tensor/tensor.test.ts",
  "tests/empty.test.ts",
  "tests/properties.test.ts",
];
/** What the functions refuse, and with which words. */
const REFUSALS = [
  "tests/functional/errors.test.ts",
  "tests/argumentErrors.test.ts",
  "tests/errorTexts.test.ts",
];
/** Those of the executors, which take long: only for what they run. */
const EXECUTORS = [
  "tests/backends/wasm/plan.test.ts",
  "tests/backends/wasm/lines.test.ts",
  "tests/backends/wasm/elementwise.test.ts",
  "tests/backends/wasm/reduction.test.ts",
  "tests/backends/wasm/executor.test.ts",
  "tests/backends/table.test.ts",
];

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .sort();

const testOf = (file: string): string => file.replace(/^src\//, "tests/").replace(/\.ts$/, ".test.ts");

const testsIn = (folder: string): string[] => filesIn(folder).filter((file) => file.endsWith(".test.ts"));

/** The files of src that import `file` themselves. */
const importersOf = (file: string): string[] =>
  filesIn("src").filter((other) =>
    [...readFileSync(join(root, other), "utf8").matchAll(/from "(\.[^"]+)"/g)].some(
      ([, path]) => normalize(join(dirname(other), path!)).replaceAll("\\", "/") === file,
    ),
  );

/** The test at the same place, those of files that import it, those of all ops or of refusals, and the broad ones. */
export function testsOf(file: string): string[] {
  const near = [file, ...importersOf(file)].map(testOf).filter((test) => !EXECUTORS.includes(test));
  const references = file.startsWith("src/backends/reference/") ? testsIn("tests/backends/reference") : [];
  const ops = /^src\/(values|ops|autograd)/.test(file) ? testsIn("tests/ops") : [];
  const refusals = file.startsWith("src/functional/") ? REFUSALS : [];
  const slow = file.startsWith("src/backends/wasm/") || file === "src/backends/table.ts" ? EXECUTORS : [];
  const own = testOf(file);
  return [...new Set([own, ...near, ...references, ...ops, ...refusals, ...BROAD, ...slow])].filter((test) =>
    existsSync(join(root, test)),
  );
}

/** The files of src below any of the places, which are files or folders. */
export const sourcesBelow = (places: readonly string[]): string[] =>
  filesIn("src").filter(
    (file) =>
      file !== "src/backends/wasm/binary.ts" &&
      places.some((place) => file === place || file.startsWith(`${place.replace(/\/$/, "")}/`)),
  );
