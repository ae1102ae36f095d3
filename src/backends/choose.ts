/** Which executor runs the kernels. */

import { describe, list } from "../describe.ts";
import { reference } from "./reference/executor.ts";
import { runWhole } from "./slices.ts";
import type { AnyCall, Executor, KernelName } from "./table.ts";
import { RELAXED_SIMD, SIMD128 } from "./wasm/binary.ts";
import { wasmExecutor } from "./wasm/executor.ts";

/**
 * Names of the kernel implementations: `'relaxed-simd'` and `'simd128'` run float32 in WebAssembly, `'reference'` is
 * plain TypeScript and runs everywhere.
 */
export type Backend = "reference" | "simd128" | "relaxed-simd";

/** How to get each executor, the fastest first; null where the engine cannot run it. */
const MAKERS: { readonly [B in Backend]: () => Executor | null } = {
  "relaxed-simd": () => wasmExecutor(RELAXED_SIMD),
  simd128: () => wasmExecutor(SIMD128),
  reference: () => reference,
};

const made = new Map<Backend, Executor | null>();

/** The executor of that name, instantiated when it is first asked for. */
function executor(name: Backend): Executor | null {
  if (!made.has(name)) made.set(name, MAKERS[name]());
  return made.get(name) ?? null;
}

let active: Backend | null = null;
let current: Executor = reference;

/** Activates the fastest executor that runs here, unless one has been chosen. */
function choose(): Backend {
  if (active !== null) return active;
  active = (Object.keys(MAKERS) as Backend[]).find((name) => executor(name) !== null) ?? "reference";
  current = executor(active) ?? reference;
  return active;
}

/** Runs a call on several threads; false where it does not pay. */
type Share = (
  backend: Backend,
  executor: Executor,
  kernel: KernelName,
  geometry: unknown,
  call: AnyCall,
) => boolean;

let share: Share | null = null;

/** Offers every call to other threads first, or to none. */
export const shareCalls = (to: Share | null): void => {
  share = to;
};

/** Runs a kernel of the table on the executor that was chosen. */
export const run: Executor["run"] = (kernel, geometry, call) => {
  if (active === null) choose();
  if (share?.(active!, current, kernel, geometry, call as unknown as AnyCall)) return;
  runWhole(current, kernel, geometry, call as unknown as AnyCall);
};

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
  const chosen = known ? executor(name) : null;
  if (chosen === null) {
    const available = (Object.keys(MAKERS) as Backend[]).filter((other) => executor(other) !== null);
    throw unknownBackend(name, available);
  }
  active = name;
  current = chosen;
}

export const unknownBackend = (name: unknown, available: readonly string[]): Error =>
  new RangeError(`Unknown backend: got ${describe(name)}. Available here: ${list(available)}.`);
