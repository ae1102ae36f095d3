import { type DType, Generator, randint } from "../../src";
import { axpy, binary, binaryInto, compare, gradient, map, mapInto } from "../../src/arrays/elementwise";
import { castTo, expandTo } from "../../src/values/broadcast";
import type { NDArray } from "../../src/values/ndarray";
import { ndarray } from "../../src/values/ndarray";
import { broadcastShapes } from "../../src/values/shape";
import { FULL } from "../dtypes";
import { normal } from "../gradcheck";

const PAIRS = [
  { a: [], b: [2, 3] },
  { a: [3], b: [2, 3] },
  { a: [2, 1], b: [2, 3] },
  { a: [1, 3, 1], b: [4, 1, 2] },
  { a: [2, 3], b: [2, 3] },
  { a: [1], b: [0] },
  { a: [3, 1], b: [3, 0] },
  { a: [30, 40], b: [40] },
  { a: [30, 1], b: [30, 40] },
  { a: [3, 1, 5, 30], b: [4, 1, 30] },
];

const generator = new Generator().manualSeed(1);
const small = (shape: readonly number[], dtype: DType = "float64"): NDArray => {
  const { data, shape: own, dtype: kind } = randint(0, 9, shape, { dtype, generator });
  return ndarray(data.slice(), own, kind);
};
const values = (x: NDArray): number[] => Array.from(x.data, Number);

describe.each(PAIRS)("$a and $b", ({ a, b }) => {
  const shape = broadcastShapes(a, b);

  test.each(FULL)("binary of %s is that of the stretched arrays, element by element", (dtype) => {
    const [x, y] = [castTo(small(a), dtype), castTo(small(b), dtype)];
    const [p, q] = [values(expandTo(x, shape)), values(expandTo(y, shape))];
    const wrapped = (v: number): number =>
      dtype === "uint8" ? v & 255 : dtype === "bool" ? Math.min(v, 1) : v;
    for (const [name, f] of [
      ["add", (u: number, v: number) => u + v],
      ["mul", (u: number, v: number) => u * v],
    ] as const) {
      const result = binary(name, x, y, dtype);
      expect([result.shape, result.dtype]).toEqual([shape, dtype]);
      expect(values(result)).toEqual(p.map((v, i) => wrapped(f(v, q[i]!))));
    }
    const same = compare("eq", x, y, dtype);
    expect([same.dtype, values(same)]).toEqual(["bool", p.map((v, i) => (v === q[i] ? 1 : 0))]);
  });

  test("axpy adds in place", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const y = small(shape, dtype);
      const x = small(a, dtype);
      for (const alpha of [1, -2]) {
        const expected = values(y).map((v, i) => v + alpha * values(expandTo(x, shape))[i]!);
        axpy(y, x, alpha);
        expect(values(y)).toEqual(expected);
      }
    }
  });
});

test("operands of other dtypes are computed in the one asked for", () => {
  const y = binary("div", small([3], "int64"), castTo(normal([2, 1]), "float32"), "float64");
  expect([y.dtype, y.shape]).toEqual(["float64", [2, 3]]);
});

test("map and binary leave their inputs alone, the others write where they are told", () => {
  const x = normal([2, 3]);
  const before = values(x);
  map("neg", x);
  binary("mul", x, x, "float64");
  gradient("mul", x, x, x);
  expect(values(x)).toEqual(before);
  const own = binary("add", x, x, "float64");
  expect(mapInto("neg", own, own)).toBe(own);
  expect(binaryInto("sub", own, x, own)).toBe(own);
  expect(values(own)).toEqual(before.map((v) => -3 * v));
});
