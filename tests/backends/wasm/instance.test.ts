import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { SIMD128 } from "../../../src/backends/wasm/binary";
import { wasmExecutor } from "../../../src/backends/wasm/executor";
import { compile, Instance, roomFor } from "../../../src/backends/wasm/instance";

const global = globalThis as unknown as {
  WebAssembly: { readonly Module: unknown; readonly Instance: unknown };
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
      const { backend, functional, tensor } = require("./src");
      console.log(backend(), String(functional.crossEntropy(tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1]))));`;
    const root = join(__dirname, "..", "..", "..");
    const args = [flag, "--no-warnings", "-r", "ts-node/register/transpile-only", "-e", code];
    const printed = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim();
    expect(printed).toMatch(flag === "--jitless" ? /^reference / : /^(simd128|relaxed-simd) /);
    expect(printed).toMatch(/tensor\(0\.5556\)$/);
  },
);

test("memory grows with what is reserved, and the views follow", () => {
  const instance = new Instance(compile(SIMD128)!);
  expect(instance.base % 64).toBe(0);
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

test("the binary is decoded where the engine has no atob", () => {
  const global = globalThis as { atob?: unknown };
  const { atob } = global;
  delete global.atob;
  try {
    expect(new Instance(compile(SIMD128)!).exports.heapBase()).toBeGreaterThan(0);
  } finally {
    global.atob = atob;
  }
});

test("a binary of any length is decoded to its last byte: one too many would be no module", () => {
  const empty = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  for (const own of [0, 1, 2, 3, 4, 5]) {
    // A custom section without a name, of `own` bytes.
    const section = [0x00, own + 1, 0x00, ...new Array<number>(own).fill(7)];
    const base64 = Buffer.from([...empty, ...section]).toString("base64");
    expect(compile(base64)).not.toBeNull();
    expect(compile(Buffer.from([...empty, ...section, 0]).toString("base64"))).toBeNull();
  }
});
