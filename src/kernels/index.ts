import { unknownBackend } from "../errors";
import type { Kernels } from "./kernels";
import { reference } from "./reference";

/** Names of the kernel implementations. */
export type Backend = "reference" | "simd128" | "relaxed-simd";

const available: { readonly [B in Backend]?: Kernels } = { reference };

let active: Backend = "reference";
let current: Kernels = reference;

/** The kernels that run now. */
export const kernels = (): Kernels => current;

/** The name of the kernels that run now. */
export const backend = (): Backend => active;

/**
 * Pins the kernels that run from now on.
 *
 * @throws RangeError where this version or this machine has no such backend; the active one stays.
 */
export function setBackend(name: Backend): void {
  const chosen = typeof name === "string" && Object.hasOwn(available, name) ? available[name] : undefined;
  if (chosen === undefined) throw unknownBackend(name, Object.keys(available));
  active = name;
  current = chosen;
}
