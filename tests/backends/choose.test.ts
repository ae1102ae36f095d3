import { type Backend, backend, functional, setBackend, tensor } from "../../src";
import { kernels } from "../../src/backends/choose";
import { reference } from "../../src/backends/reference/lines";

const before = backend();
afterEach(() => setBackend(before));

test("a backend is chosen by itself, and it runs", () => {
  expect(["reference", "simd128", "relaxed-simd"]).toContain(backend());
  expect(functional.softmax(tensor([0, 0]), 0).tolist()).toEqual([0.5, 0.5]);
});

test("a pinned backend is the one that runs", () => {
  setBackend("reference");
  expect(backend()).toBe("reference");
  expect(kernels()).toBe(reference);
});

test.each([["webgpu"], ["toString"], ["__proto__"], [""], [undefined], [null]])(
  "there is no backend %p, and asking for it leaves the active one",
  (name) => {
    const running = kernels();
    const call = () => setBackend(name as Backend);
    expect(call).toThrow(RangeError);
    expect(call).toThrow(/^Unknown backend: got .*Available here: .*'reference'/);
    expect(backend()).toBe(before);
    expect(kernels()).toBe(running);
  },
);
