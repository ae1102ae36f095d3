/** The SIMD kernels, compiled to src/kernels/binary.ts by scripts/buildWasm.ts; src/kernels/simd.ts calls them. */

export * from "./planes";
export * from "./rows";

/** The first byte that the caller may use. */
export function heapBase(): usize {
  return __heap_base;
}
