import { type DType, Generator, randint } from "../../src";
import { DTYPES } from "../../src/dtype";
import { castTo, expandInto, expandTo, permuted, withShape } from "../../src/values/broadcast";
import type { NDArray } from "../../src/values/ndarray";
import { zerosOf } from "../../src/values/ndarray";
import { normal } from "../gradcheck";

const generator = new Generator().manualSeed(1);
const small = (shape: readonly number[], dtype: DType = "float64"): NDArray =>
  randint(0, 9, shape, { dtype, generator });
const values = (x: NDArray): number[] => Array.from(x.data, Number);

describe.each([
  { from: [], to: [2, 3] },
  { from: [3], to: [2, 3] },
  { from: [2, 1], to: [2, 3] },
  { from: [1, 3, 1], to: [4, 3, 2] },
  { from: [1, 1], to: [5, 1, 1] },
  { from: [2, 3], to: [2, 3] },
  { from: [1], to: [0] },
  { from: [3, 1], to: [3, 0] },
  { from: [40], to: [3, 40] },
  { from: [3, 1], to: [3, 40] },
])("from $from to $to", ({ from, to }) => {
  test.each(DTYPES)("expandTo repeats the values of %s", (dtype) => {
    const x = castTo(small(from), dtype);
    const expanded = expandTo(x, to);
    expect([expanded.shape, expanded.dtype]).toEqual([to, dtype]);
    const lead = to.length - from.length;
    values(expanded).forEach((v, n) => {
      let [at, rest, stride] = [0, n, 1];
      for (let d = to.length - 1; d >= 0; d--) {
        if (d >= lead) {
          at += ((rest % to[d]!) % from[d - lead]!) * stride;
          stride *= from[d - lead]!;
        }
        rest = Math.floor(rest / to[d]!);
      }
      expect(v).toBe(values(x)[at]);
    });
  });

  test("expandInto writes all of what it is given", () => {
    const x = small(from);
    const y = zerosOf(to, "float64");
    y.data.fill(99 as never);
    expect(expandInto(x, y)).toBe(y);
    expect(values(y)).toEqual(values(expandTo(x, to)));
  });
});

describe("without a copy", () => {
  const x = normal([2, 3]);

  test("what already has the dtype or the shape is returned itself", () => {
    expect(castTo(x, "float64")).toBe(x);
    expect(expandTo(x, [2, 3])).toBe(x);
    expect(withShape(x, [6]).data).toBe(x.data);
  });

  test("castTo another dtype copies", () => {
    for (const dtype of DTYPES.filter((other) => other !== "float64")) {
      const y = castTo(x, dtype);
      expect([y.shape, y.dtype]).toEqual([x.shape, dtype]);
      expect(y.data.buffer).not.toBe(x.data.buffer);
    }
  });

  test("permuted leaves its input alone", () => {
    const before = values(x);
    expect(permuted(x, [0, 1]).data.buffer).not.toBe(x.data.buffer);
    expect(values(permuted(x, [1, 0]))).toEqual([0, 3, 1, 4, 2, 5].map((i) => before[i]));
    expect(values(x)).toEqual(before);
  });
});
