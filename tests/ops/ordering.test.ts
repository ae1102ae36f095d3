import { arange, randint, randn, randperm, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const EXACT = { rtol: 0, atol: 0 };

describe.each([0, 1, -1])("along dim %i", (dim) => {
  const x = normal([3, 5, 4]);

  test("sort and topk have the gradient", () => {
    gradcheck((t) => t.sort(dim).values, [x]);
    gradcheck((t) => t.sort(dim, true).values, [x]);
    gradcheck((t) => t.topk(2, dim).values, [x]);
    gradcheck((t) => t.topk(3, dim, false).values, [x]);
  });

  test("the values stand at the indices, and never fall", () => {
    for (const descending of [false, true]) {
      const { values, indices } = x.sort(dim, descending);
      expectClose(x.gather(dim, indices), values, EXACT);
      expectClose(x.argsort(dim, descending), indices, EXACT);
      const n = x.shape.at(dim)!;
      const steps = values.narrow(dim, 1, n - 1).sub(values.narrow(dim, 0, n - 1));
      expect(Math.min(...(steps.mul(descending ? -1 : 1).data as Float64Array))).toBeGreaterThanOrEqual(0);
    }
  });

  test("topk is the beginning of sort", () => {
    for (const t of [x, randint(0, 3, [3, 5, 4]), randint(0, 3, [3, 5, 4]).to("uint8")]) {
      for (const largest of [false, true]) {
        for (const k of [0, 1, 3]) {
          const whole = t.sort(dim, largest);
          const { values, indices } = t.topk(k, dim, largest);
          expectClose(values, whole.values.narrow(dim, 0, k), EXACT);
          expectClose(indices, whole.indices.narrow(dim, 0, k), EXACT);
        }
      }
    }
  });
});

test("argsort of a permutation is its inverse", () => {
  const order = randperm(1000);
  expectClose(order.indexSelect(0, order.argsort()), arange(1000), EXACT);
});

test("k = 1 is argmax, also where elements are equal or NaN", () => {
  const rows: Tensor = tensor([
    [1, 3, 3, 0],
    [Number.NaN, 1, Number.NaN, 2],
    [0, -0, 0, -0],
  ]);
  expectClose(rows.topk(1).indices.squeeze(1), rows.argmax(1), EXACT);
  const many = randn([200, 90]);
  expectClose(many.topk(1).indices.squeeze(1), many.argmax(1), EXACT);
});

test("a change of the indices before backward is noticed", () => {
  const { values, indices } = normal([3]).requiresGrad_().sort();
  indices.zero_();
  expect(() => values.sum().backward()).toThrow("has been modified by an inplace operation");
});
