import fc from "fast-check";
import { score, topK } from "../../../src/backends/reference/score";

/** What the kernel says of one row. */
function scored(x: readonly number[], target: number, temperature = 1) {
  const one = () => new Float64Array(1).fill(99);
  const out = { max: one(), rest: one(), cross: one(), place: one(), own: one(), rank: one() };
  score(1, x.length, { x: Float64Array.from(x), targets: Int32Array.of(target), ...out, temperature });
  return Object.fromEntries(Object.entries(out).map(([name, array]) => [name, array[0]]));
}

/** The places of a row in descending order, NaN first, equal ones as they stand. */
const inOrder = (x: readonly number[]): number[] =>
  x
    .map((_, i) => i)
    .sort((a, b) => {
      const [p, q] = [x[a]!, x[b]!];
      if (Number.isNaN(p) || Number.isNaN(q)) return Number(Number.isNaN(q)) - Number(Number.isNaN(p));
      return p === q ? 0 : q - p < 0 || p === Infinity ? -1 : 1;
    });

/** Numbers of which some are equal, infinite or NaN. */
const rows = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -4, max: 4 }) },
    fc.constantFrom(NaN, Infinity, -Infinity, 0, -0),
  ),
  { minLength: 1, maxLength: 40 },
);

test("the sums are those of the formula", () => {
  const x = [0.5, 2, -1, 2];
  const d = x.map((v) => (v - 2) / 0.5);
  const { max, rest, cross } = scored(x, 0, 0.5);
  expect(max).toBe(2);
  expect(rest).toBeCloseTo(
    d.reduce((sum, v) => sum + Math.exp(v), -1),
    14,
  );
  expect(cross).toBeCloseTo(
    d.reduce((sum, v) => sum + v * Math.exp(v), 0),
    14,
  );
});

test("a logit of −Infinity adds nothing, and a maximum that is none makes the sums NaN", () => {
  expect(scored([1, -Infinity], 1)).toEqual({ max: 1, rest: 0, cross: 0, place: 0, own: -Infinity, rank: 1 });
  for (const x of [
    [NaN, 1],
    [Infinity, 1],
    [-Infinity, -Infinity],
  ]) {
    // biome-ignore format: one line
    const { rest, cross } = scored(x, 0);
    expect([rest, cross]).toEqual([NaN, NaN]);
  }
});

test("place and rank are those of a stable descending sort, in which NaN comes first", () => {
  fc.assert(
    fc.property(rows, (x) => {
      const order = inOrder(x);
      for (let target = 0; target < x.length; target++) {
        const { place, rank } = scored(x, target);
        expect([place, rank]).toEqual([order[0], order.indexOf(target)]);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("the first k are those of a stable descending sort, for every k", () => {
  fc.assert(
    fc.property(rows, fc.nat(40), (x, some) => {
      const k = Math.min(some, x.length);
      const [values, places] = [new Float64Array(2 * k), new Int32Array(2 * k)];
      const reversed = [...x].reverse();
      topK(2, x.length, { x: Float32Array.from([...x, ...reversed]), values, places });
      const expected = [inOrder(x).slice(0, k), inOrder(reversed).slice(0, k)];
      expect([...places]).toEqual(expected.flat());
      expect([...values]).toEqual([
        ...expected[0]!.map((i) => x[i]),
        ...expected[1]!.map((i) => reversed[i]),
      ]);
    }),
    { numRuns: 500, seed: 1 },
  );
});
