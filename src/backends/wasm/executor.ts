/** The kernels in WebAssembly, for float32; everything else goes to the reference kernels. */

import type { Lines } from "../../values/shape.ts";
import { reference, runLines } from "../reference/executor.ts";
import type { AnyCall, Executor, KernelName, LineKernel, Operands } from "../table.ts";
import { KERNELS, operandsOf } from "../table.ts";
import { compile, type Entry, Instance } from "./instance.ts";
import type { Limits } from "./limits.ts";
import { LIMITS } from "./limits.ts";
import type { Choice, Entries } from "./plan.ts";
import { choicesOf, Plan, presenceOf } from "./plan.ts";

/** Longer lines go to the reference kernels, so that the module's memory stays small. */
const LONGEST = 2 ** 20;

/** Plans that a kernel keeps, the one that was used last in front. */
const MOST_PLANS = 8;

/** A kernel that the module has. */
interface Linked {
  readonly entries: Entries;
  readonly operands: Operands;
  /** The operands in the floating dtype of a call. */
  readonly floats: readonly string[];
  /** The operands that a call may leave out, or give once for all lines. */
  readonly choices: readonly Choice[];
  readonly limits: Limits<LineKernel> | undefined;
  readonly plans: Plan[];
}

/** The names under which the module has a kernel: `rowsSoftmax` and `planesSoftmax`. */
const exported = (form: "rows" | "planes", kernel: string): string =>
  `${form}${kernel[0]!.toUpperCase()}${kernel.slice(1)}`;

/** An executor on an instance of the module, or null where the engine cannot run it. */
export function wasmExecutor(base64: string): WasmExecutor | null {
  const module = compile(base64);
  try {
    return module && new WasmExecutor(module);
  } catch {
    return null;
  }
}

export class WasmExecutor implements Executor {
  readonly #module: object;
  #instance!: Instance;
  #kernels!: { [K in KernelName]?: Linked };

  constructor(module: object) {
    this.#module = module;
    this.#link();
  }

  /** The instance that runs now. */
  get instance(): Instance {
    return this.#instance;
  }

  #link(): void {
    this.#instance = new Instance(this.#module);
    this.#kernels = {};
    for (const name of Object.keys(KERNELS) as KernelName[]) {
      const rows = this.#instance.exports[exported("rows", name)] as Entry | undefined;
      const planes = this.#instance.exports[exported("planes", name)] as Entry | undefined;
      if (rows === undefined || planes === undefined) continue;
      const operands = operandsOf(name);
      this.#kernels[name] = {
        entries: { rows, planes },
        operands,
        floats: operands.flatMap(([operand, { elements }]) => (elements === "float" ? [operand] : [])),
        choices: choicesOf(operands),
        limits: LIMITS[name as LineKernel] as Limits<LineKernel> | undefined,
        plans: [],
      };
    }
  }

  /** After an error what memory holds is anybody's guess. Where no new instance can be had, the reference kernels run. */
  #discard(): void {
    this.#kernels = {};
    try {
      this.#link();
    } catch {}
  }

  run: Executor["run"] = (name, geometry, given) => {
    const kernel = this.#kernels[name];
    const call = given as unknown as AnyCall;
    if (kernel === undefined || !takes(kernel, geometry as Lines, call)) {
      reference.run(name, geometry, given);
      return;
    }
    const lines = geometry as Lines;
    let content: boolean;
    try {
      content = this.#planFor(kernel, lines, call).run(call);
    } catch {
      this.#discard();
      reference.run(name, geometry, given);
      return;
    }
    if (content || kernel.limits === undefined) return;
    const all = lines.outer * lines.inner;
    for (let line = 0; line < all; line++) {
      if (!kernel.limits.again(given as never, line)) continue;
      runLines(name as LineKernel, lines, call, line, line + 1);
    }
  };

  #planFor({ entries, operands, choices, plans }: Linked, lines: Lines, call: AnyCall): Plan {
    const presence = presenceOf(choices, call);
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i]!;
      const { outer, length, inner } = plan.lines;
      if (plan.presence !== presence || length !== lines.length) continue;
      if (outer !== lines.outer || inner !== lines.inner) continue;
      if (i > 0) {
        plans.splice(i, 1);
        plans.unshift(plan);
      }
      return plan;
    }
    const plan = new Plan(this.#instance, entries, operands, lines, presence);
    plans.unshift(plan);
    if (plans.length > MOST_PLANS) plans.pop();
    return plan;
  }
}

/** Whether the module can run a call: float32, lines that fit its memory, numbers that float32 can work with. */
function takes({ floats, limits }: Linked, { length }: Lines, call: AnyCall): boolean {
  if (length === 0 || length > LONGEST) return false;
  for (let i = 0; i < floats.length; i++) {
    const value = call[floats[i]!];
    if (value !== null && !(value instanceof Float32Array)) return false;
  }
  return limits?.takes === undefined || limits.takes(call as never);
}
