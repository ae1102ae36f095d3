import type { Reduction } from "../../src";
import { type LossResult, lineScale, reduceLosses, scaleGradient } from "../../src/ops/loss";
import { ndarray } from "../../src/values/ndarray";

const LOSSES = Float64Array.of(1, 2, 4, 1);
const reducing = (reduction: Reduction, divisor = 4): LossResult => ({ reduction, shape: [2, 2], divisor });
const scalar = (value: number) => ndarray(Float32Array.of(value), [], "float32");

test("'none' keeps each loss, in the shape of the targets", () => {
  const y = reduceLosses(LOSSES, reducing("none"), "float32");
  expect(y).toEqual({ data: Float32Array.from(LOSSES), shape: [2, 2], dtype: "float32" });
  expect(reduceLosses(LOSSES, reducing("none"), "float64").data).toEqual(LOSSES);
});

test("'sum' adds all losses up and 'mean' divides them by the divisor, not by their number", () => {
  expect(reduceLosses(LOSSES, reducing("sum"), "float32")).toEqual(scalar(8));
  expect(reduceLosses(LOSSES, reducing("mean", 3.2), "float32")).toEqual(scalar(2.5));
});

test("the mean over nothing is NaN and the sum 0", () => {
  const nothing = new Float64Array(0);
  expect(reduceLosses(nothing, reducing("mean", 0), "float32").data[0]).toBeNaN();
  expect(reduceLosses(nothing, reducing("sum", 0), "float32").data[0]).toBe(0);
});

test("the mean over four million float32 losses is right to the last bit of float32", () => {
  const n = 2 ** 22;
  const losses = Float64Array.from({ length: n }, (_, i) => (i % 1000) / 7);
  // Σ i % 1000 over n terms, in integers
  const full = Math.floor(n / 1000);
  const rest = n % 1000;
  const exact = (full * 499500 + (rest * (rest - 1)) / 2) / 7 / n;
  expect(reduceLosses(losses, reducing("mean", n), "float32").data[0]).toBe(Math.fround(exact));
});

test("a sum is rounded once: it may pass through what float32 cannot hold", () => {
  const large = Float64Array.of(3e38, 3e38, 3e38, 3e38);
  expect(reduceLosses(large, reducing("mean"), "float32").data[0]).toBe(Math.fround(3e38));
});

test("the gradient of each loss is that of the result, over the divisor for 'mean'", () => {
  const each = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2], "float32");
  expect(lineScale(each, reducing("none"))).toEqual(Float64Array.of(1, 2, 3, 4));
  expect(lineScale(scalar(3), reducing("sum"))).toEqual(Float64Array.of(3));
  expect(lineScale(scalar(3), reducing("mean"))).toEqual(Float64Array.of(0.75));
});

test("the incoming gradient is left as it is", () => {
  const dy = scalar(3);
  lineScale(dy, reducing("mean"));
  expect(dy).toEqual(scalar(3));
});

describe("the gradient for dL/dy = 1 becomes that for dy", () => {
  const lines = { outer: 2, length: 3, inner: 1 };
  const unit = (): Float32Array => Float32Array.of(1, -1, 0, 0, 0, 0);

  test("times a number for all lines, or one for each", () => {
    const all = unit();
    scaleGradient(all, lines, Float32Array.of(-2), []);
    expect([...all]).toEqual([-2, 2, 0, 0, 0, 0]);
    const each = Float32Array.of(1, -1, 0, 2, 3, 4);
    scaleGradient(each, lines, Float32Array.of(3, -1), []);
    expect([...each]).toEqual([3, -3, 0, -2, -3, -4]);
    const planes = Float32Array.of(1, 2, 3, 4, 5, 6);
    scaleGradient(planes, { outer: 1, length: 3, inner: 2 }, Float32Array.of(10, 100), []);
    expect([...planes]).toEqual([10, 200, 30, 400, 50, 600]);
  });

  test.each([[NaN], [Infinity], [-Infinity]])(
    "%p from above reaches every line that counts, zeros too",
    (dy) => {
      const one = unit();
      scaleGradient(one, lines, Float32Array.of(dy), [1]);
      expect([...one.slice(3)]).toEqual([0, 0, 0]);
      expect([one[0]! / dy, one[2]]).toEqual([dy / dy === 1 ? 1 : NaN, NaN]);
      const each = Float32Array.of(0, 0, 0, 0, 0, 0);
      scaleGradient(each, { outer: 1, length: 2, inner: 3 }, Float32Array.of(dy, dy, 1), [1]);
      expect([...each]).toEqual([NaN, 0, 0, NaN, 0, 0]);
    },
  );
});
