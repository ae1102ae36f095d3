/** The executors of both builds of the module, for the tests. */

import { setFlagsFromString } from "node:v8";
import { RELAXED_SIMD, SIMD128 } from "../../../src/backends/wasm/binary";
import { type WasmExecutor, wasmExecutor } from "../../../src/backends/wasm/executor";

// Node 20 has the relaxed instructions, but behind a flag; later versions do not know the flag any more.
if (process.version.startsWith("v20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

function executor(base64: string): WasmExecutor {
  const made = wasmExecutor(base64);
  if (made === null) throw new Error("this Node cannot run the SIMD kernels");
  return made;
}

export const BACKENDS: readonly (readonly [name: string, executor: WasmExecutor])[] = [
  ["simd128", executor(SIMD128)],
  ["relaxed-simd", executor(RELAXED_SIMD)],
];
