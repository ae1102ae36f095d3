import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../scripts/buildWasm";

test("src/kernels/binary.ts is what assembly/ gives", () => {
  const file = join(__dirname, "..", "..", "src", "kernels", "binary.ts");
  expect(readFileSync(file, "utf8") === build()).toBe(true);
});
