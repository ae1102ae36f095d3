/** An instance of the WebAssembly module, with views of its memory. */

import { aligned, PHASE } from "../alignment.ts";
import type { AnyCall } from "../table.ts";

/** What a kernel of assembly/ is called with: where its operands are described, and how many lines there are. */
export type Entry = (call: number, lines: number) => number;

/** The name under which the module has a form of a kernel: `rowsSoftmax`, `rows64Softmax`, `eachAdd`, `updateSgd`. */
type Form = "rows" | "rows64" | "planes" | "tiles" | "each" | "update" | "fused";

export const exported = (form: Form, kernel: string): string =>
  `${form}${kernel[0]!.toUpperCase()}${kernel.slice(1)}`;

/** A kernel of the table in an instance. */
export interface InstanceKernel {
  /**
   * Runs a call, whose geometry is of the kernel's kind of loops.
   *
   * @returns whether it did: false says that the module does not take this call, and that nothing was written.
   */
  run(geometry: unknown, call: AnyCall): boolean;
}

interface ModuleExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  fuses(): number;
  exponentials(x: number, n: number, max: number): number;
  widenFloat16(to: number, n: number): void;
  widenBfloat16(to: number, n: number): void;
}

/** The part of the global that is used here: the library compiles without the types of a browser. */
interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE = 65536;
/** The kernels read and write a little beyond an array's end. */
const SLACK = 64;

/** `bytes` of memory and what the kernels may touch behind it, up to where the next array may begin. */
export const roomFor = (bytes: number): number => aligned(bytes + SLACK);

/** The compiled module, or null where the engine has no WebAssembly, not these instructions, or a policy forbids it. */
export function compile(base64: string): object | null {
  const wasm = (globalThis as { WebAssembly?: WebAssemblyGlobal }).WebAssembly;
  if (wasm === undefined) return null;
  try {
    return new wasm.Module(bytesOf(base64));
  } catch {
    return null; // a CompileError, or a Content-Security-Policy without 'wasm-unsafe-eval'
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The engine's own decoders: that of current browsers, and Node's. */
interface Decoders {
  readonly Uint8Array: { readonly fromBase64?: (text: string) => Uint8Array };
  readonly Buffer?: { from(text: string, encoding: "base64"): Uint8Array };
}

/** The bytes of a base64 text. */
function bytesOf(base64: string): Uint8Array {
  // Measured for 34 kB in a new process: 0.05 ms, and 1 to 7 ms by the loop below, which engines without either have.
  const { Uint8Array: Bytes, Buffer } = globalThis as unknown as Decoders;
  if (typeof Bytes.fromBase64 === "function") return Bytes.fromBase64(base64);
  if (typeof Buffer?.from === "function") return Buffer.from(base64, "base64");
  const codes = new Uint8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) codes[ALPHABET.charCodeAt(i)] = i;
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((base64.length / 4) * 3 - padding);
  for (let i = 0, at = 0; i < base64.length; i += 4) {
    const two = (codes[base64.charCodeAt(i)]! << 6) | codes[base64.charCodeAt(i + 1)]!;
    const four = (two << 12) | (codes[base64.charCodeAt(i + 2)]! << 6) | codes[base64.charCodeAt(i + 3)]!;
    bytes[at++] = four >> 16;
    bytes[at++] = four >> 8; // beyond the end nothing is stored
    bytes[at++] = four;
  }
  return bytes;
}

/** An instance of the kernels. Its memory is for one call at a time, which lays it out. */
export class Instance {
  f32!: Float32Array;
  f64!: Float64Array;
  i32!: Int32Array;
  u16!: Uint16Array;
  u8!: Uint8Array;
  /** Where memory begins that is not the module's own: at the phase of arrays. */
  readonly base: number;
  /** The plan whose description of a call is in memory now. */
  laidOut: object | null = null;
  readonly exports: ModuleExports & { readonly [kernel: string]: unknown };

  constructor(module: object) {
    const { Instance: Make } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
    const imports = { env: { abort: () => {} } };
    this.exports = new Make(module, imports).exports as typeof this.exports;
    this.base = roomFor(this.exports.heapBase()) + PHASE;
    this.#view();
  }

  /** Makes sure that memory reaches to `end`. The views may be others afterwards. */
  reserve(end: number): void {
    const missing = end - this.f32.byteLength;
    if (missing <= 0) return;
    this.exports.memory.grow(Math.ceil(missing / PAGE));
    this.#view();
  }

  #view(): void {
    const { buffer } = this.exports.memory;
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u8 = new Uint8Array(buffer);
  }
}
