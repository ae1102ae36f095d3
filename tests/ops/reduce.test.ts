import { type Dims, full, type Tensor, tensor } from "../../src";
import { reducedShape } from "../../src/ops/reduce";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const DIMS: readonly Dims[] = [0, 1, 2, -1, -3, [0], [0, 2], [-1, 1], [2, 1, 0]];
const REDUCTIONS = ["sum", "mean", "amax", "amin", "logsumexp"] as const;
const product = DIMS.flatMap((dim) => [false, true].map((keepdim) => ({ dim, keepdim })));

const x = normal([2, 3, 4]);
const listOf = (dim: Dims): number[] => (typeof dim === "number" ? [dim] : [...dim]);
const front = (dim: Dims): number[] => listOf(dim).map((d) => (d + 3) % 3);

describe.each(REDUCTIONS)("%s", (op) => {
  test.each(product)("over $dim with keepdim $keepdim has the gradient", ({ dim, keepdim }) => {
    gradcheck((t) => t[op](dim, keepdim), [x]);
  });

  test.each(product)("over $dim with keepdim $keepdim has the shape of reducedShape", ({ dim, keepdim }) => {
    expect(x[op](dim, keepdim).shape).toEqual(reducedShape(x.shape, front(dim), keepdim));
  });

  test.each(DIMS.map((dim) => ({ dim })))(
    "over $dim is that over the last dim of the flattened rest",
    ({ dim }) => {
      const rest = [0, 1, 2].filter((d) => !front(dim).includes(d));
      const moved = x.permute([...rest, ...front(dim)]);
      const flat = moved.reshape([...rest.map((d) => x.shape[d]!), -1]);
      expectClose(x[op](dim), flat[op](-1));
    },
  );

  test("does not depend on the order of the dims", () => {
    expectClose(x[op]([0, 2]), x[op]([2, 0]));
  });

  test("over all dims at once is that over one after the other, on equal lengths", () => {
    expectClose(x[op]([0, 1, 2]), x[op](0)[op](0)[op](0));
  });

  test("of a scalar is the scalar", () => {
    const scalar = normal([]);
    for (const dim of [0, -1, []]) expectClose(scalar[op](dim), scalar);
    gradcheck((t) => t[op](0, true), [scalar]);
  });
});

describe.each(["sum", "mean", "amax", "amin"] as const)("%s without dim", (op) => {
  test("is that over all dims", () => {
    expectClose(x[op](), x[op]([0, 1, 2]));
    expectClose(x[op](undefined, true), x[op]([0, 1, 2], true));
    gradcheck((t) => t[op](), [x]);
  });
});

describe("relations", () => {
  test("mean is the sum divided by the number of elements", () => {
    expectClose(x.mean([0, 2]), x.sum([0, 2]).div(8));
  });

  test("logsumexp is the logarithm of the sum of exponentials, and shifts with its input", () => {
    expectClose(x.logsumexp(1), x.exp().sum(1).log());
    expectClose(x.add(700).logsumexp([0, 2]), x.logsumexp([0, 2]).add(700));
  });

  test("amax is the element at argmax, for every dim", () => {
    for (const dim of [0, 1, 2, -1]) {
      expectClose(x.amax(dim, true), x.gather(dim, x.argmax(dim, true)));
    }
    expectClose(
      x.amax(),
      x
        .reshape([-1])
        .gather(0, x.argmax().reshape([1]))
        .squeeze(),
    );
  });

  test("amin is the negative of amax of the negative, argmin the place", () => {
    for (const dim of [0, 1, -1]) {
      expectClose(x.amin(dim), x.neg().amax(dim).neg());
      expectClose(x.argmin(dim), x.neg().argmax(dim));
      expectClose(x.min(dim).values, x.amin(dim));
      expectClose(x.max(dim).indices, x.argmax(dim));
      gradcheck((t) => t.max(dim).values.add(t.min(dim).values), [x]);
    }
    expectClose(x.max(), x.amax());
    gradcheck((t) => t.max().mul(t.min()), [x]);
  });

  test("equal maxima share the gradient evenly", () => {
    const ties = tensor(
      [
        [2, 2, 1],
        [3, 3, 3],
      ],
      { dtype: "float64", requiresGrad: true },
    );
    ties.amax(1).sum().backward();
    expectClose(
      ties.grad!,
      tensor(
        [
          [0.5, 0.5, 0],
          [1 / 3, 1 / 3, 1 / 3],
        ],
        { dtype: "float64" },
      ),
    );
  });

  test("argmax takes the first of equals along dim and in the flattened tensor", () => {
    const ties = tensor([
      [1, 5, 5],
      [5, 0, 5],
    ]);
    expect([ties.argmax(1).tolist(), ties.argmax(0).tolist(), ties.argmax().item()]).toEqual([
      [1, 0],
      [1, 0, 0],
      1,
    ]);
  });

  test("the mean of a million equal float32 is that number", () => {
    for (const value of [0.1, 1e-3, 3e37])
      expect(
        full([2 ** 20], value, { dtype: "float32" })
          .mean()
          .item(),
      ).toBe(Math.fround(value));
  });

  test("sums over stretched gradients: the gradient of a sum is one everywhere", () => {
    const leaf: Tensor = normal([2, 3]).requiresGrad_();
    leaf.sum(0).sum().backward();
    expectClose(leaf.grad!, full([2, 3], 1, { dtype: "float64" }));
  });
});

test.each(["int32", "int64", "float32", "float64"] as const)(
  "the largest of negative %s is negative",
  (dtype) => {
    const negative = tensor(
      [
        [-3, -7],
        [-9, -2],
      ],
      { dtype },
    );
    expect(negative.amax(1).tolist()).toEqual([-3, -2]);
    expect(negative.amax(0).tolist()).toEqual([-3, -2]);
    expect(negative.amax().item()).toBe(-2);
    const least = { int32: -(2 ** 31), int64: -(2 ** 53), float32: -Infinity, float64: -Infinity }[dtype];
    expect(tensor([least, least], { dtype }).amax(0).item()).toBe(least);
  },
);
