import { rowMax, rowRest, rowStoreRest } from "../../../src/backends/reference/row";

const X = Float64Array.of(9, 1, 3, 2, 3, 9);

test("only the row is looked at, and the maximum of nothing is −Infinity", () => {
  expect(rowMax(X, 1, 5)).toBe(3);
  expect(rowMax(X, 2, 2)).toBe(-Infinity);
  expect(rowMax(Float64Array.of(1, NaN, 2), 0, 3)).toBeNaN();
});

test("the rest is the sum of the exponentials without one of the maxima", () => {
  const expected = Math.exp(-2) + Math.exp(-1) + 1;
  expect(rowRest(X, 1, 5, 3)).toBeCloseTo(expected, 14);
  const y = new Float64Array(6).fill(7);
  expect(rowStoreRest(X, 1, 5, 3, y)).toBe(rowRest(X, 1, 5, 3));
  [7, Math.exp(-2), 1, Math.exp(-1), 1, 7].forEach((e, i) => {
    expect(y[i]).toBeCloseTo(e, 14);
  });
});
