import {
  argmax,
  negativeLogLikelihood,
  negativeLogLikelihoodGrad,
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

  test("argmax is the first place of the maximum", () => {
    for (const values of [
      x,
      Int32Array.from(x, (v) => v * 2),
      new Uint8Array(x.length),
      BigInt64Array.from(x, (v) => BigInt(Math.round(v))),
    ]) {
      const out = new BigInt64Array(positions.length);
      argmax(values, lines, out);
      const expected = positions.map((line) => {
        const row = line.map((at) => Number(values[at]));
        return row.indexOf(Math.max(...row));
      });
      expect(Array.from(out, Number)).toEqual(expected);
    }
  });

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

test("argmax takes the first NaN before everything", () => {
  const out = new BigInt64Array(3);
  argmax(
    Float32Array.of(1, NaN, Infinity, NaN, 2, 3, -Infinity, -Infinity, -Infinity),
    { outer: 3, length: 3, inner: 1 },
    out,
  );
  expect([...out]).toEqual([1n, 0n, 0n]);
});

test("argmax tells int64 apart that doubles cannot", () => {
  const out = new BigInt64Array(1);
  argmax(BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n, 2n ** 53n), { outer: 1, length: 3, inner: 1 }, out);
  expect(out[0]).toBe(1n);
});

test("scatterAdd adds at every position, as often as it comes", () => {
  const dx = Float64Array.of(10, 0, 0, 0);
  scatterAdd(Float64Array.of(1, 2, 4, 8), Float64Array.of(3, 0, 3, 1), dx);
  expect([...dx]).toEqual([12, 8, 0, 5]);
});
