/** The SIMD kernels, compiled to src/backends/wasm/binary.ts by scripts/buildWasm.ts; src/backends/wasm/executor.ts calls them. */

export * from "./elementwise";
export * from "./halves";
export * from "./planes";
export * from "./product";
export * from "./reduction";
export * from "./rows";
export * from "./rows64";
export * from "./score";
export * from "./tiles";
export * from "./topK";
export * from "./update";

/** The first byte that the caller may use. */
export function heapBase(): usize {
  return __heap_base;
}
