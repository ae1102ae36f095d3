import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../../../scripts/buildWasm";
import { RELAXED_SIMD, SIMD128 } from "../../../src/backends/wasm/binary";

// Compiling takes long: `npm run wasm -- --check` does it.
test("src/backends/wasm/binary.ts was made of assembly/ as it is; else npm run wasm makes it anew", () => {
  const file = join(__dirname, "..", "..", "..", "src", "backends", "wasm", "binary.ts");
  expect(readFileSync(file, "utf8").includes(digestOf([SIMD128, RELAXED_SIMD]))).toBe(true);
});
