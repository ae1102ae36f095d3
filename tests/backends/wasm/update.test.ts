import { reference } from "../../../src/backends/reference/executor";
import { Update } from "../../../src/backends/wasm/update";
import { BACKENDS } from "./simdBackends";

const factors = { sign: 1, weightDecay: 0.25, momentum: 0.5, share: 1, nesterov: 0, rate: 0.5 };
const call = (Kind: typeof Float32Array | typeof Float64Array, n: number) => ({
  p: new Kind(n).map((_, i) => i),
  gradient: new Kind(n).fill(1),
  velocity: new Kind(n),
  ...factors,
});

describe.each(BACKENDS)("%s", (_, executor) => {
  test("takes float32 of some length, and leaves the rest to the reference", () => {
    const kernel = Update.of(executor.instance, "sgd")!;
    expect(kernel.run(100, call(Float32Array, 100))).toBe(true);
    expect(kernel.run(10, call(Float32Array, 10))).toBe(false);
    expect(kernel.run(100, call(Float64Array, 100))).toBe(false);
  });

  test("blocks are one array: what lies at their edges is changed once", () => {
    for (const n of [8191, 8192, 8193, 16385]) {
      const [own, expected] = [call(Float32Array, n), call(Float32Array, n)];
      executor.run("sgd", n, own);
      reference.run("sgd", n, expected);
      expect(own.p).toEqual(expected.p);
    }
  });
});
