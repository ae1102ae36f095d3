import { cumsumInto } from "../../src/arrays/cumsum";
import { ndarray, zerosOf } from "../../src/values/ndarray";

const lines = { outer: 2, length: 3, inner: 2 };
const numbers = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
const sums = (isReversed: boolean): number[] =>
  Array.from(cumsumInto(numbers, lines, zerosOf([2, 3, 2], "float64"), isReversed).data as Float64Array);

test("each line is summed by itself, from its beginning or from its end", () => {
  expect(sums(false)).toEqual([1, 2, 4, 6, 9, 12, 7, 8, 16, 18, 27, 30]);
  expect(sums(true)).toEqual([9, 12, 8, 10, 5, 6, 27, 30, 20, 22, 11, 12]);
});

test("float32 is summed in double precision, each sum rounded once; int64 wraps", () => {
  const x = Float32Array.of(1e8, 1, 1, 1, 1, 1, 1, 1, 1);
  const y = cumsumInto(x, { outer: 1, length: 9, inner: 1 }, zerosOf([9], "float32"), false).data;
  expect(y[8]).toBe(1e8 + 8);
  const big = BigInt64Array.of(2n ** 63n - 1n, 1n);
  const wrapped = ndarray(new BigInt64Array(2), [2], "int64");
  expect(cumsumInto(big, { outer: 1, length: 2, inner: 1 }, wrapped, false).data).toEqual(
    BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)),
  );
});

test("of nothing takes no time, however large the other sizes", () => {
  for (const lines of [
    { outer: 2 ** 40, length: 0, inner: 1 },
    { outer: 1, length: 0, inner: 2 ** 40 },
    { outer: 2 ** 40, length: 2 ** 10, inner: 0 },
  ])
    for (const x of [new Float32Array(0), new BigInt64Array(0)]) {
      const y = ndarray(x, [0], x instanceof BigInt64Array ? "int64" : "float32");
      expect(cumsumInto(x, lines, y, false)).toBe(y);
    }
});
