/**
 * A kernel over pairs in the module: blocks of rows, copied in and out. An operand that is the same for all rows is copied
 * once, one that has a number for each row lies as a column.
 */

import type { Loop } from "../../values/shape.ts";
import { walk } from "../../values/strided.ts";
import type { AnyCall, PairKernel } from "../table.ts";
import { KERNELS } from "../table.ts";
import { copy } from "./copy.ts";
import type { Entry, Instance, InstanceKernel } from "./instance.ts";
import { exported, roomFor } from "./instance.ts";

/** Elements in a block: with both operands and y it fits the second cache. */
const BLOCK = 12288;
/** Smaller calls go to the reference kernels if these give the same bits (measured: at 64 elements these are faster, at 128 the module). */
const FEWEST = 128;
/** The kernels that the module computes by formulas of its own. */
const OWN: ReadonlySet<PairKernel> = new Set(["exp", "log", "sigmoid", "tanh"]);

const FLOAT = 4;
/** Bytes of the description of a call: assembly/elementwise.ts. */
const HEADER = 36;

/** Elements from one row to the next, and from one element of a row to the next. */
interface Strides {
  readonly row: number;
  readonly step: number;
}

/** Whether an operand lies as y does, is stretched in one of the two loops, or in both. */
const isUsual = ({ row, step }: Strides, n: number, rows: number): boolean =>
  step === 1 ? rows === 1 || row === n || row === 0 : step === 0 && (rows === 1 || row === 1 || row === 0);

export class PairsKernel implements InstanceKernel {
  readonly #instance: Instance;
  readonly #entry: Entry;
  readonly #isUnary: boolean;
  readonly #isAxpy: boolean;
  /** Whether y are bytes. */
  readonly #isTruth: boolean;
  /** Elements of the smallest y that the module takes. */
  readonly #fewest: number;
  /** Where y and the operands begin. */
  readonly #y: number;
  readonly #a: number;
  readonly #b: number;

  constructor(instance: Instance, name: PairKernel, entry: Entry) {
    this.#instance = instance;
    this.#entry = entry;
    const { operands } = KERNELS[name];
    this.#isAxpy = name === "axpy";
    this.#isUnary = !("a" in operands) && !this.#isAxpy;
    this.#isTruth = operands.y.elements === "truth";
    this.#fewest = OWN.has(name) ? 1 : FEWEST;
    const room = roomFor(FLOAT * BLOCK);
    this.#y = instance.base + roomFor(HEADER);
    this.#a = this.#y + room;
    this.#b = this.#a + room;
  }

  /** The kernel of that name, or null where the module does not have it. */
  static of(instance: Instance, name: PairKernel): PairsKernel | null {
    const entry = instance.exports[exported("each", name)] as Entry | undefined;
    return entry ? new PairsKernel(instance, name, entry) : null;
  }

  run(nest: readonly Loop[], call: AnyCall): boolean {
    const y = call["y"];
    const a = this.#isAxpy ? y : this.#isUnary ? call["x"] : call["a"];
    const b = this.#isUnary ? a : this.#isAxpy ? call["x"] : call["b"];
    if (!(a instanceof Float32Array && b instanceof Float32Array)) return false;
    if (!(y instanceof Float32Array) && !(this.#isTruth && y instanceof Uint8Array)) return false;
    if (y.length < this.#fewest) return false;
    checkLengths(nest, a.length, b.length, y.length);
    const depth = nest.length;
    const last = nest[depth - 1]!;
    const above = depth > 1 ? nest[depth - 2]! : ONCE;
    const n = last.size;
    const rows = above.size;
    if (n * rows < this.#fewest) return false;
    const stridesA = { row: above.strideA, step: last.strideA };
    const stridesB = { row: above.strideB, step: last.strideB };
    if (!isUsual(stridesA, n, rows) || !isUsual(stridesB, n, rows) || last.strideA + last.strideB === 0)
      return false;
    const instance = this.#instance;
    instance.reserve(this.#b + roomFor(FLOAT * BLOCK));
    instance.laidOut = this;
    instance.f32[instance.base / FLOAT + 8] = this.#isAxpy ? (call["alpha"] as number) : 0;
    if (depth <= 2) this.#rows(a, 0, stridesA, b, 0, stridesB, y, 0, n, rows);
    else {
      let at = 0;
      walk(nest.slice(0, -1), (i, j) => {
        this.#rows(a, i, stridesA, b, j, stridesB, y, at, n, rows);
        at += n * rows;
      });
    }
    return true;
  }

  /** Works on `rows` rows of `n` elements: whole ones, or where they are long parts of one. */
  #rows(
    a: Float32Array,
    startA: number,
    stridesA: Strides,
    b: Float32Array,
    startB: number,
    stridesB: Strides,
    y: Float32Array | Uint8Array,
    startY: number,
    n: number,
    rows: number,
  ): void {
    const { base, i32 } = this.#instance;
    const call = base / FLOAT;
    const width = Math.min(n, BLOCK);
    const height = Math.min(rows, Math.floor(BLOCK / width));
    for (let k = 0; k < n; k += width) {
      const count = Math.min(width, n - k);
      i32[call] = count;
      i32[call + 1] = this.#y;
      this.#describe(call + 2, stridesA, this.#a, count);
      this.#describe(call + 5, stridesB, this.#b, count);
      for (let r = 0; r < rows; r += height) {
        const some = Math.min(height, rows - r);
        this.#load(a, startA, stridesA, this.#a, r, some, k, count);
        if (!this.#isUnary) this.#load(b, startB, stridesB, this.#b, r, some, k, count);
        this.#entry(base, some);
        const { f32, u8 } = this.#instance;
        if (y instanceof Float32Array) copy(f32, this.#y / FLOAT, some * count, y, startY + r * n + k);
        else y.set(u8.subarray(this.#y, this.#y + some * count), startY + r * n + k);
      }
    }
  }

  #describe(field: number, { row, step }: Strides, pointer: number, count: number): void {
    const { i32 } = this.#instance;
    i32[field] = pointer;
    i32[field + 1] = row === 0 ? 0 : FLOAT * (step === 1 ? count : 1);
    i32[field + 2] = FLOAT * step;
  }

  /** Copies what `some` rows from `r` on, and of each `count` elements from `k` on, need of an operand. */
  #load(
    from: Float32Array,
    start: number,
    { row, step }: Strides,
    to: number,
    r: number,
    some: number,
    k: number,
    count: number,
  ): void {
    const { f32 } = this.#instance;
    if (row === 0) {
      if (r === 0) copy(from, start + k * step, step === 1 ? count : 1, f32, to / FLOAT);
    } else copy(from, start + r * row + k * step, step === 1 ? some * count : some, f32, to / FLOAT);
  }
}

/** The last guard: nothing is read or written outside of its operand. */
function checkLengths(nest: readonly Loop[], a: number, b: number, y: number): void {
  let rounds = 1;
  let lastA = 0;
  let lastB = 0;
  for (let d = 0; d < nest.length; d++) {
    const { size, strideA, strideB } = nest[d]!;
    rounds *= size;
    lastA += (size - 1) * strideA;
    lastB += (size - 1) * strideB;
  }
  if (rounds !== y || lastA >= a || lastB >= b)
    throw new RangeError(`${a} and ${b} elements to ${y}, not ${lastA + 1} and ${lastB + 1} to ${rounds}`);
}

/** The loop around a single one. */
const ONCE: Loop = { size: 1, strideA: 0, strideB: 0 };
