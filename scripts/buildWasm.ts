/**
 * Compiles assembly/ twice, with and without relaxed SIMD, and writes both to src/backends/wasm/binary.ts.
 *
 *   npx ts-node scripts/buildWasm.ts            writes the file
 *   npx ts-node scripts/buildWasm.ts --check    fails if the file is not what the sources give
 */

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KERNELS, type KernelName, operandsOf } from "../src/backends/table.ts";

const root = join(__dirname, "..");
const target = join(root, "src", "backends", "wasm", "binary.ts");

/** The place of each operand in a call's description, for assembly/: the order of the table. */
const operands = (Object.keys(KERNELS) as KernelName[])
  .map((kernel) => {
    const places = operandsOf(kernel).map(([name], i) => `  export const ${name}: i32 = ${i};`);
    return `export namespace ${kernel} {\n${places.join("\n")}\n}\n`;
  })
  .join("\n");

function compile(features: string): string {
  const folder = mkdtempSync(join(tmpdir(), "crossent-"));
  try {
    cpSync(join(root, "assembly"), folder, { recursive: true });
    writeFileSync(join(folder, "operands.ts"), operands);
    const options = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1", "--enable", features];
    const asc = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
    execFileSync(process.execPath, [asc, "index.ts", ...options, "-o", "kernels.wasm"], { cwd: folder });
    return readFileSync(join(folder, "kernels.wasm")).toString("base64");
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
