import { logsumexp } from "../../../src/backends/reference/softmax";

const lse = (x: Float32Array): number => {
  const y = new Float64Array(1);
  logsumexp(1, x.length, { x, y });
  return y[0]!;
};

test("a log-sum-exp near 0 is right to the last digits, where maximum and logarithm cancel", () => {
  for (let i = -60; i <= 60; i++) {
    const exact = i / 1024;
    const x = new Float32Array(3).fill(exact - Math.log(3));
    const truth = x[0]! + Math.log(3);
    expect(Math.abs(lse(x) - truth)).toBeLessThanOrEqual(1e-15);
  }
});

test("an infinite maximum is the result, unless there is a NaN", () => {
  expect(lse(Float32Array.of(1, Infinity, 2))).toBe(Infinity);
  expect(lse(Float32Array.of(-Infinity, -Infinity))).toBe(-Infinity);
  expect(lse(Float32Array.of(Infinity, NaN))).toBeNaN();
  expect(lse(new Float32Array(0))).toBe(-Infinity);
});
