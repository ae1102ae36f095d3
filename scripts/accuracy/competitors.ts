/** Who is measured, and how their errors come back from truth.py. */

import { type Backend, setBackend, type Tensor } from "../../src";
import { encode } from "../differential/arrays";
import type { Oracle } from "../differential/oracle";

/** The largest errors in one cell: in ulp of float32, and absolute. */
export interface Errors {
  readonly ulp: number;
  readonly absolute: number;
}

const ALL: readonly Backend[] = ["reference", "simd128", "relaxed-simd"];

/** The backends that this version and this machine have; the active one stays active. */
export function availableBackends(active: Backend): Backend[] {
  const found = ALL.filter((name) => {
    try {
      setBackend(name);
      return true;
    } catch {
      return false;
    }
  });
  setBackend(active);
  return [active, ...found.filter((name) => name !== active)];
}

/** Calls `compute` with each backend in turn. */
export function withEach<T>(backends: readonly Backend[], compute: () => T): T[] {
  const all = backends.map((name) => {
    setBackend(name);
    return compute();
  });
  setBackend(backends[0] as Backend);
  return all;
}

/** Runs one expression of truth.py over named tensors. */
export async function ask(
  oracle: Oracle,
  expression: string,
  tensors: Readonly<Record<string, Tensor>>,
): Promise<unknown> {
  const answer = await oracle.run({
    leaves: Object.entries(tensors).map(([name, { dtype, shape, data }]) => ({
      ...encode({ dtype, shape, data }),
      name,
      grad: false,
    })),
    prologue: `import sys; sys.dont_write_bytecode = True; sys.path[:0] = [${JSON.stringify(__dirname)}]; import truth`,
    code: [`answer = ${expression}`],
    outputs: ["answer"],
    text: false,
    mode: "plain",
  });
  if (answer.error !== undefined) throw new Error(`truth.py: ${answer.error.message}`);
  return (answer.outputs[0] as { readonly value: unknown }).value;
}

/** One `[ulp, absolute]` of truth.py; the infinities of Python come as text. */
export function toErrors(pair: unknown): Errors {
  const [ulp, absolute] = (pair as readonly unknown[]).map((n) =>
    typeof n === "number" ? n : Number.POSITIVE_INFINITY,
  ) as [number, number];
  return { ulp, absolute };
}
