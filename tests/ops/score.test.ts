import { tensor } from "../../src";
import { scoreLines, topOfLines } from "../../src/ops/score";
import { valuesOf } from "../../src/tensor/core";

const LINES = { outer: 2, length: 3, inner: 1 };
const X = valuesOf(tensor([[1, 3, 3], [0, -1, -2]], { dtype: "float64" })); // biome-ignore format: one line

test("each line has its maximum, sums, first maximum, target's logit and rank", () => {
  const scores = scoreLines(X, LINES, Int32Array.of(2, -1), 2);
  expect([scores.max, scores.place, scores.own, scores.rank].map((array) => [...array])).toEqual([
    [3, 0],
    [1, 0],
    [3, 0],
    [1, -1],
  ]);
  expect(scores.rest[0]).toBeCloseTo(1 + Math.exp(-1), 15);
  expect(scores.cross[0]).toBeCloseTo(-Math.exp(-1), 15);
  expect(scores.rest[1]).toBeCloseTo(Math.exp(-0.5) + Math.exp(-1), 15);
  expect(scores.cross[1]).toBeCloseTo(-0.5 * Math.exp(-0.5) - Math.exp(-1), 15);
});

test("the first elements of each line lie together", () => {
  const { values, places } = topOfLines(X, LINES, 2);
  expect([...values]).toEqual([3, 3, 0, -1]);
  expect([...places]).toEqual([1, 2, 0, 1]);
});
