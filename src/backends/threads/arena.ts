/**
 * Memory that the threads share. Arrays of a call are copied into it and out of it, and are never shared themselves: the
 * engine copies to and from a shared array 8 bytes at a time (measured: 0.12 ns a float32, 0.03 between others), in kernels
 * too. A WebAssembly instruction copies between two memories at full speed; engines without several memories in a module
 * (Node 20) copy as they can.
 */

import type { TypedArray } from "../../dtype.ts";
import { PHASE } from "../alignment.ts";

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the global that is used here: the library compiles without the types of a browser. */
interface WebAssemblyGlobal {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly put: Move; readonly take: Move } };
}

/** `to`, `from` and how many bytes. */
type Move = (to: number, from: number, bytes: number) => void;

const wasm = (): WebAssemblyGlobal =>
  (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;

const PAGE = 65536;
/** Bytes that pass through a thread's own memory at a time: they stay in the first cache. */
const BLOCK = 32768;

/**
 * `(import "m" "own" (memory 1)) (import "m" "all" (memory 1 65536 shared))` and two functions:
 * `put(to, from, bytes)` is `memory.copy` from `own` to `all`, `take` the way back.
 */
// biome-ignore format: one section a line
const MODULE: readonly number[] = [
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic, version
  1, 7, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0, // (func (param i32 i32 i32))
  2, 22, 2, 1, 0x6d, 3, 0x6f, 0x77, 0x6e, 2, 0, 1, 1, 0x6d, 3, 0x61, 0x6c, 0x6c, 2, 3, 1, 0x80, 0x80, 4,
  3, 3, 2, 0, 0,
  7, 14, 2, 3, 0x70, 0x75, 0x74, 0, 0, 4, 0x74, 0x61, 0x6b, 0x65, 0, 1,
  10, 27, 2,
  12, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 10, 1, 0, 0x0b,
  12, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 10, 0, 1, 0x0b,
];

/** A shared memory of at least so many bytes. The system gives its pages when they are first written. */
export function sharedMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE);
  return new (wasm().Memory)({ initial: pages, maximum: pages, shared: true });
}

export type SharedMemory = ReturnType<typeof sharedMemory>;

/** The kinds of arrays that a call may pass, by their number. */
export const KINDS = [
  Uint8Array,
  Uint16Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
] as const;

/** The number of an array's kind; -1 for one that is none of them. */
export const kindOf = (array: TypedArray): number => KINDS.findIndex((Kind) => array instanceof Kind);

/** An array of the kind over a buffer. */
export const viewOf = (kind: number, buffer: ArrayBuffer, at: number, length: number): TypedArray =>
  new KINDS[kind]!(buffer, at, length) as TypedArray;

/** Which numbers of an array: `count` of each run, the first from `start` on, the next ones `stride` further. */
export interface Runs {
  readonly runs: number;
  readonly stride: number;
  readonly start: number;
  readonly count: number;
}

/** A thread's own memory beside the shared one, and the copies between them. */
export class Arena {
  readonly memory: SharedMemory;
  readonly control: Int32Array;
  readonly #own: WasmMemory;
  readonly #put: Move;
  readonly #take: Move;

  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.control = new Int32Array(memory.buffer);
    this.#own = new (wasm().Memory)({ initial: 1 });
    const moves = movesOf(this.#own, memory);
    const bytes = (buffer: ArrayBuffer, at: number, n: number) => new Uint8Array(buffer, at, n);
    this.#put =
      moves?.put ?? ((to, from, n) => bytes(memory.buffer, to, n).set(bytes(this.#own.buffer, from, n)));
    this.#take =
      moves?.take ?? ((to, from, n) => bytes(this.#own.buffer, to, n).set(bytes(memory.buffer, from, n)));
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** This thread's own memory, of at least so many bytes. It is another buffer after it has grown. */
  own(bytes: number): ArrayBuffer {
    const missing = bytes - this.#own.buffer.byteLength;
    if (missing > 0) this.#own.grow(Math.ceil(missing / PAGE));
    return this.#own.buffer;
  }

  /** From this thread's own memory to the shared one. */
  put(to: number, from: number, bytes: number): void {
    this.#put(to, from, bytes);
  }

  /** From the shared memory to this thread's own. */
  take(to: number, from: number, bytes: number): void {
    this.#take(to, from, bytes);
  }

  /** Copies numbers into shared memory, where they lie together. */
  copyIn(array: TypedArray, { runs, stride, start, count }: Runs, to: number): void {
    const size = array.BYTES_PER_ELEMENT;
    const block = this.#blockOf(array);
    let filled = 0;
    for (let r = 0; r < runs; r++) {
      for (let from = start + r * stride, end = from + count; from < end; ) {
        const some = Math.min(end - from, block.length - filled);
        block.set(array.subarray(from, from + some) as never, filled);
        filled += some;
        from += some;
        if (filled < block.length) continue;
        this.#put(to, PHASE, filled * size);
        to += filled * size;
        filled = 0;
      }
    }
    this.#put(to, PHASE, filled * size);
  }

  /** The way back of {@link copyIn}. */
  copyOut(array: TypedArray, { runs, stride, start, count }: Runs, from: number): void {
    const size = array.BYTES_PER_ELEMENT;
    const block = this.#blockOf(array);
    let rest = runs * count;
    let next = block.length;
    for (let r = 0; r < runs; r++) {
      for (let to = start + r * stride, end = to + count; to < end; ) {
        if (next === block.length) {
          const some = Math.min(rest, block.length);
          next = block.length - some;
          this.#take(PHASE + next * size, from, some * size);
          from += some * size;
          rest -= some;
        }
        const some = Math.min(end - to, block.length - next);
        array.set(block.subarray(next, next + some) as never, to);
        next += some;
        to += some;
      }
    }
  }

  #blockOf(array: TypedArray): TypedArray {
    return viewOf(kindOf(array), this.own(PHASE + BLOCK), PHASE, BLOCK / array.BYTES_PER_ELEMENT);
  }
}

/** The copies between two memories, or null where the engine has no such instruction. */
export function movesOf(
  own: WasmMemory,
  all: WasmMemory,
): { readonly put: Move; readonly take: Move } | null {
  try {
    const { Module, Instance } = wasm();
    return new Instance(new Module(Uint8Array.from(MODULE)), { m: { own, all } }).exports;
  } catch {
    return null;
  }
}
