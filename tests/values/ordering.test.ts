import type { TypedArray } from "../../src/dtype";
import { orderLines } from "../../src/values/ordering";
import type { Lines } from "../../src/values/shape";

let state = 1;
const random = (n: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};

/** NaN is the greatest; equal elements stay in their order. */
function compare(a: number | bigint, b: number | bigint): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same with JavaScript's own sort, which is stable. */
function expected(
  x: TypedArray,
  { outer, length, inner }: Lines,
  descending: boolean,
  count: number,
): number[] {
  const out = new Array<number>(outer * count * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = (k: number): number | bigint => x[(o * length + k) * inner + i]!;
      const places = Array.from({ length }, (_, k) => k);
      places.sort((a, b) => (descending ? compare(at(b), at(a)) : compare(at(a), at(b))));
      for (let k = 0; k < count; k++) out[(o * count + k) * inner + i] = places[k]!;
    }
  }
  return out;
}

function check(x: TypedArray, lines: Lines, count: number): void {
  for (const descending of [false, true]) {
    const out = new Int32Array(lines.outer * count * lines.inner);
    orderLines(x, lines, descending, count, out);
    expect({ lines, count, descending, out: [...out] }).toEqual({
      lines,
      count,
      descending,
      out: expected(x, lines, descending, count),
    });
  }
}

const LENGTHS = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 64, 65, 100, 513, 1000];
const COUNTS = (n: number): number[] => [0, 1, 2, 5, 63, 64, 65, n].filter((count) => count <= n);

test.each([
  [
    "few different numbers, NaN and both zeros",
    () => [Number.NaN, 0, -0, 1, -1, Infinity, -Infinity][random(7)]!,
  ],
  ["many different numbers", () => random(100000) - 50000],
  ["one number", () => 2],
  ["NaN only", () => Number.NaN],
])("lines of %s are ordered as by a stable sort, from every number of elements", (_, element) => {
  for (const length of LENGTHS) {
    const x = Float32Array.from({ length }, element);
    for (const count of COUNTS(length)) check(x, { outer: 1, length, inner: 1 }, count);
  }
});

test.each([
  ["in order", (i: number) => i],
  ["in the opposite order", (i: number) => -i],
  ["of runs in order", (i: number) => i % 11],
])("lines that lie %s are ordered", (_, element) => {
  for (const length of LENGTHS)
    check(
      Float64Array.from({ length }, (_, i) => element(i)),
      { outer: 1, length, inner: 1 },
      length,
    );
});

test("lines that lie side by side are ordered each for itself", () => {
  for (const lines of [
    { outer: 3, length: 20, inner: 5 },
    { outer: 1, length: 5, inner: 40 },
    { outer: 4, length: 9, inner: 1 },
  ]) {
    const x = Int32Array.from({ length: 3 * 20 * 5 }, () => random(10));
    for (const count of [1, 3, lines.length])
      check(x.subarray(0, lines.outer * lines.length * lines.inner), lines, count);
  }
});

test("int64 is compared exactly, also where doubles are not", () => {
  const edges = [
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 53n,
    2n ** 53n + 1n,
    -(2n ** 53n) - 1n,
    -(2n ** 53n),
    0n,
    -1n,
    2n ** 32n,
  ];
  for (const length of LENGTHS) {
    for (const few of [false, true]) {
      const x = BigInt64Array.from({ length }, () => (few ? BigInt(random(9) - 4) : edges[random(9)]!));
      for (const count of COUNTS(length)) check(x, { outer: 1, length, inner: 1 }, count);
    }
  }
  check(
    BigInt64Array.from({ length: 60 }, () => edges[random(9)]!),
    { outer: 3, length: 10, inner: 2 },
    4,
  );
});
