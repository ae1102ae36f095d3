/** Instantiates the SIMD module and owns its memory. */

/** The kernels of assembly/, which documents their arguments: pointers in bytes, sizes in elements. */
type Kernel =
  | "exponentials"
  | `${"rows" | "planes"}${"Softmax" | "SoftmaxGrad" | "LogSoftmax" | "LogSoftmaxGrad" | "SumExp"}`
  | `${"rows" | "planes"}${"CrossEntropy" | "CrossEntropyProbs"}`;

/** A bool is 1 or 0. */
type SimdExports = { readonly [K in Kernel]: (...args: number[]) => number } & {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
};

/** The part of the global that is used here: the library compiles without the types of a browser. */
interface WebAssemblyGlobal {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE = 65536;
/** Pointers are multiples of it: a cache line. */
const ALIGNMENT = 64;
/** The kernels read and write a little beyond an array's end. */
const SLACK = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** An instance of the kernels with views of its memory, which is handed out from the front, for one call at a time. */
export class Simd {
  readonly call: SimdExports;
  f32: Float32Array;
  f64: Float64Array;
  i32: Int32Array;
  readonly #base: number;
  #end: number;

  private constructor(call: SimdExports) {
    this.call = call;
    this.#base = aligned(call.heapBase());
    this.#end = this.#base;
    const { buffer } = call.memory;
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i32 = new Int32Array(buffer);
  }

  /** An instance, or null where the engine has no WebAssembly, not these instructions, or a policy forbids it. */
  static create(base64: string): Simd | null {
    const wasm = (globalThis as { WebAssembly?: WebAssemblyGlobal }).WebAssembly;
    if (wasm === undefined) return null;
    const text = atob(base64);
    const bytes = Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
    try {
      if (!wasm.validate(bytes)) return null;
      const imports = { env: { abort: () => {} } };
      return new Simd(new wasm.Instance(new wasm.Module(bytes), imports).exports as SimdExports);
    } catch {
      return null; // a Content-Security-Policy without 'wasm-unsafe-eval'
    }
  }

  /** Makes all memory free again. */
  reset(): void {
    this.#end = this.#base;
  }

  /** Pointer to `bytes` of memory. Taking more may replace the views. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end += aligned(bytes + SLACK);
    const missing = this.#end - this.f32.byteLength;
    if (missing > 0) {
      this.call.memory.grow(Math.ceil(missing / PAGE));
      const { buffer } = this.call.memory;
      this.f32 = new Float32Array(buffer);
      this.f64 = new Float64Array(buffer);
      this.i32 = new Int32Array(buffer);
    }
    return start;
  }
}
