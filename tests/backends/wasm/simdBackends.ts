/** The SIMD kernels of both builds, for the tests. */

import { setFlagsFromString } from "node:v8";
import { RELAXED_SIMD, SIMD128 } from "../../../src/backends/wasm/binary";
import { Simd } from "../../../src/backends/wasm/instance";

// Node 20 has the relaxed instructions, but behind a flag; later versions do not know the flag any more.
if (process.version.startsWith("v20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

function instance(base64: string): Simd {
  const simd = Simd.create(base64);
  if (simd === null) throw new Error("this Node cannot run the SIMD kernels");
  return simd;
}

export const BACKENDS: readonly (readonly [name: string, simd: Simd])[] = [
  ["simd128", instance(SIMD128)],
  ["relaxed-simd", instance(RELAXED_SIMD)],
];
