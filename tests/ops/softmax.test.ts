import { ones, type Tensor, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const CASES = [
  { shape: [], dim: 0 },
  { shape: [5], dim: -1 },
  { shape: [2, 3], dim: 0 },
  { shape: [2, 3], dim: 1 },
  { shape: [2, 3, 4], dim: 0 },
  { shape: [2, 3, 4], dim: 1 },
  { shape: [2, 3, 4], dim: -1 },
  { shape: [2, 3, 4], dim: -3 },
  { shape: [2, 1, 3], dim: 1 },
  { shape: [0, 3], dim: 1 },
];

describe.each(CASES)("softmax and logSoftmax of $shape along $dim", ({ shape, dim }) => {
  const x = normal(shape).mul(3);
  const last = (t: Tensor): Tensor => (shape.length > 1 ? t.transpose(dim, -1) : t);

  test("have the gradient", () => {
    gradcheck((t) => t.softmax(dim), [x]);
    gradcheck((t) => t.logSoftmax(dim), [x]);
  });

  test("do not change when the input is shifted", () => {
    expectClose(x.add(1000).softmax(dim), x.softmax(dim));
    expectClose(x.sub(1000).logSoftmax(dim), x.logSoftmax(dim));
  });

  test("equal transposing the dim to the end and back", () => {
    expectClose(x.softmax(dim), last(last(x).softmax(-1)));
    expectClose(x.logSoftmax(dim), last(last(x).logSoftmax(-1)));
  });

  test("are each other's logarithm and exponential", () => {
    expectClose(x.softmax(dim), x.logSoftmax(dim).exp());
    expectClose(x.softmax(dim).log(), x.logSoftmax(dim));
  });

  test("are exp(x) over its sum, and x less its logsumexp", () => {
    expectClose(x.softmax(dim), x.exp().div(x.exp().sum(dim, true)));
    expectClose(x.logSoftmax(dim), x.sub(x.logsumexp(dim, true)));
  });

  test("sum to one, and their gradients to zero", () => {
    const sums = x.softmax(dim).sum(dim);
    expectClose(sums, ones(sums.shape, { dtype: "float64" }));
    for (const op of ["softmax", "logSoftmax"] as const) {
      const leaf = x.clone().requiresGrad_();
      leaf[op](dim).backward(normal(shape, 7));
      const total = leaf.grad!.sum(dim);
      expectClose(total, zeros(total.shape, { dtype: "float64" }));
    }
  });
});

describe("edges", () => {
  test("float32 stays finite where exp would overflow", () => {
    const x = tensor([
      [1e4, 0, -1e4],
      [3e38, 3e38, -3e38],
    ]);
    expect(x.softmax(1).tolist()).toEqual([
      [1, 0, 0],
      [0.5, 0.5, 0],
    ]);
    expect(x.logSoftmax(1).tolist()).toEqual([
      [0, -1e4, -2e4],
      [-Math.fround(Math.LN2), -Math.fround(Math.LN2), -Infinity],
    ]);
  });

  test("a line beside a NaN or an infinity keeps its bits", () => {
    const line = [0.5, -1.25, 2];
    const alone = tensor([line]);
    const beside = tensor([line, [NaN, 1, 2], [Infinity, 1, 2], [-Infinity, -Infinity, -Infinity]]);
    for (const op of ["softmax", "logSoftmax"] as const) {
      const rows = beside[op](1).tolist() as number[][];
      expect(rows[0]).toEqual((alone[op](1).tolist() as number[][])[0]);
      for (const row of rows.slice(1)) expect(row).toEqual([NaN, NaN, NaN]);
    }
  });

  test("integers are promoted to float32", () => {
    for (const op of ["softmax", "logSoftmax"] as const)
      expectClose(tensor([1, 2, 3])[op](0), tensor([1, 2, 3], { dtype: "float32" })[op](0));
  });
});
