/** A kernel over lines in the module: plans that are used again, and lines that float32 cannot do. */

import type { Lines } from "../../values/shape.ts";
import { runLines } from "../reference/executor.ts";
import type { AnyCall, LineKernel, Operands } from "../table.ts";
import { operandsOf } from "../table.ts";
import type { Entry, Instance, InstanceKernel } from "./instance.ts";
import { exported } from "./instance.ts";
import type { Limits } from "./limits.ts";
import { LIMITS } from "./limits.ts";
import type { Choice, Entries } from "./plan.ts";
import { choicesOf, fits, Plan, presenceOf } from "./plan.ts";

/** Plans that a kernel keeps, the one that was used last in front. */
const MOST_PLANS = 8;

export class LinesKernel implements InstanceKernel {
  readonly #instance: Instance;
  readonly #name: LineKernel;
  readonly #entries: Entries;
  readonly #operands: Operands;
  /** The operands in the floating dtype of a call. */
  readonly #floats: readonly string[];
  /** The operands that a call may leave out, or give once for all lines. */
  readonly #choices: readonly Choice[];
  readonly #limits: Limits<LineKernel> | undefined;
  readonly #plans: Plan[] = [];

  constructor(instance: Instance, name: LineKernel, entries: Entries) {
    this.#instance = instance;
    this.#name = name;
    this.#entries = entries;
    this.#operands = operandsOf(name);
    this.#floats = this.#operands.flatMap(([operand, { elements }]) =>
      elements === "float" ? [operand] : [],
    );
    this.#choices = choicesOf(this.#operands);
    this.#limits = LIMITS[name] as Limits<LineKernel> | undefined;
  }

  /** The kernel of that name, or null where the module does not have it. */
  static of(instance: Instance, name: LineKernel): LinesKernel | null {
    const rows = instance.exports[exported("rows", name)] as Entry | undefined;
    const planes = instance.exports[exported("planes", name)] as Entry | undefined;
    return rows && planes ? new LinesKernel(instance, name, { rows, planes }) : null;
  }

  run(lines: Lines, call: AnyCall): boolean {
    if (!this.#takes(lines, call)) return false;
    const limits = this.#limits;
    if (this.#planFor(lines, call).run(call) || limits === undefined) return true;
    const all = lines.outer * lines.inner;
    for (let line = 0; line < all; line++) {
      if (limits.again(call as never, line)) runLines(this.#name, lines, call, line, line + 1);
    }
    return true;
  }

  /** Whether the module can run a call: float32, lines that fit its memory, numbers that float32 can work with. */
  #takes({ length }: Lines, call: AnyCall): boolean {
    if (length === 0 || !fits(length, this.#operands)) return false;
    for (let i = 0; i < this.#floats.length; i++) {
      const value = call[this.#floats[i]!];
      if (value !== null && !(value instanceof Float32Array)) return false;
    }
    return this.#limits?.takes === undefined || this.#limits.takes(call as never);
  }

  #planFor(lines: Lines, call: AnyCall): Plan {
    const plans = this.#plans;
    const presence = presenceOf(this.#choices, call);
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
    const plan = new Plan(this.#instance, this.#entries, this.#operands, lines, presence);
    plans.unshift(plan);
    if (plans.length > MOST_PLANS) plans.pop();
    return plan;
  }
}
