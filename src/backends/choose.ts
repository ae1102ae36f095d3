import { describe, list } from "../describe.ts";
import { reference } from "./reference/lines.ts";
import type { Kernels } from "./table.ts";
import { RELAXED_SIMD, SIMD128 } from "./wasm/binary.ts";
import { simdKernels } from "./wasm/executor.ts";
import { Simd } from "./wasm/instance.ts";

/**
 * Names of the kernel implementations: `'relaxed-simd'` and `'simd128'` run float32 in WebAssembly, `'reference'` is
 * plain TypeScript and runs everywhere.
 */
export type Backend = "reference" | "simd128" | "relaxed-simd";

/** How to get each implementation, the fastest first; null where the engine cannot run it. */
const MAKERS: { readonly [B in Backend]: () => Kernels | null } = {
  "relaxed-simd": () => fromModule(RELAXED_SIMD),
  simd128: () => fromModule(SIMD128),
  reference: () => reference,
};

function fromModule(base64: string): Kernels | null {
  const simd = Simd.create(base64);
  return simd && simdKernels(simd);
}

const made = new Map<Backend, Kernels | null>();

/** The implementation of that name, instantiated when it is first asked for. */
function implementation(name: Backend): Kernels | null {
  if (!made.has(name)) made.set(name, MAKERS[name]());
  return made.get(name) ?? null;
}

let active: Backend | null = null;
let current: Kernels = reference;

/** Activates the fastest implementation that runs here, unless one has been chosen. */
function choose(): Backend {
  if (active !== null) return active;
  active = (Object.keys(MAKERS) as Backend[]).find((name) => implementation(name) !== null) ?? "reference";
  current = implementation(active) ?? reference;
  return active;
}

/** The kernels that run now. */
export function kernels(): Kernels {
  if (active === null) choose();
  return current;
}

/**
 * The name of the kernels that run now: chosen when they are first needed, the fastest that the engine can run.
 *
 * @returns `'relaxed-simd'` or `'simd128'`, or `'reference'` where WebAssembly is missing or forbidden.
 * @example
 * ["relaxed-simd", "simd128", "reference"].includes(backend()); // true
 */
export const backend = (): Backend => choose();

/**
 * Pins the kernels that run from now on. The same call on the same backend gives the same bits.
 *
 * @throws RangeError where this engine cannot run that backend; the active one stays.
 * @example
 * setBackend("reference");
 * backend(); // 'reference'
 */
export function setBackend(name: Backend): void {
  const known = typeof name === "string" && Object.hasOwn(MAKERS, name);
  const chosen = known ? implementation(name) : null;
  if (chosen === null) {
    const available = (Object.keys(MAKERS) as Backend[]).filter((other) => implementation(other) !== null);
    throw unknownBackend(name, available);
  }
  active = name;
  current = chosen;
}

export const unknownBackend = (name: unknown, available: readonly string[]): Error =>
  new RangeError(`Unknown backend: got ${describe(name)}. Available here: ${list(available)}.`);
