import { arange, ones, type Tensor, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const SHAPES = [
  [[3], [3]],
  [[2, 3], [3]],
  [[3], [3, 2]],
  [
    [2, 3],
    [3, 4],
  ],
  [
    [5, 2, 3],
    [3, 4],
  ],
  [[5, 2, 3], [3]],
  [[3], [5, 3, 2]],
  [
    [2, 3],
    [5, 3, 2],
  ],
  [
    [5, 2, 3],
    [5, 3, 4],
  ],
  [
    [2, 1, 2, 3],
    [5, 3, 1],
  ],
  [
    [1, 2, 3],
    [5, 3, 2],
  ],
  [
    [2, 5, 1, 3],
    [1, 5, 3, 2],
  ],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0],
    [0, 3],
  ],
].map(([a, b]) => ({ a: a!, b: b! }));

/** As the sum over products of a stretched view: `(…, n, k, 1) · (…, 1, k, m)`. */
function bySums(a: Tensor, b: Tensor): Tensor {
  const left = a.ndim === 1 ? a.unsqueeze(0) : a;
  const right = b.ndim === 1 ? b.unsqueeze(1) : b;
  const y = left.unsqueeze(-1).mul(right.unsqueeze(-3)).sum(-2);
  const rows = a.ndim === 1 ? y.squeeze(-2) : y;
  return b.ndim === 1 ? rows.squeeze(-1) : rows;
}

describe.each(SHAPES)("$a times $b", ({ a, b }) => {
  const [x, y] = [normal(a), normal(b, 2)];

  test("is the sum over products", () => {
    expectClose(x.matmul(y), bySums(x, y));
  });

  test("has both gradients", () => {
    gradcheck((left, right) => left.matmul(right), [x, y]);
  });
});

describe("relations", () => {
  const [a, b, c] = [normal([2, 3]), normal([3, 4], 2), normal([4, 2], 3)];

  test("matrix products are associative", () => {
    expectClose(a.matmul(b).matmul(c), a.matmul(b.matmul(c)));
  });

  test("the transpose of a product is the product of the transposes, exchanged", () => {
    expectClose(a.matmul(b).transpose(0, 1), b.transpose(0, 1).matmul(a.transpose(0, 1)));
  });

  test("the identity changes nothing", () => {
    const identity = arange(3).unsqueeze(1).eq(arange(3)).double();
    expectClose(a.matmul(identity), a);
    expectClose(identity.matmul(b), b);
  });

  test("a batch is its matrices one by one", () => {
    const batch = normal([5, 2, 3], 4);
    const y = batch.matmul(b);
    for (let i = 0; i < 5; i++) {
      const pick = tensor([i]).reshape([1, 1, 1]);
      const one = batch.gather(0, pick.add(zeros([1, 2, 3], { dtype: "int64" }))).squeeze(0);
      expectClose(y.gather(0, pick.add(zeros([1, 2, 4], { dtype: "int64" }))).squeeze(0), one.matmul(b));
    }
  });

  test("a matrix times itself sends both gradients to the one leaf", () => {
    gradcheck((x) => x.matmul(x), [normal([3, 3])]);
  });

  test("integers wrap as their sums of products do", () => {
    for (const dtype of ["int64", "int32", "uint8"] as const) {
      const x = tensor(
        [
          [200, 100],
          [7, 255],
        ],
        { dtype },
      );
      const big = x.mul(x).mul(x).mul(x).mul(x);
      // sum gives int64, from which the narrower dtypes wrap.
      expectClose(big.matmul(x), bySums(big, x).to(dtype));
    }
  });

  test("inner sizes that differ are refused before any work", () => {
    for (const [left, right] of [
      [a, a],
      [normal([3]), c],
      [a, normal([4])],
      [normal([2, 2, 3]), normal([3, 3, 2])],
    ] as const)
      expect(() => left.matmul(right)).toThrow(RangeError);
  });
});

test("integers join the floating dtype of the other side, as they do in the losses", () => {
  const integers = tensor([[1, 2]]);
  const floats = tensor([[1.5], [2.5]]);
  expect(integers.matmul(floats).tolist()).toEqual([[6.5]]);
  expect(floats.transpose(0, 1).matmul(integers.transpose(0, 1)).tolist()).toEqual([[6.5]]);
  expect(integers.to("uint8").matmul(floats.double()).dtype).toBe("float64");
  const x = floats.clone().requiresGrad_();
  integers.matmul(x).sum().backward();
  expect(x.grad!.tolist()).toEqual([[1], [2]]);
});

test("dtypes that do not join say what to convert to, without losing a fraction or a digit", () => {
  const ones = (dtype: "float32" | "float64" | "int32" | "int64" | "bool") => tensor([[1]], { dtype });
  expect(() => ones("float32").matmul(ones("float64"))).toThrow(".to('float64')");
  expect(() => ones("int64").matmul(ones("int32"))).toThrow(".to('int64')");
  expect(() => ones("bool").matmul(ones("float32"))).toThrow(".to('float32')");
});

test("a matrix that learns times a batch prints PyTorch's node: of a single row nothing is copied", () => {
  const batch = ones([2, 3, 4]);
  const product = (rows: number): string => String(ones([rows, 3], { requiresGrad: true }).matmul(batch));
  expect(product(1)).toContain("grad_fn=<TransposeBackward0>");
  expect(product(2)).toContain("grad_fn=<CloneBackward0>");
});
