/** A reduction in the module: blocks of rows, or of planes, whose y stays in the module's memory until all have been there. */

import type { Lines } from "../../values/shape.ts";
import { SUM_PART } from "../reference/reduction.ts";
import type { AnyCall, ReductionKernel } from "../table.ts";
import { copy } from "./copy.ts";
import type { Instance, InstanceKernel } from "./instance.ts";
import { exported, roomFor } from "./instance.ts";

/** Numbers of x in a block, and of y. */
const BLOCK = SUM_PART;
/** Smaller calls, or smaller parts of one, go to the reference kernels, which are as fast there (measured: at 64 numbers). */
const FEWEST = 128;

const FLOAT = 4;
const DOUBLE = 8;

/** Reduces `count` rows of `n` numbers, or planes, of which `first` is the number of the first. */
type Reduce = (count: number, n: number, x: number, y: number, first: number) => void;

export class Reduction implements InstanceKernel {
  readonly #instance: Instance;
  readonly #name: ReductionKernel;
  /** Whether it gives positions. */
  readonly #isPlace: boolean;
  /** What every number is further out than. */
  readonly #start: number;
  readonly #overRows: Reduce;
  readonly #overPlanes: Reduce;
  readonly #x: number;
  readonly #y: number;

  constructor(instance: Instance, name: ReductionKernel, overRows: Reduce, overPlanes: Reduce) {
    this.#instance = instance;
    this.#name = name;
    this.#isPlace = name === "argmax" || name === "argmin";
    this.#start = name === "amin" || name === "argmin" ? Infinity : -Infinity;
    this.#overRows = overRows;
    this.#overPlanes = overPlanes;
    this.#x = instance.base;
    this.#y = this.#x + roomFor(FLOAT * BLOCK);
  }

  /** The kernel of that name, or null where the module does not have it. */
  static of(instance: Instance, name: ReductionKernel): Reduction | null {
    const rows = instance.exports[exported("rows", name)] as Reduce | undefined;
    const planes = instance.exports[exported("planes", name)] as Reduce | undefined;
    return rows && planes ? new Reduction(instance, name, rows, planes) : null;
  }

  run(lines: Lines, call: AnyCall): boolean {
    const x = call["x"];
    const y = call["y"] as Float32Array;
    const { outer, length, inner } = lines;
    const part = inner === 1 ? outer * length : length * inner;
    if (!(x instanceof Float32Array) || length === 0 || part < FEWEST) return false;
    if (x.length !== outer * length * inner || y.length !== outer * inner)
      throw new RangeError(
        `${x.length} elements to ${y.length}, not ${outer * length * inner} to ${outer * inner}`,
      );
    this.#instance.reserve(this.#y + 2 * roomFor(DOUBLE * BLOCK));
    this.#instance.laidOut = this;
    if (inner > 1) this.#planes(x, y, lines);
    else if (length <= BLOCK) this.#rows(x, y, lines);
    else this.#longRows(x, y, lines);
    return true;
  }

  /** The module's memory, where `y` is, as an array of its kind; an array of the same kind as `y`. */
  #results(y: Float32Array): { readonly memory: Float32Array; readonly at: number } {
    const { f32, f64, i32 } = this.#instance;
    const memory = this.#name === "sum" ? f64 : this.#isPlace ? i32 : f32;
    return { memory: memory as Float32Array, at: this.#y / y.BYTES_PER_ELEMENT };
  }

  #rows(x: Float32Array, y: Float32Array, { outer, length }: Lines): void {
    const { memory, at } = this.#results(y);
    const height = Math.floor(BLOCK / length);
    for (let r = 0; r < outer; r += height) {
      const count = Math.min(height, outer - r);
      copy(x, r * length, count * length, this.#instance.f32, this.#x / FLOAT);
      this.#overRows(count, length, this.#x, this.#y, 0);
      copy(memory, at, count, y, r);
    }
  }

  /** Rows that are longer than a block: what comes of their parts is put together here, in their order. */
  #longRows(x: Float32Array, y: Float32Array, { outer, length }: Lines): void {
    const { memory, at } = this.#results(y);
    for (let r = 0; r < outer; r++) {
      for (let k = 0; k < length; k += BLOCK) {
        const count = Math.min(BLOCK, length - k);
        copy(x, r * length + k, count, this.#instance.f32, this.#x / FLOAT);
        this.#overRows(1, count, this.#x, this.#y, 0);
        const part = memory[at]!;
        if (k === 0) y[r] = part;
        else if (this.#name === "sum") y[r]! += part;
        else if (this.#name === "amax") y[r] = Math.max(y[r]!, part);
        else if (this.#name === "amin") y[r] = Math.min(y[r]!, part);
        else {
          const [best, other] = [x[r * length + y[r]!]!, x[r * length + k + part]!];
          const isFurther = this.#name === "argmin" ? other < best : other > best;
          if (isFurther || (Number.isNaN(other) && !Number.isNaN(best))) y[r] = k + part;
        }
      }
    }
  }

  #planes(x: Float32Array, y: Float32Array, { outer, length, inner }: Lines): void {
    const { f32 } = this.#instance;
    const { memory, at } = this.#results(y);
    const width = Math.min(inner, BLOCK);
    const height = Math.min(length, Math.floor(BLOCK / width));
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i += width) {
        const n = Math.min(width, inner - i);
        memory.fill(this.#name === "sum" || this.#isPlace ? 0 : this.#start, at, at + n);
        if (this.#isPlace) f32.fill(this.#start, at + n + 4, at + 2 * n + 4); // the largest or smallest so far
        for (let k = 0; k < length; k += height) {
          const count = Math.min(height, length - k);
          copy(x, (o * length + k) * inner + i, count * n, f32, this.#x / FLOAT);
          this.#overPlanes(count, n, this.#x, this.#y, k);
        }
        copy(memory, at, n, y, o * inner + i);
      }
    }
  }
}
