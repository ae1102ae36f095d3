import { type DType, Generator, randint, tensor } from "../../src";
import {
  extremeOver,
  gradFor,
  meanOver,
  ownGradFor,
  placeOver,
  sumOver,
  sumTo,
} from "../../src/arrays/reduce";
import { castTo, expandTo } from "../../src/values/broadcast";
import { gradientOf } from "../../src/values/memory";
import type { NDArray } from "../../src/values/ndarray";
import { splitAt } from "../../src/values/shape";
import { FULL } from "../dtypes";
import { normal } from "../gradcheck";

const generator = new Generator().manualSeed(1);
const small = (shape: readonly number[], dtype: DType = "float64"): NDArray =>
  randint(0, 9, shape, { dtype, generator });
const values = (x: NDArray): number[] => Array.from(x.data, Number);
const dot = (a: NDArray, b: NDArray): number => values(a).reduce((sum, v, i) => sum + v * values(b)[i]!, 0);

describe.each([
  { from: [], to: [2, 3] },
  { from: [3], to: [2, 3] },
  { from: [2, 1], to: [2, 3] },
  { from: [1, 3, 1], to: [4, 3, 2] },
  { from: [3, 1, 5], to: [2, 3, 4, 5] },
  { from: [1, 1], to: [5, 1, 1] },
  { from: [2, 3], to: [2, 3] },
  { from: [1], to: [0] },
  { from: [3, 1], to: [3, 0] },
  { from: [1, 40], to: [30, 40] },
])("from $from to $to", ({ from, to }) => {
  test("sumTo is the transpose of expandTo: ⟨expand x, y⟩ = ⟨x, sum y⟩", () => {
    const [x, y] = [small(from), small(to)];
    expect(dot(expandTo(x, to), y)).toBe(dot(x, sumTo(y, from)));
    expect(sumTo(y, from).shape).toEqual(from);
  });

  test.each(FULL)(
    "sums of %s are those of float64 on small numbers, int64 where they are integers",
    (dtype) => {
      const y = castTo(small(to), dtype);
      const sum = sumTo(y, from);
      if (sum !== y) expect(sum.dtype).toBe(dtype === "float32" || dtype === "float64" ? dtype : "int64");
      expect(values(sum)).toEqual(values(sumTo(castTo(y, "float64"), from)));
    },
  );

  test("gradFor has the shape and the dtype of the input", () => {
    const gradient = gradFor(small(from, "float32"), small(to));
    expect([gradient.shape, gradient.dtype]).toEqual([from, "float32"]);
  });
});

/** Every subset of the dims. */
const subsets = (n: number): boolean[][] =>
  Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (_, d) => ((bits >> d) & 1) === 1));

test.each([[[2, 3, 4]], [[5]], [[2, 1, 3, 2]], [[4, 30, 20]], [[]]])(
  "over any dims of %p: the numbers of a line are those that share the other coordinates",
  (shape) => {
    const x = normal(shape, 3);
    for (const reduced of subsets(shape.length)) {
      const kept = shape.map((size, d) => (reduced[d] ? 1 : size));
      const lines = new Map<number, number[]>();
      values(x).forEach((v, n) => {
        let [at, rest, stride] = [0, n, 1];
        for (let d = shape.length - 1; d >= 0; d--) {
          at += ((rest % shape[d]!) % kept[d]!) * stride;
          stride *= kept[d]!;
          rest = Math.floor(rest / shape[d]!);
        }
        lines.set(at, [...(lines.get(at) ?? []), v]);
      });
      const of = (f: (line: number[]) => number): number[] =>
        [...lines].sort(([a], [b]) => a - b).map(([, v]) => f(v));
      const total = (line: number[]): number => line.reduce((a, b) => a + b, 0);
      const close = (actual: NDArray, expected: number[]): void => {
        expect(actual.shape).toEqual(kept);
        expected.forEach((v, i) => {
          expect(values(actual)[i]).toBeCloseTo(v, 11);
        });
      };
      close(sumOver(x, reduced, kept), of(total));
      close(
        meanOver(x, reduced, kept),
        of((line) => total(line) / line.length),
      );
      expect(values(extremeOver("amax", x, reduced, kept))).toEqual(of((line) => Math.max(...line)));
    }
  },
);

test("over nothing the result is a copy", () => {
  const x = small([2, 1, 3]);
  for (const y of [
    sumOver(x, [false, true, false], [2, 1, 3]),
    extremeOver("amax", x, [false, false, false], [2, 1, 3]),
  ]) {
    expect(values(y)).toEqual(values(x));
    expect(y.data).not.toBe(x.data);
  }
});

test("sums of many int32 do not lose digits in double precision", () => {
  const n = 2 ** 22 + 3;
  const x = tensor([0], { dtype: "int32" });
  const data = new Int32Array(n).fill(2 ** 31 - 1);
  expect(sumOver({ ...x, data, shape: [n], dtype: "int32" }, [true], []).data[0]).toBe(
    BigInt(n) * (2n ** 31n - 1n),
  );
});

test("placeOver gives int64 places", () => {
  const x = tensor([
    [1, 5, 5],
    [5, 0, 5],
  ]);
  const y = placeOver("argmax", x, splitAt([2, 3], 1), [2]);
  expect([y.dtype, y.shape, values(y)]).toEqual(["int64", [2], [1, 0]]);
  expect(values(placeOver("argmax", x, splitAt([2, 3], 0), [3]))).toEqual([1, 0, 0]);
});

test("what already has the shape is returned itself", () => {
  const x = normal([2, 3]);
  expect(sumTo(x, [2, 3])).toBe(x);
  expect(gradFor(x, x)).toBe(x);
});

test("ownGradFor gives the array back that it has summed", () => {
  const [x, row] = [normal([30, 40]), normal([40])];
  const dy = gradientOf(x);
  dy.data.fill(1 as never);
  expect(values(ownGradFor(row, dy))).toEqual(new Array(40).fill(30));
  expect(gradientOf(x).data).toBe(dy.data);
  expect(ownGradFor(x, dy)).toBe(dy);
});

test("float32 sums are rounded once, from double precision", () => {
  const x = tensor([1, 2 ** -25, 2 ** -25, 2 ** -25, 2 ** -25], { dtype: "float32" });
  expect(values(sumTo(x, [1]))).toEqual([1 + 2 ** -23]);
});
