import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../../scripts/buildWasm";

test("src/backends/wasm/binary.ts is what assembly/ gives", () => {
  const file = join(__dirname, "..", "..", "..", "src", "backends", "wasm", "binary.ts");
  expect(readFileSync(file, "utf8") === build()).toBe(true);
});
