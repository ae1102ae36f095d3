import { expFloat32 } from "../../../src/backends/reference/exp";

test("expFloat32: relative error at most 5e-10 on [−87, 0], and half an ulp of float32 more on [−104, 0]", () => {
  let relative = 0;
  let subnormal = 0;
  const steps = 4_000_000;
  for (let i = 0; i <= steps; i++) {
    const x = (-104 * i) / steps;
    const truth = Math.exp(x);
    const error = Math.abs(expFloat32(x) - truth);
    if (x >= -87) relative = Math.max(relative, error / truth);
    else subnormal = Math.max(subnormal, error);
  }
  expect(relative).toBeLessThan(5e-10);
  expect(subnormal).toBeLessThan(1.001 * 2 ** -150);
});

test.each([
  [0, 1],
  [-0, 1],
  [-Infinity, 0],
  [-1e300, 0],
  [Number.NaN, Number.NaN],
  [-Number.MIN_VALUE, 1],
  [-104.0001, 0],
])("expFloat32(%p) is %p", (x, y) => {
  expect(expFloat32(x)).toBe(y);
});

test("a subnormal float32 comes out", () => {
  expect(Math.fround(expFloat32(-103))).toBe(Math.fround(Math.exp(-103)));
});
