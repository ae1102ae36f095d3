import { createArray } from "../../src/dtype";
import {
  addRuns,
  firstOutside,
  gather,
  negativeLogLikelihood,
  negativeLogLikelihoodGrad,
  pickRuns,
  scatterAdd,
} from "../../src/values/indexing";
import type { Lines } from "../../src/values/shape";
import { normal } from "../gradcheck";

const LINES: readonly Lines[] = [1, 2, 3].flatMap((outer) =>
  [1, 2, 5].flatMap((length) => [1, 2, 4].map((inner) => ({ outer, length, inner }))),
);
const count = ({ outer, length, inner }: Lines): number => outer * length * inner;

/** The flat positions of every line, in the order of the lines. */
const linesOf = ({ outer, length, inner }: Lines): number[][] =>
  Array.from({ length: outer * inner }, (_, line) =>
    Array.from({ length }, (_, k) => (Math.floor(line / inner) * length + k) * inner + (line % inner)),
  );

const filled = (lines: Lines, seed: number): Float64Array =>
  normal([count(lines)], seed).data as Float64Array;
/** A target for every line; every fourth is ignored. */
const targetsOf = (lines: Lines): Int32Array =>
  Int32Array.from(linesOf(lines), (_, line) => (line % 4 === 3 ? -1 : (line * 7) % lines.length));

describe.each(LINES)("$outer x $length x $inner", (lines) => {
  const x = filled(lines, 1);
  const positions = linesOf(lines);
  const targets = targetsOf(lines);
  const weights = normal([lines.length], 2).data as Float64Array;
  const weighted = [
    { name: "no weights", w: null },
    { name: "weights", w: weights },
  ];

  test.each(weighted)(
    "negativeLogLikelihood picks −w x at the target and 0 where ignored ($name)",
    ({ w }) => {
      const losses = new Float64Array(positions.length);
      negativeLogLikelihood(x, lines, targets, w, losses);
      positions.forEach((line, n) => {
        const t = targets[n]!;
        expect(losses[n]).toBe(t < 0 ? 0 : -x[line[t]!]! * (w === null ? 1 : w[t]!));
      });
    },
  );

  test.each(weighted)("negativeLogLikelihoodGrad is its transpose ($name)", ({ w }) => {
    // ⟨s, loss(x)⟩ = ⟨pullback(s), x⟩, because the loss is linear in x.
    const scale = normal([positions.length], 3).data as Float64Array;
    const losses = new Float64Array(positions.length);
    const dx = new Float64Array(x.length);
    negativeLogLikelihood(x, lines, targets, w, losses);
    negativeLogLikelihoodGrad(scale, lines, targets, w, dx);
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    expect(dot(dx, x)).toBeCloseTo(dot(scale, losses), 12);
    expect(dx.filter((g) => g !== 0)).toHaveLength(targets.filter((t) => t >= 0).length);
  });

  test("a single scale is that scale on every line", () => {
    const [one, many] = [new Float64Array(x.length), new Float64Array(x.length)];
    negativeLogLikelihoodGrad(Float64Array.of(0.25), lines, targets, weights, one);
    negativeLogLikelihoodGrad(new Float64Array(positions.length).fill(0.25), lines, targets, weights, many);
    expect(one).toEqual(many);
  });
});

describe.each(["float64", "int64"] as const)("gather and scatterAdd of %s", (dtype) => {
  // Lines of 4 elements, 3 apart, in 2 planes; index of 2 × 5 × 3.
  const x = createArray(dtype, 24);
  for (let i = 0; i < 24; i++) x[i] = dtype === "int64" ? BigInt(i) : i;
  const picks = Int32Array.from({ length: 30 }, (_, n) => (n * 7) % 4);
  const nest = [
    { size: 2, strideA: 12, strideB: 12 },
    { size: 5, strideA: 0, strideB: 0 },
    { size: 3, strideA: 1, strideB: 1 },
  ];
  const positions = Array.from(picks, (k, n) => Math.floor(n / 15) * 12 + k * 3 + (n % 3));

  test.each(["int32", "int64"])("reads at base + index · stride, by %s", (kind) => {
    const y = createArray(dtype, 30);
    gather(x, kind === "int32" ? picks : BigInt64Array.from(picks, BigInt), nest, 3, y);
    expect(Array.from(y, Number)).toEqual(positions);
  });

  test("scatterAdd adds at every place, as often as it comes", () => {
    const dy = Float64Array.from(positions, (_, n) => 2 ** n);
    const dx = new Float64Array(24).fill(0.5);
    const expected = dx.slice();
    positions.forEach((at, n) => {
      expected[at]! += dy[n]!;
    });
    scatterAdd(dy, picks, nest, 3, dx);
    expect(dx).toEqual(expected);
  });
});

test("firstOutside finds the first index that is negative, too large, or only looks small by its low word", () => {
  for (const [bad, at] of [
    [-1n, 2],
    [4n, 0],
    [2n ** 32n + 1n, 3],
    [-(2n ** 32n), 1],
  ] as const) {
    const index = BigInt64Array.of(0n, 3n, 1n, 2n);
    expect(firstOutside(index, 4)).toBe(-1);
    index[at] = bad;
    expect(firstOutside(index, 4)).toBe(at);
  }
  expect(firstOutside(Int32Array.of(0, 3, 4, -1), 4)).toBe(2);
  expect(firstOutside(Int32Array.of(0, -1), 4)).toBe(1);
});

describe.each([1, 3, 31, 32, 50])("runs of %i elements", (inner) => {
  const lines = { outer: 2, length: 4, inner };
  const picks = [3, 0, 3];
  const source = (n: number): number => {
    const [o, k, i] = [Math.floor(n / (3 * inner)), Math.floor(n / inner) % 3, n % inner];
    return (o * 4 + picks[k]!) * inner + i;
  };
  const indices = [Int32Array.from(picks), BigInt64Array.from(picks, BigInt)];

  test("pickRuns reads those that the indices name, of numbers and of bigints", () => {
    for (const index of indices) {
      const y = new Float32Array(6 * inner);
      const big = new BigInt64Array(6 * inner);
      pickRuns(
        Float32Array.from({ length: 8 * inner }, (_, i) => i),
        lines,
        index,
        y,
      );
      pickRuns(
        BigInt64Array.from({ length: 8 * inner }, (_, i) => BigInt(i)),
        lines,
        index,
        big,
      );
      expect([...y]).toEqual([...y.keys()].map(source));
      expect(Array.from(big, Number)).toEqual([...y]);
    }
  });

  test("addRuns adds each to where it was read", () => {
    for (const index of indices) {
      const dy = Float64Array.from({ length: 6 * inner }, (_, i) => i + 1);
      const dx = new Float64Array(8 * inner).fill(0.5);
      const expected = [...dx];
      dy.forEach((g, n) => {
        expected[source(n)]! += g;
      });
      addRuns(dy, lines, index, dx);
      expect([...dx]).toEqual(expected);
    }
  });
});
