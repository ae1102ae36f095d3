import { exp } from "../../../src/backends/reference/exp";

test("exp: within 2 ulp of Math.exp on [−708, 0], and within 2^−1074 below", () => {
  let worst = 0;
  let subnormal = 0;
  const steps = 4_000_000;
  for (let i = 0; i <= steps; i++) {
    const x = (-746 * i) / steps;
    const truth = Math.exp(x);
    const error = Math.abs(exp(x) - truth);
    if (x >= -708) worst = Math.max(worst, error / 2 ** (Math.floor(Math.log2(truth)) - 52));
    else subnormal = Math.max(subnormal, error);
  }
  expect(worst).toBeLessThanOrEqual(2);
  expect(subnormal).toBeLessThanOrEqual(2 ** -1074);
});

test("exp near 0, where every step of the table counts: within 2 ulp", () => {
  let worst = 0;
  for (let i = 0; i <= 1_000_000; i++) worst = Math.max(worst, Math.abs(exp(-i / 1e6) - Math.exp(-i / 1e6)));
  expect(worst).toBeLessThanOrEqual(2 ** -52);
});

test.each([
  [0, 1],
  [-0, 1],
  [-Infinity, 0],
  [-1e300, 0],
  [Number.NaN, Number.NaN],
  [-Number.MIN_VALUE, 1],
  [-746, 0],
])("exp(%p) is %p", (x, y) => {
  expect(exp(x)).toBe(y);
});

test("a subnormal float32 comes out", () => {
  expect(Math.fround(exp(-103))).toBe(Math.fround(Math.exp(-103)));
});
