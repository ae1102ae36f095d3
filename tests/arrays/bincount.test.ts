import { countsOf, rangeOf } from "../../src/arrays/bincount";
import { ndarray } from "../../src/values/ndarray";

test("the range of bytes, int32 and int64", () => {
  expect(rangeOf(Uint8Array.of(7))).toEqual([7, 7]);
  expect(rangeOf(Int32Array.of(3, -2, 9, 0))).toEqual([-2, 9]);
  expect(rangeOf(BigInt64Array.of(3n, 12n, 1n))).toEqual([1, 12]);
});

test("counts are int64, sums of weights are of the weights' dtype and precision", () => {
  const x = BigInt64Array.of(1n, 0n, 1n);
  expect(countsOf(x, null, 3)).toEqual(ndarray(BigInt64Array.of(1n, 2n, 0n), [3], "int64"));
  const weights = ndarray(Float32Array.of(1, 5, 2 ** -25), [3], "float32");
  expect(countsOf(x, weights, 2)).toEqual(ndarray(Float32Array.of(5, 1), [2], "float32"));
  const exact = ndarray(Float64Array.of(1, 5, 2 ** -25), [3], "float64");
  expect(countsOf(x, exact, 2)).toEqual(ndarray(Float64Array.of(5, 1 + 2 ** -25), [2], "float64"));
});
