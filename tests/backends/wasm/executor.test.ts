import { reference } from "../../../src/backends/reference/executor";
import { RELAXED_SIMD, SIMD128 } from "../../../src/backends/wasm/binary";
import { wasmExecutor } from "../../../src/backends/wasm/executor";
import { BACKENDS } from "./simdBackends";

describe.each(BACKENDS)("%s", (_, executor) => {
  test("an error of the module gives the reference's result and a new instance", () => {
    const before = executor.instance;
    const lines = { outer: 1, length: 3, inner: 1 };
    const [x, y] = [Float32Array.of(1, 2, 3), new Float32Array(3)];
    const { i32 } = before;
    Object.defineProperty(before, "i32", {
      configurable: true,
      get() {
        throw new Error("memory access out of bounds");
      },
    });
    executor.run("softmax", lines, { x, y });
    Object.defineProperty(before, "i32", { value: i32 });
    const expected = new Float32Array(3);
    reference.run("softmax", lines, { x, y: expected });
    expect(y).toEqual(expected);
    expect(executor.instance).not.toBe(before);
    executor.run("softmax", lines, { x, y: y.fill(0) });
    expect(y[2]).toBeCloseTo(expected[2]!, 6);
  });

  test("where no new instance can be had after an error, the reference kernels run", () => {
    const alone = wasmExecutor(executor === BACKENDS[0]![1] ? SIMD128 : RELAXED_SIMD)!;
    const global = (globalThis as unknown as { WebAssembly: { Instance: unknown } }).WebAssembly;
    const { Instance } = global;
    Object.defineProperty(alone.instance, "i32", {
      get() {
        throw new Error("memory access out of bounds");
      },
    });
    const lines = { outer: 1, length: 3, inner: 1 };
    const x = Float32Array.of(1, 2, 3);
    const [y, expected] = [new Float32Array(3), new Float32Array(3)];
    reference.run("softmax", lines, { x, y: expected });
    global.Instance = class {
      constructor() {
        throw new RangeError("out of memory");
      }
    };
    try {
      for (let call = 0; call < 2; call++) {
        alone.run("softmax", lines, { x, y: y.fill(0) });
        expect(y).toEqual(expected);
      }
    } finally {
      global.Instance = Instance;
    }
  });
});
