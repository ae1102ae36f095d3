/** Instantiates the SIMD module and owns its memory. */

/** The functions of assembly/; pointers and sizes are bytes and numbers of elements. */
export interface SimdExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  exponentials(x: number, y: number, n: number, shift: number): void;
  rowsSoftmax(x: number, y: number, rows: number, n: number): void;
  rowsSoftmaxGrad(dy: number, y: number, dx: number, rows: number, n: number): void;
  rowsLogSoftmax(x: number, y: number, rows: number, n: number, stats: number): void;
  rowsLogSoftmaxGrad(dy: number, x: number, dx: number, rows: number, n: number, stats: number): void;
  rowsSumExp(x: number, out: number, rows: number, n: number): void;
  rowsCrossEntropy(
    ...args: [
      x: number,
      y: number,
      rows: number,
      n: number,
      targets: number,
      weights: number,
      smoothing: number,
      weightSum: number,
      losses: number,
      scales: number,
      scaleStep: number,
    ]
  ): void;
  rowsCrossEntropyProbs(
    ...args: [
      x: number,
      y: number,
      t: number,
      rows: number,
      n: number,
      weights: number,
      smoothing: number,
      losses: number,
      stats: number,
      scales: number,
      scaleStep: number,
    ]
  ): void;
  planesSoftmax(
    x: number,
    y: number,
    classes: number,
    stride: number,
    n: number,
    state: number,
    room: number,
  ): void;
  planesSoftmaxGrad(
    ...args: [dy: number, y: number, dx: number, classes: number, stride: number, n: number, state: number]
  ): void;
  planesLogSoftmax(
    ...args: [
      x: number,
      y: number,
      classes: number,
      stride: number,
      n: number,
      state: number,
      room: number,
      stats: number,
    ]
  ): void;
  planesLogSoftmaxGrad(
    ...args: [
      dy: number,
      x: number,
      dx: number,
      classes: number,
      stride: number,
      n: number,
      stats: number,
      state: number,
    ]
  ): void;
  planesSumExp(
    ...args: [x: number, classes: number, stride: number, n: number, state: number, room: number, out: number]
  ): void;
  planesCrossEntropy(
    ...args: [
      x: number,
      y: number,
      classes: number,
      stride: number,
      n: number,
      targets: number,
      weights: number,
      smoothing: number,
      weightSum: number,
      losses: number,
      scales: number,
      scaleStep: number,
      state: number,
      room: number,
    ]
  ): void;
  planesCrossEntropyProbs(
    ...args: [
      x: number,
      y: number,
      t: number,
      classes: number,
      stride: number,
      n: number,
      weights: number,
      smoothing: number,
      losses: number,
      stats: number,
      scales: number,
      scaleStep: number,
      state: number,
      room: number,
    ]
  ): void;
}

/** The part of the global that is used here: the library compiles without the types of a browser. */
interface WebAssemblyGlobal {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE = 65536;

/** An instance of the kernels with views of its memory. Pointers come from {@link Simd.reserve}, and last until the next. */
export class Simd {
  readonly call: SimdExports;
  f32: Float32Array;
  f64: Float64Array;
  i32: Int32Array;
  readonly #base: number;

  private constructor(call: SimdExports) {
    this.call = call;
    this.#base = Math.ceil(call.heapBase() / 64) * 64;
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

  /** Room for arrays of these sizes in bytes, one after the other; the pointers are multiples of 64. */
  reserve(...sizes: readonly number[]): number[] {
    let end = this.#base;
    const pointers = sizes.map((size) => {
      const start = end;
      end += Math.ceil((size + SLACK) / 64) * 64;
      return start;
    });
    const missing = end - this.f32.byteLength;
    if (missing > 0) {
      this.call.memory.grow(Math.ceil(missing / PAGE));
      const { buffer } = this.call.memory;
      this.f32 = new Float32Array(buffer);
      this.f64 = new Float64Array(buffer);
      this.i32 = new Int32Array(buffer);
    }
    return pointers;
  }
}

/** The kernels read and write a little beyond an array's end. */
const SLACK = 64;
