import { type Backend, backend, functional, randn, setBackend, tensor } from "../../src";
import { reference } from "../../src/backends/reference/executor";

const before = backend();
afterEach(() => setBackend(before));

test("a backend is chosen by itself, and it runs", () => {
  expect(["reference", "simd128", "relaxed-simd"]).toContain(backend());
  expect(functional.softmax(tensor([0, 0]), 0).tolist()).toEqual([0.5, 0.5]);
});

test("a pinned backend is the one that runs", () => {
  setBackend("reference");
  expect(backend()).toBe("reference");
  const x = randn([1, 1000]);
  const expected = new Float32Array(1000);
  reference.run("softmax", { outer: 1, length: 1000, inner: 1 }, { x: x.data as Float32Array, y: expected });
  expect(x.softmax(1).data).toEqual(expected);
  setBackend(before);
  if (before !== "reference") expect(x.softmax(1).data).not.toEqual(expected);
});

test.each([["webgpu"], ["toString"], ["__proto__"], [""], [undefined], [null]])(
  "there is no backend %p, and asking for it leaves the active one",
  (name) => {
    const call = () => setBackend(name as Backend);
    expect(call).toThrow(RangeError);
    expect(call).toThrow(/^Unknown backend: got .*Available here: .*'reference'/);
    expect(backend()).toBe(before);
  },
);

test("the first kernel compiles the fastest backend, once", () => {
  const wasm = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
    .WebAssembly;
  const Original = wasm.Module;
  let compiled = 0;
  wasm.Module = class extends Original {
    constructor(bytes: Uint8Array) {
      super(bytes);
      compiled++;
    }
  };
  try {
    jest.isolateModules(() => {
      const library = require("../../src") as typeof import("../../src");
      library.ones([2, 3]).softmax(1);
      expect(compiled).toBe(1);
      library.setBackend(library.backend());
      library.ones([2, 3]).softmax(1);
      expect(compiled).toBe(1);
    });
  } finally {
    wasm.Module = Original;
  }
});
