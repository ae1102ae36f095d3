import { broadcastStrides, loopNest, numel, stridesOf } from "../../src/values/shape";
import { copyStrided, foldStrided, mapPairs } from "../../src/values/strided";

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
  const pairs = stretched(shape).flatMap((a) => stretched(shape).map((b) => [a, b] as const));

  test("mapPairs reads both arrays at the stretched places", () => {
    for (const [a, b] of pairs) {
      const [x, y, out] = [ramp(a, 1), ramp(b, 100), new Float64Array(count)];
      mapPairs(
        (p, q) => p - q,
        x,
        y,
        loopNest(shape, broadcastStrides(a, shape), broadcastStrides(b, shape)),
        out,
      );
      expect(out).toEqual(out.map((_, n) => x[source(n, a, shape)]! - y[source(n, b, shape)]!));
    }
  });

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

  test("foldStrided adds every element to the place that it was stretched from", () => {
    for (const to of stretched(shape)) {
      const x = ramp(shape, 1);
      const out = ramp(to, 1000);
      const expected = out.slice();
      x.forEach((value, n) => {
        expected[source(n, to, shape)]! += value;
      });
      foldStrided(
        (acc: number, v) => acc + v,
        x,
        loopNest(shape, stridesOf(shape), broadcastStrides(to, shape)),
        out,
      );
      expect(out).toEqual(expected);
    }
  });
});

test("foldStrided folds in row-major order", () => {
  const seen: number[] = [];
  const take = (acc: number, v: number): number => {
    seen.push(v);
    return acc;
  };
  foldStrided(take, ramp([2, 3], 1), loopNest([2, 3], [3, 1], [0, 1]), new Float64Array(3));
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

test("strides may walk an array backwards in its dims", () => {
  const out = new Float64Array(6);
  copyStrided(ramp([2, 3], 1), loopNest([3, 2], [1, 3], [1, 3]), out);
  expect([...out]).toEqual([1, 4, 2, 5, 3, 6]);
});
