/** A step of an optimizer in the module: blocks of its arrays, copied in and out. */

import type { AnyCall, Operands, UpdateKernel } from "../table.ts";
import { operandsOf } from "../table.ts";
import { copy } from "./copy.ts";
import type { Entry, Instance, InstanceKernel } from "./instance.ts";
import { exported, roomFor } from "./instance.ts";

/** Numbers in a block: with all arrays it fits the second cache. */
const BLOCK = 8192;
/** Smaller calls go to the reference kernels, which give the same bits. */
const FEWEST = 64;

const FLOAT = 4;
const DOUBLE = 8;
/** Bytes of the description of a call before its operands: assembly/call.ts. */
const HEADER = 16;

export class Update implements InstanceKernel {
  readonly #instance: Instance;
  readonly #entry: Entry;
  readonly #operands: Operands;
  /** Where the first array begins. */
  readonly #arrays: number;

  constructor(instance: Instance, name: UpdateKernel, entry: Entry) {
    this.#instance = instance;
    this.#entry = entry;
    this.#operands = operandsOf(name);
    this.#arrays = instance.base + roomFor(HEADER + DOUBLE * this.#operands.length);
  }

  /** The kernel of that name, or null where the module does not have it. */
  static of(instance: Instance, name: UpdateKernel): Update | null {
    const form = instance.exports.fuses() ? "fused" : "update";
    const entry = instance.exports[exported(form, name)] as Entry | undefined;
    return entry ? new Update(instance, name, entry) : null;
  }

  run(n: number, call: AnyCall): boolean {
    if (n < FEWEST || !(call["p"] instanceof Float32Array)) return false;
    const instance = this.#instance;
    const place = (i: number): number => this.#arrays + i * roomFor(FLOAT * BLOCK);
    instance.reserve(place(this.#operands.length));
    instance.laidOut = this;
    const arrays: { readonly data: Float32Array; readonly at: number; readonly isChanged: boolean }[] = [];
    for (const [i, [name, { access }]] of this.#operands.entries()) {
      const value = call[name];
      const field = instance.base + HEADER + DOUBLE * i;
      if (typeof value === "number") instance.f64[field / DOUBLE] = value;
      else instance.i32[field / FLOAT] = value ? place(i) : 0;
      if (!(value instanceof Float32Array)) continue;
      // The last guard: nothing is read or written outside of its operand.
      if (value.length !== n) throw new RangeError(`${name} has ${value.length} elements, not ${n}`);
      arrays.push({ data: value, at: place(i) / FLOAT, isChanged: access === "change" });
    }
    for (let from = 0; from < n; from += BLOCK) {
      const some = Math.min(BLOCK, n - from);
      for (const { data, at } of arrays) copy(data, from, some, instance.f32, at);
      this.#entry(instance.base, some);
      for (const { data, at, isChanged } of arrays) if (isChanged) copy(instance.f32, at, some, data, from);
    }
    return true;
  }
}
