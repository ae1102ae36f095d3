/** A kernel over lines in the module: plans that are used again, and lines that the module cannot do. */

import { Halves } from "../../values/half.ts";
import type { Lines } from "../../values/shape.ts";
import { runLines } from "../reference/executor.ts";
import type { AnyCall, LineKernel, Operands } from "../table.ts";
import { operandsOf } from "../table.ts";
import type { Entry, Instance, InstanceKernel } from "./instance.ts";
import { exported } from "./instance.ts";
import type { Limits } from "./limits.ts";
import { LIMITS } from "./limits.ts";
import type { Choice, Entries } from "./plan.ts";
import { choicesOf, fits, isNarrow, Plan, presenceOf } from "./plan.ts";
import { runTiles, type TileEntry } from "./tiles.ts";

/** Plans that a kernel keeps, the one that was used last in front. */
const MOST_PLANS = 8;

export class LinesKernel implements InstanceKernel {
  readonly #instance: Instance;
  readonly #name: LineKernel;
  readonly #single: Entries;
  readonly #double: Entries;
  /** For planes of float32 that are narrow; most kernels have none. */
  readonly #tiles: TileEntry | undefined;
  readonly #operands: Operands;
  /** The operands in the floating dtype of a call. */
  readonly #floats: readonly string[];
  /** The operands that a call may leave out, or give once for all lines. */
  readonly #choices: readonly Choice[];
  /** An operand whose array says how many numbers a line has; most kernels have none. */
  readonly #some: string | undefined;
  readonly #limits: Limits<LineKernel> | undefined;
  readonly #plans: Plan[] = [];

  constructor(
    instance: Instance,
    name: LineKernel,
    single: Entries,
    double: Entries,
    tiles: TileEntry | undefined,
  ) {
    this.#instance = instance;
    this.#name = name;
    this.#single = single;
    this.#double = double;
    this.#tiles = tiles;
    this.#operands = operandsOf(name);
    this.#floats = this.#operands.flatMap(([operand, { elements }]) =>
      elements === "float" ? [operand] : [],
    );
    this.#choices = choicesOf(this.#operands);
    this.#some = this.#operands.find(([, { layout, each }]) => layout === "perLine" && each === 0)?.[0];
    this.#limits = LIMITS[name] as Limits<LineKernel> | undefined;
  }

  /** The kernel of that name, or null where the module does not have it. */
  static of(instance: Instance, name: LineKernel): LinesKernel | null {
    const entry = (form: Parameters<typeof exported>[0]): Entry | null =>
      (instance.exports[exported(form, name)] as Entry | undefined) ?? null;
    const [rows, planes, rows64] = [entry("rows"), entry("planes"), entry("rows64")];
    if (rows === null || rows64 === null) return null;
    return new LinesKernel(
      instance,
      name,
      { bytes: 4, rows, planes },
      { bytes: 8, rows: rows64, planes: null },
      instance.exports[exported("tiles", name)] as TileEntry | undefined,
    );
  }

  run(lines: Lines, call: AnyCall): boolean {
    const entries = this.#entriesFor(lines, call);
    if (entries === null) return false;
    const limits = this.#limits;
    if (this.#runIn(entries, lines, call) || limits === undefined) return true;
    const all = lines.outer * lines.inner;
    const apart = limits.apart?.(call as never, all);
    if (apart) this.#runIn(entries, lines, apart.find);
    const each: AnyCall = apart?.each ?? call;
    for (let line = 0; line < all; line++) {
      if (limits.again(each as never, line, all)) runLines(this.#name, lines, each, line, line + 1);
    }
    apart?.addUp();
    return true;
  }

  /** @returns whether the module is content with all results. */
  #runIn(entries: Entries, lines: Lines, call: AnyCall): boolean {
    const tiles = entries === this.#single && isNarrow(lines, this.#operands) ? this.#tiles : undefined;
    return tiles
      ? runTiles(this.#instance, tiles, lines, call)
      : this.#planFor(lines, call, entries).run(call);
  }

  /** What runs a call: its floats are of one dtype, its lines fit memory. Null where the module cannot. */
  #entriesFor({ length }: Lines, call: AnyCall): Entries | null {
    if (length === 0 || !fits(length, this.#operands)) return null;
    const entries = call[this.#floats[0]!] instanceof Float64Array ? this.#double : this.#single;
    const Kind = entries === this.#single ? Float32Array : Float64Array;
    for (let i = 0; i < this.#floats.length; i++) {
      const value = call[this.#floats[i]!];
      if (value === null || value instanceof Kind) continue;
      if (!(value instanceof Halves) || entries === this.#double) return null;
    }
    return this.#limits?.takes === undefined || this.#limits.takes(call as never) ? entries : null;
  }

  #planFor(lines: Lines, call: AnyCall, entries: Entries): Plan {
    const plans = this.#plans;
    const presence = presenceOf(this.#choices, call);
    const some =
      this.#some === undefined
        ? 0
        : (call[this.#some] as Float64Array).length / (lines.outer * lines.inner || 1);
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i]!;
      const { outer, length, inner } = plan.lines;
      if (plan.presence !== presence || plan.entries !== entries || length !== lines.length) continue;
      if (outer !== lines.outer || inner !== lines.inner || some !== plan.some) continue;
      if (i > 0) {
        plans.splice(i, 1);
        plans.unshift(plan);
      }
      return plan;
    }
    const plan = new Plan(this.#instance, entries, this.#operands, lines, presence, some);
    plans.unshift(plan);
    if (plans.length > MOST_PLANS) plans.pop();
    return plan;
  }
}
