/**
 * Compiles assembly/ twice, with and without relaxed SIMD, and writes both to src/backends/wasm/binary.ts.
 *
 *   npx ts-node scripts/buildWasm.ts            writes the file
 *   npx ts-node scripts/buildWasm.ts --check    fails if the file is not what the sources give
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..");
const target = join(root, "src", "backends", "wasm", "binary.ts");

function compile(features: string): string {
  const folder = mkdtempSync(join(tmpdir(), "crossent-"));
  try {
    const out = join(folder, "kernels.wasm");
    const options = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1", "--enable", features];
    const asc = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
    execFileSync(process.execPath, [asc, "assembly/index.ts", ...options, "-o", out], { cwd: root });
    return readFileSync(out).toString("base64");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What src/backends/wasm/binary.ts has to be. */
export const build =
  (): string => `/** Generated from assembly/ by scripts/buildWasm.ts: WebAssembly modules in base64. */

/** With SIMD, which every current engine has. */
export const SIMD128 =
  "${compile("simd")}";

/** With fused multiply-add: Node 22 and later, current browsers. */
export const RELAXED_SIMD =
  "${compile("simd,relaxed-simd")}";
`;

if (require.main === module) {
  const text = build();
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (readFileSync(target, "utf8") !== text) {
    console.error("src/backends/wasm/binary.ts is not what assembly/ gives: run npm run wasm");
    process.exit(1);
  }
}
