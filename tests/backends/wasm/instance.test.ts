import { PHASE } from "../../../src/backends/alignment";
import { SIMD128 } from "../../../src/backends/wasm/binary";
import { wasmExecutor } from "../../../src/backends/wasm/executor";
import { compile, Instance, roomFor } from "../../../src/backends/wasm/instance";
import { runInNewProcess } from "../../newProcess";

const global = globalThis as unknown as {
  WebAssembly: {
    readonly Module: { customSections(module: object, name: string): ArrayBuffer[] };
    readonly Instance: unknown;
  };
};
const original = global.WebAssembly;
const withWasm = <T>(wasm: unknown, f: () => T): T => {
  Object.assign(globalThis, { WebAssembly: wasm });
  try {
    return f();
  } finally {
    Object.assign(globalThis, { WebAssembly: original });
  }
};

test("there is no instance where WebAssembly is missing, does not know SIMD, or is forbidden", () => {
  const forbidden = class {
    constructor() {
      throw new EvalError("refused by a Content-Security-Policy");
    }
  };
  const { Module, Instance } = original;
  const unknown = class {
    constructor() {
      throw new SyntaxError("unknown instructions");
    }
  };
  const uninstantiable = class {
    constructor() {
      throw new RangeError("out of memory");
    }
  };
  expect(withWasm(undefined, () => wasmExecutor(SIMD128))).toBeNull();
  expect(withWasm({ Instance, Module: unknown }, () => wasmExecutor(SIMD128))).toBeNull();
  expect(withWasm({ Instance, Module: forbidden }, () => wasmExecutor(SIMD128))).toBeNull();
  expect(withWasm({ Instance: uninstantiable, Module }, () => wasmExecutor(SIMD128))).toBeNull();
  expect(wasmExecutor(SIMD128)).not.toBeNull();
});

test.each([["--jitless"], ["--disallow-code-generation-from-strings"]])(
  "under node %s the library works by itself, and says which backend runs",
  (flag) => {
    const code = `
      import { backend, functional, tensor } from "./src";
      console.log(backend(), String(functional.crossEntropy(tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1]))));`;
    const { status, stdout } = runInNewProcess(code, [flag]); // V8 says on stderr that the first excludes WebAssembly
    expect(status).toBe(0);
    expect(stdout).toMatch(flag === "--jitless" ? /^reference / : /^(simd128|relaxed-simd) /);
    expect(stdout).toMatch(/tensor\(0\.5556\)\n$/);
  },
);

test("memory grows with what is reserved, and the views follow", () => {
  const instance = new Instance(compile(SIMD128)!);
  expect(instance.base % 64).toBe(PHASE);
  const before = instance.f32;
  instance.reserve(before.byteLength);
  expect(instance.f32).toBe(before);
  instance.reserve(instance.base + 3e6);
  expect(instance.f32.byteLength).toBeGreaterThanOrEqual(instance.base + 3e6);
  expect([instance.f64.buffer, instance.i32.buffer]).toEqual([instance.f32.buffer, instance.f32.buffer]);
  expect(before.length).toBe(0); // the old memory is gone
});

test("room is whole cache lines, with slack behind the numbers", () => {
  for (const bytes of [0, 1, 63, 64, 1000]) {
    expect(roomFor(bytes) % 64).toBe(0);
    expect(roomFor(bytes)).toBeGreaterThanOrEqual(bytes + 64);
  }
});

const NodeBuffer = Buffer;
const EVERY_LETTER = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Engines by what they have to decode base64. */
const DECODERS = {
  "Uint8Array.fromBase64": {
    Uint8Array: class extends Uint8Array {
      static fromBase64 = (text: string): Uint8Array => NodeBuffer.from(text, "base64");
    },
    Buffer: undefined,
  },
  Buffer: { Buffer },
  neither: { Buffer: undefined },
};

test.each(Object.entries(DECODERS))(
  "a binary of any length is decoded to its last byte by an engine that has %s: one too many would be no module",
  (_, decoders) => {
    const originals = { Uint8Array, Buffer };
    const empty = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    const everyLetter = NodeBuffer.from(EVERY_LETTER, "base64");
    for (const more of [0, 1, 2, 3, 4, 5]) {
      // A custom section with the name "a". What it holds begins at a multiple of three, so that every letter is in the text.
      const held = [...everyLetter, ...new Array<number>(more).fill(255)];
      const section = [0x00, held.length + 2, 1, 0x61, ...held];
      const [right, wrong] = [[], [0]].map((end) =>
        Buffer.from([...empty, ...section, ...end]).toString("base64"),
      );
      Object.assign(globalThis, decoders);
      try {
        const sections = original.Module.customSections(compile(right!)!, "a");
        expect([...new Uint8Array(sections[0]!)]).toEqual(held);
        expect(compile(wrong!)).toBeNull();
        expect(new Instance(compile(SIMD128)!).exports.heapBase()).toBeGreaterThan(0);
      } finally {
        Object.assign(globalThis, originals);
      }
    }
  },
);
