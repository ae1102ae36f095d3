import { logf, sincosf } from "../../src/random/cephes";

// Locals, because jest makes every use of a global slow.
const { abs, fround, log, log2, floor, sin, cos, max } = Math;

const N = 2 ** 24;

test("logf: at most 1 ulp on all 2^24 arguments that a float32 uniform number gives", () => {
  let worst = 0;
  for (let m = 1; m < N; m++) {
    const x = m / N;
    const exact = log(x);
    const ulp = 2 ** (floor(log2(-exact)) - 23);
    worst = max(worst, abs(logf(x) - exact) / ulp);
  }
  expect(worst).toBeLessThanOrEqual(1);
  expect(logf(1)).toBe(0);
});

test("sincosf: at most 2^-23 off on all 2^24 angles that a float32 uniform number gives", () => {
  const twoPi = fround(2 * Math.PI);
  const out = new Float32Array(2);
  let worst = 0;
  for (let m = 0; m < N; m++) {
    const angle = fround((twoPi * m) / N);
    sincosf(angle, out);
    worst = max(worst, abs(out[0]! - sin(angle)), abs(out[1]! - cos(angle)));
  }
  expect(worst).toBeLessThanOrEqual(2 ** -23);
});

test("sincosf is exact at 0", () => {
  const out = new Float32Array(2);
  sincosf(0, out);
  expect([...out]).toEqual([0, 1]);
});

test("logf of a power of two is at most 1 ulp off down to the smallest normal number", () => {
  for (let exponent = -126; exponent < 0; exponent++) {
    const exact = exponent * Math.LN2;
    expect(abs(logf(2 ** exponent) - exact)).toBeLessThanOrEqual(2 ** (floor(log2(-exact)) - 23));
  }
});
