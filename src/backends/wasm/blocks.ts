/** Takes the lines of arrays through the module's memory, in blocks that fit the cache: about 0.2 ns a number. */

import type { Lines } from "../../values/shape.ts";
import type { Simd } from "./instance.ts";

/**
 * Numbers in a block, unless a single line is longer. Measured: rows gain nothing beyond it, planes do, because each of a
 * block's classes is a copy of its own.
 */
const ROWS_BLOCK = 16384;
const PLANES_BLOCK = 65536;

const FLOAT = 4;
const DOUBLE = 8;

/** `to[at + i] = from[start + i]` for `count` elements. A short loop costs less than a view (measured: up to 64). */
function copy<A extends Float32Array | Float64Array | Int32Array>(
  from: A,
  start: number,
  count: number,
  to: A,
  at: number,
): void {
  if (count > 64) to.set(from.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
}

/** Done before or after a kernel runs on a block; `start` is where the numbers of its first line begin. */
type Step = (start: number, first: number, count: number) => void;

/**
 * One call of a kernel over all lines. First say what it reads and writes, which gives the pointers; then
 * {@link Blocks.run} it.
 */
export class Blocks {
  /** Distance in memory from one number of a line to the next. */
  readonly stride: number;
  readonly #simd: Simd;
  readonly #lines: Lines;
  /** Lines in a block. */
  readonly #count: number;
  readonly #before: Step[] = [];
  readonly #after: Step[] = [];

  constructor(simd: Simd, lines: Lines) {
    const { outer, length, inner } = lines;
    this.#simd = simd;
    this.#lines = lines;
    if (inner === 1) this.#count = Math.max(1, Math.min(outer, Math.floor(ROWS_BLOCK / length)));
    else if (length * inner <= PLANES_BLOCK || inner <= 16) this.#count = inner;
    else this.#count = Math.min(inner, Math.max(16, Math.floor(PLANES_BLOCK / length / 16) * 16));
    this.stride = inner === 1 ? 1 : this.#count;
    simd.reset();
  }

  #room(): number {
    return this.#simd.take(this.#count * this.#lines.length * FLOAT);
  }

  /** Room for `each` float64 a line, and some lines more. */
  doubles(each: number): number {
    return this.#simd.take((this.#count + 4) * each * DOUBLE);
  }

  /** An array of lines that the kernel reads. */
  input(from: Float32Array): number {
    const pointer = this.#room();
    this.#before.push((start, _, count) => this.#load(from, start, count, pointer / FLOAT));
    return pointer;
  }

  /** An array of lines that the kernel writes, at a place of its own or where an input was. */
  output(to: Float32Array, pointer = this.#room()): number {
    this.#after.push((start, _, count) => this.#store(pointer / FLOAT, to, start, count));
    return pointer;
  }

  /** An int32 for each line, which the kernel reads. */
  integersIn(from: Int32Array): number {
    const pointer = this.#simd.take(this.#count * FLOAT);
    this.#before.push((_, first, count) => copy(from, first, count, this.#simd.i32, pointer / FLOAT));
    return pointer;
  }

  /** `each` float64 for each line, which the kernel reads. */
  doublesIn(from: Float64Array, each: number): number {
    const pointer = this.doubles(each);
    this.#before.push((_, first, count) =>
      copy(from, first * each, count * each, this.#simd.f64, pointer / DOUBLE),
    );
    return pointer;
  }

  /** `each` float64 for each line, which the kernel writes. */
  doublesOut(to: Float64Array, each: number): number {
    const pointer = this.doubles(each);
    this.#after.push((_, first, count) =>
      copy(this.#simd.f64, pointer / DOUBLE, count * each, to, first * each),
    );
    return pointer;
  }

  /** Runs `kernel` on every block, with the number of its lines. */
  run(kernel: (count: number) => void): void {
    const { outer, length, inner } = this.#lines;
    const visit = (start: number, first: number, count: number) => {
      for (const before of this.#before) before(start, first, count);
      kernel(count);
      for (const after of this.#after) after(start, first, count);
    };
    if (inner === 1) {
      for (let first = 0; first < outer; first += this.#count) {
        visit(first * length, first, Math.min(this.#count, outer - first));
      }
      return;
    }
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i += this.#count) {
        visit(o * length * inner + i, o * inner + i, Math.min(this.#count, inner - i));
      }
    }
  }

  #load(from: Float32Array, start: number, count: number, to: number): void {
    const { f32 } = this.#simd;
    const { length, inner } = this.#lines;
    if (inner === 1 || count === inner) {
      copy(from, start, count * length, f32, to); // rows, or whole planes: they lie together
      return;
    }
    for (let k = 0, at = start; k < length; k++, at += inner, to += this.stride) {
      copy(from, at, count, f32, to);
    }
  }

  #store(from: number, to: Float32Array, start: number, count: number): void {
    const { f32 } = this.#simd;
    const { length, inner } = this.#lines;
    if (inner === 1 || count === inner) {
      copy(f32, from, count * length, to, start);
      return;
    }
    for (let k = 0, at = start; k < length; k++, at += inner, from += this.stride) {
      copy(f32, from, count, to, at);
    }
  }
}
