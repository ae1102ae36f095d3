import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { SIMD128 } from "../../../src/backends/wasm/binary";
import { Simd } from "../../../src/backends/wasm/instance";
import { BACKENDS } from "./simdBackends";

const global = globalThis as unknown as {
  WebAssembly: { readonly validate: (bytes: Uint8Array) => boolean; readonly Instance: unknown };
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
  const { validate, Instance } = original;
  expect(withWasm(undefined, () => Simd.create(SIMD128))).toBeNull();
  expect(withWasm({ validate: () => false }, () => Simd.create(SIMD128))).toBeNull();
  expect(withWasm({ validate, Instance, Module: forbidden }, () => Simd.create(SIMD128))).toBeNull();
  expect(Simd.create(SIMD128)).not.toBeNull();
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

test.each(BACKENDS)("%s: memory grows with what is taken, and the views follow", (_, simd) => {
  simd.reset();
  const [first, second] = [simd.take(100), simd.take(3e6)];
  expect([first % 64, second % 64]).toEqual([0, 0]);
  expect(second - first).toBeGreaterThanOrEqual(100);
  expect(simd.f32.byteLength).toBeGreaterThanOrEqual(second + 3e6);
  expect([simd.f64.buffer, simd.i32.buffer]).toEqual([simd.f32.buffer, simd.f32.buffer]);
});
