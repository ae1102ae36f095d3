import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../../scripts/buildWorker";

test("src/backends/threads/workerCode.ts is what the sources give", () => {
  const file = join(__dirname, "..", "..", "..", "src", "backends", "threads", "workerCode.ts");
  expect(readFileSync(file, "utf8") === build()).toBe(true);
});
