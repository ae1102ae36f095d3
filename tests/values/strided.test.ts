import { createArray, DTYPES } from "../../src/dtype";
import { broadcastStrides, loopNest, numel, stridesOf } from "../../src/values/shape";
import { copyStrided, pasteStrided, walk } from "../../src/values/strided";

const SHAPES = [[], [1], [4], [2, 3], [3, 1, 2], [2, 2, 2, 2], [1, 5, 1], [0], [2, 0, 3]];

/** Every way to stretch a shape from ones: which dims are kept. */
const stretched = (shape: readonly number[]): number[][] =>
  Array.from({ length: 2 ** shape.length }, (_, mask) =>
    shape.map((size, d) => (mask & (1 << d) ? size : 1)),
  );

/** The flat position in `from` of the n-th element of `to`, one coordinate at a time. */
function source(n: number, from: readonly number[], to: readonly number[]): number {
  let at = 0;
  let rest = n;
  for (let d = to.length - 1, stride = 1; d >= 0; d--) {
    at += ((rest % to[d]!) % from[d]!) * stride;
    stride *= from[d]!;
    rest = Math.floor(rest / to[d]!);
  }
  return at;
}

const ramp = (shape: readonly number[], scale: number): Float64Array =>
  new Float64Array(numel(shape)).map((_, i) => (i + 1) * scale);

describe.each(SHAPES.map((shape) => ({ shape })))("over $shape", ({ shape }) => {
  const count = numel(shape);
  test("copyStrided writes the stretched array, of numbers and of bigints", () => {
    for (const a of stretched(shape)) {
      const strides = broadcastStrides(a, shape);
      const out = new Float64Array(count);
      copyStrided(ramp(a, 1), loopNest(shape, strides, strides), out);
      expect(out).toEqual(out.map((_, n) => source(n, a, shape) + 1));
      const big = new BigInt64Array(count);
      copyStrided(BigInt64Array.from(ramp(a, 1), BigInt), loopNest(shape, strides, strides), big);
      expect(Array.from(big, Number)).toEqual([...out]);
    }
  });
});

test("walk visits the runs of the innermost loop in row-major order", () => {
  const seen: number[][] = [];
  const nest = [
    { size: 2, strideA: 10, strideB: 0 },
    { size: 3, strideA: 1, strideB: 5 },
    { size: 7, strideA: 1, strideB: 1 },
  ];
  walk(nest, (a, b) => seen.push([a, b]));
  expect(seen).toEqual([0, 10].flatMap((a) => [0, 1, 2].map((k) => [a + k, 5 * k])));
});

describe.each(DTYPES)("dims of %s in any order", (dtype) => {
  /** Every order of the dims below `n`. */
  const orders = (n: number): number[][] =>
    n === 0
      ? [[]]
      : orders(n - 1).flatMap((rest) =>
          Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
        );

  test.each([
    [[3, 5]],
    [[33, 70]],
    [[2, 40, 3]],
    [[35, 3, 34]],
    [[2, 3, 4, 5]],
    [[2, 1, 33, 3]],
    [[0, 3, 2]],
  ])("%p", (shape) => {
    const x = createArray(dtype, numel(shape));
    for (let i = 0; i < x.length; i++) x[i] = dtype === "int64" ? BigInt(i) * 2n ** 40n : i % 251;
    const strides = stridesOf(shape);
    for (const order of orders(shape.length)) {
      const to = order.map((d) => shape[d]!);
      const by = order.map((d) => strides[d]!);
      const out = createArray(dtype, x.length);
      copyStrided(x, loopNest(to, by, by), out);
      const expected = out.slice();
      for (let n = 0; n < expected.length; n++) {
        let [at, rest] = [0, n];
        for (let d = to.length - 1; d >= 0; d--) {
          at += (rest % to[d]!) * by[d]!;
          rest = Math.floor(rest / to[d]!);
        }
        expected[n] = x[at]!;
      }
      expect({ order, out }).toEqual({ order, out: expected });
    }
  });
});

test("strides may walk an array backwards in its dims", () => {
  const out = new Float64Array(6);
  copyStrided(ramp([2, 3], 1), loopNest([3, 2], [1, 3], [1, 3]), out);
  expect([...out]).toEqual([1, 4, 2, 5, 3, 6]);
});

describe("pasteStrided is the way back of copyStrided", () => {
  // Runs of one element, short and long ones, side by side and apart.
  test.each([
    { shape: [3], strides: [1] },
    { shape: [3], strides: [5] },
    { shape: [2, 3], strides: [10, 3] },
    { shape: [2, 40], strides: [50, 1] },
    { shape: [3, 40], strides: [40, 1] },
    { shape: [2, 40], strides: [100, 2] },
    { shape: [2, 2, 33], strides: [200, 40, 1] },
    { shape: [], strides: [] },
    { shape: [2, 0], strides: [1, 1] },
  ])("over $shape with strides $strides", ({ shape, strides }) => {
    const nest = loopNest(shape, strides, strides);
    for (const dtype of ["float32", "int64"] as const) {
      const x = createArray(dtype, numel(shape));
      for (let i = 0; i < x.length; i++) x[i] = (dtype === "int64" ? BigInt(i + 1) : i + 1) as never;
      const out = createArray(dtype, 500);
      pasteStrided(x, nest, out);
      const back = createArray(dtype, x.length);
      copyStrided(out, nest, back);
      expect(back).toEqual(x);
      expect(out.filter((v) => Number(v) !== 0).length).toBe(x.length); // nothing else was written
    }
  });
});
