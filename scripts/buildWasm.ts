/**
 * Compiles assembly/ twice, with and without relaxed SIMD, and writes both to src/backends/wasm/binary.ts.
 *
 *   npx ts-node scripts/buildWasm.ts            writes the file
 *   npx ts-node scripts/buildWasm.ts --check    fails if the file is not what the sources give
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KERNELS, type KernelName, operandsOf } from "../src/backends/table.ts";
import { writeOrCheck } from "./generated.ts";

const root = join(__dirname, "..");
const target = join(root, "src", "backends", "wasm", "binary.ts");
const compiler = join(root, "node_modules", "assemblyscript");

const OPTIONS = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1"];

/** The place of each operand in a call's description, for assembly/: the order of the table. */
const operands = (Object.keys(KERNELS) as KernelName[])
  .map((kernel) => {
    const places = operandsOf(kernel).map(([name], i) => `  export const ${name}: i32 = ${i};`);
    return `export namespace ${kernel} {\n${places.join("\n")}\n}\n`;
  })
  .join("\n");

/** The whole part of the square root. */
function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2^(i/128), rounded to the nearest: engines differ in the last bit of `**`. */
function powerOf2(i: number): number {
  let power = 1n << BigInt(i + 128 * 60);
  for (let k = 0; k < 7; k++) power = squareRoot(power); // 2^(60 + i/128)
  return Number(power) / 2 ** 60;
}

/** For assembly/vector64.ts: the bits of 2^(i/128) as a float64, less i in the place where n/128 has its exponent. */
const powers = Array.from({ length: 128 }, (_, i) => {
  const bits = new BigUint64Array(Float64Array.of(powerOf2(i)).buffer)[0]!;
  return `0x${(bits - (BigInt(i) << 45n)).toString(16)}`;
});

function compile(features: string): string {
  const folder = mkdtempSync(join(tmpdir(), "crossent-"));
  try {
    cpSync(join(root, "assembly"), folder, { recursive: true });
    writeFileSync(join(folder, "operands.ts"), operands);
    writeFileSync(
      join(folder, "powers.ts"),
      `export const POWERS = memory.data<i64>([${powers.join()}], 16);\n`,
    );
    const args = ["index.ts", ...OPTIONS, "--enable", features, "-o", "kernels.wasm"];
    execFileSync(process.execPath, [join(compiler, "bin", "asc.js"), ...args], { cwd: folder });
    return readFileSync(join(folder, "kernels.wasm")).toString("base64");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the modules and of all that they are made of. */
export function digestOf(modules: readonly string[]): string {
  const { version } = JSON.parse(readFileSync(join(compiler, "package.json"), "utf8")) as { version: string };
  const files = readdirSync(join(root, "assembly")).sort();
  const texts = files.map((file) =>
    readFileSync(join(root, "assembly", file), "utf8").replaceAll("\r\n", "\n"),
  );
  const parts = [version, OPTIONS, operands, powers, files, texts, modules];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** What src/backends/wasm/binary.ts has to be. */
export function build(): string {
  const [simd128, relaxed] = [compile("simd"), compile("simd,relaxed-simd")];
  return `/** Generated from assembly/ by scripts/buildWasm.ts: WebAssembly modules in base64. */

/** SHA-256 of sources and modules: ${digestOf([simd128, relaxed])} */

/** With SIMD, which every current engine has. */
export const SIMD128 =
  "${simd128}";

/** With fused multiply-add: Node 22 and later, current browsers. */
export const RELAXED_SIMD =
  "${relaxed}";
`;
}

if (require.main === module)
  writeOrCheck(target, build(), "src/backends/wasm/binary.ts is not what assembly/ gives: run npm run wasm");
