import { functional, ones, type Tensor, tensor } from "../../src";
import * as ndarrays from "../../src/values/ndarray";
import { gradcheck } from "../gradcheck";

const x = () =>
  tensor(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    { dtype: "float64", requiresGrad: true },
  );

const gradOf = (t: Tensor): unknown => t.grad?.tolist();

test("the gradient of rows is that of the rows, however they are used", () => {
  gradcheck(
    (t) => {
      const [a, b, c] = [...t] as [Tensor, Tensor, Tensor];
      return c.mul(a).add(b.exp()).mul(a.sum());
    },
    [x()],
  );
});

test("rows that nobody uses have the gradient 0, and each may go back alone", () => {
  const t = x();
  const [a, , c] = [...t] as [Tensor, Tensor, Tensor];
  c.sum().backward();
  expect(gradOf(t)).toEqual([
    [0, 0],
    [0, 0],
    [1, 1],
  ]);
  a.sum().backward();
  expect(gradOf(t)).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
  c.mul(2).add(a).sum().backward();
  expect(gradOf(t)).toEqual([
    [2, 2],
    [0, 0],
    [3, 3],
  ]);
});

test("iterating twice gives the gradient of both times", () => {
  const t = x();
  const sums = [...[...t].map((row) => row.sum()), ...[...t].map((row) => row.mul(row).sum())];
  sums.reduce((sum, each) => sum.add(each)).backward();
  expect(gradOf(t)).toEqual([
    [3, 5],
    [7, 9],
    [11, 13],
  ]);
});

test("a walk back that failed leaves nothing behind", () => {
  const t = x();
  const [a, b, c] = [...t] as [Tensor, Tensor, Tensor];
  const spent = a.exp().sum();
  spent.backward();
  t.grad = null;
  expect(() => c.sum().add(spent).backward()).toThrow("a second time");
  c.sum().add(b.sum()).backward();
  expect(gradOf(t)).toEqual([
    [0, 0],
    [1, 1],
    [1, 1],
  ]);
});

test("rows of rows, and a loss of each, go back to the tensor", () => {
  const t = ones([2, 2, 3], { requiresGrad: true });
  for (const matrix of t) for (const row of matrix) functional.crossEntropy(row, tensor(1)).backward();
  expect(t.grad?.shape).toEqual([2, 2, 3]);
  expect(t.grad?.sum([0, 1]).data[1]).toBeCloseTo(4 * (1 / 3 - 1), 6);
});

test("the rows of one walk back write to one array, so that a long tensor takes no square of the time", () => {
  const t = ones([2000, 5], { requiresGrad: true });
  let sum = tensor(0, { dtype: "float32" });
  for (const row of t) sum = sum.add(row.sum());
  const zerosOf = jest.spyOn(ndarrays, "zerosOf");
  sum.backward();
  const large = zerosOf.mock.calls.filter(([shape]) => shape.join() === "2000,5");
  zerosOf.mockRestore();
  expect(large).toHaveLength(1);
  expect(t.grad?.sum().item()).toBe(10_000);
});
