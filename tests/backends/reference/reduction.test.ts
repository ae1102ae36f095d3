import { amax, argmax, SUM_PART, sum } from "../../../src/backends/reference/reduction";
import type { TypedArray } from "../../../src/dtype";
import type { Lines } from "../../../src/values/shape";
import { normal } from "../../gradcheck";

const LINES: readonly Lines[] = [1, 2, 3].flatMap((outer) =>
  [1, 2, 5, 13].flatMap((length) => [1, 2, 4].map((inner) => ({ outer, length, inner }))),
);

/** The flat positions of every line, in the order of the lines. */
const linesOf = ({ outer, length, inner }: Lines): number[][] =>
  Array.from({ length: outer * inner }, (_, line) =>
    Array.from({ length }, (_, k) => (Math.floor(line / inner) * length + k) * inner + (line % inner)),
  );

describe.each(LINES)("$outer x $length x $inner", (lines) => {
  const { outer, length, inner } = lines;
  const x = normal([outer * length * inner]).data as Float64Array;
  const count = outer * inner;
  const kinds: readonly TypedArray[] = [
    x,
    Float32Array.from(x),
    Int32Array.from(x, (v) => v * 2),
    Uint8Array.from(x, (v) => Math.abs(v) * 9),
    BigInt64Array.from(x, (v) => BigInt(Math.round(3 * v))),
  ];
  const rows = (values: TypedArray): number[][] =>
    linesOf(lines).map((line) => line.map((at) => Number(values[at])));

  test("argmax is the first place of the maximum", () => {
    for (const values of kinds) {
      const y = new Int32Array(count).fill(9);
      argmax(lines, { x: values, y });
      expect([...y]).toEqual(rows(values).map((row) => row.indexOf(Math.max(...row))));
    }
  });

  test("amax is the maximum", () => {
    for (const values of kinds) {
      const y = values.slice(0, count);
      amax(lines, { x: values, y });
      expect(Array.from(y, Number)).toEqual(rows(values).map((row) => Math.max(...row)));
    }
  });

  test("sum adds up", () => {
    for (const values of kinds) {
      const y =
        values instanceof BigInt64Array ? new BigInt64Array(count).fill(9n) : new Float64Array(count).fill(9);
      sum(lines, { x: values, y });
      rows(values).forEach((row, i) => {
        expect(Number(y[i])).toBeCloseTo(
          row.reduce((a, b) => a + b, 0),
          10,
        );
      });
    }
  });
});

test("argmax takes the first NaN before everything, amax keeps it", () => {
  const x = Float32Array.of(1, NaN, Infinity, NaN, 2, 3, -Infinity, -Infinity, -Infinity);
  const [place, largest] = [new Int32Array(3), new Float32Array(3)];
  const rows = { outer: 3, length: 3, inner: 1 };
  argmax(rows, { x, y: place });
  amax(rows, { x, y: largest });
  expect([...place]).toEqual([1, 0, 0]);
  expect([...largest]).toEqual([NaN, NaN, -Infinity]);
  amax({ outer: 1, length: 3, inner: 3 }, { x, y: largest });
  expect([...largest]).toEqual([NaN, NaN, Infinity]);
});

test("int64 that doubles cannot tell apart", () => {
  const x = BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n, 2n ** 53n);
  const lines = { outer: 1, length: 3, inner: 1 };
  const place = new Int32Array(1);
  const [largest, total] = [new BigInt64Array(1), new BigInt64Array(1)];
  argmax(lines, { x, y: place });
  amax(lines, { x, y: largest });
  sum(lines, { x, y: total });
  expect([place[0], largest[0], total[0]]).toEqual([1, 2n ** 53n + 1n, 3n * 2n ** 53n + 1n]);
  sum({ outer: 1, length: 2, inner: 1 }, { x: BigInt64Array.of(2n ** 63n - 1n, 1n), y: total });
  expect(total[0]).toBe(-(2n ** 63n));
});

test("a long line is the sum of its parts, whatever comes after it", () => {
  const n = 2 * SUM_PART + 5;
  const x = normal([2 * n]).data as Float64Array;
  const [both, one] = [new Float64Array(2), new Float64Array(1)];
  sum({ outer: 2, length: n, inner: 1 }, { x, y: both });
  for (const row of [0, 1]) {
    const parts = [0, SUM_PART, 2 * SUM_PART].map((at) => {
      const part = x.subarray(row * n + at, row * n + Math.min(at + SUM_PART, n));
      sum({ outer: 1, length: part.length, inner: 1 }, { x: part, y: one });
      return one[0]!;
    });
    expect(both[row]).toBe(parts[0]! + parts[1]! + parts[2]!);
  }
});
