import { type DType, Generator, randint, tensor, zeros } from "../../src";
import { DTYPES } from "../../src/dtype";
import {
  binary,
  castTo,
  equals,
  expandTo,
  gradFor,
  map,
  permuted,
  sumTo,
  withShape,
  zip,
} from "../../src/values/broadcast";
import type { NDArray } from "../../src/values/ndarray";
import { normal } from "../gradcheck";

const PAIRS = [
  { from: [], to: [2, 3] },
  { from: [3], to: [2, 3] },
  { from: [2, 1], to: [2, 3] },
  { from: [1, 3, 1], to: [4, 3, 2] },
  { from: [1, 1], to: [5, 1, 1] },
  { from: [2, 3], to: [2, 3] },
  { from: [1], to: [0] },
  { from: [3, 1], to: [3, 0] },
];

const generator = new Generator().manualSeed(1);
const small = (shape: readonly number[], dtype: DType = "float64"): NDArray =>
  randint(0, 9, shape, { dtype, generator });
const values = (x: NDArray): number[] => Array.from(x.data, Number);
const dot = (a: NDArray, b: NDArray): number => values(a).reduce((sum, v, i) => sum + v * values(b)[i]!, 0);

describe.each(PAIRS)("from $from to $to", ({ from, to }) => {
  test("expandTo repeats the values that a sum with zeros would show", () => {
    const x = small(from);
    const expanded = expandTo(x, to);
    expect([expanded.shape, expanded.dtype]).toEqual([to, "float64"]);
    expect(values(expanded)).toEqual(values(binary("add", x, zeros(to), "float64")));
  });

  test("sumTo is the transpose of expandTo: ⟨expand x, y⟩ = ⟨x, sum y⟩", () => {
    const [x, y] = [small(from), small(to)];
    expect(dot(expandTo(x, to), y)).toBe(dot(x, sumTo(y, from)));
    expect(sumTo(y, from).shape).toEqual(from);
  });

  test("int64 sums are those of float64 on small numbers", () => {
    const y = small(to, "int64");
    expect(sumTo(y, from).dtype).toBe("int64");
    expect(values(sumTo(y, from))).toEqual(values(sumTo(castTo(y, "float64"), from)));
  });

  test("zip and binary agree, in both orders", () => {
    const [x, y] = [small(from), small(to)];
    expect(values(zip(x, y, (a, b) => a - b))).toEqual(values(binary("sub", x, y, "float64")));
    expect(values(zip(y, x, (a, b) => a - b))).toEqual(
      values(binary("sub", x, y, "float64")).map((v) => 0 - v),
    );
  });

  test("equals is where the difference is zero", () => {
    const [x, y] = [small(from), small(to)];
    const same = equals(x, y, "float64");
    expect(same.dtype).toBe("bool");
    expect(values(same)).toEqual(values(binary("sub", x, y, "float64")).map((v) => (v === 0 ? 1 : 0)));
  });

  test("gradFor has the shape and the dtype of the input", () => {
    const gradient = gradFor(small(from, "float32"), small(to));
    expect([gradient.shape, gradient.dtype]).toEqual([from, "float32"]);
  });
});

describe("without a copy", () => {
  const x = normal([2, 3]);

  test("what already has the dtype or the shape is returned itself", () => {
    expect(castTo(x, "float64")).toBe(x);
    expect(expandTo(x, [2, 3])).toBe(x);
    expect(sumTo(x, [2, 3])).toBe(x);
    expect(gradFor(x, x)).toBe(x);
    expect(withShape(x, [6]).data).toBe(x.data);
  });

  test("castTo another dtype copies", () => {
    for (const dtype of DTYPES.filter((other) => other !== "float64")) {
      const y = castTo(x, dtype);
      expect([y.shape, y.dtype]).toEqual([x.shape, dtype]);
      expect(y.data.buffer).not.toBe(x.data.buffer);
    }
  });

  test("map, permuted and binary leave their inputs alone", () => {
    const before = values(x);
    map("neg", x);
    permuted(x, [1, 0]);
    binary("mul", x, x, "float64");
    expect(values(x)).toEqual(before);
    expect(map("neg", x).data.buffer).not.toBe(x.data.buffer);
    expect(permuted(x, [0, 1]).data.buffer).not.toBe(x.data.buffer);
  });
});

test("float32 sums are rounded once, from double precision", () => {
  const x = tensor([1, 2 ** -25, 2 ** -25, 2 ** -25, 2 ** -25], { dtype: "float32" });
  expect(values(sumTo(x, [1]))).toEqual([1 + 2 ** -23]);
});
