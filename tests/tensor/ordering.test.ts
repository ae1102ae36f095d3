import { ones, tensor } from "../../src";

// Values, dtypes, gradients and errors: choosing.test.ts beside it, against PyTorch.

test("values and indices are plain properties, to be taken apart", () => {
  const x = tensor([3, 1, 2], { dtype: "float32", requiresGrad: true });
  const { values, indices } = x.sort();
  expect(String(values)).toBe("tensor([1., 2., 3.], grad_fn=<SortBackward0>)");
  expect(String(indices)).toBe("tensor([1, 2, 0])");
  expect(Object.keys(x.topk(2))).toEqual(["values", "indices"]);
  expect(String(x.topk(2).values)).toBe("tensor([3., 2.], grad_fn=<TopkBackward0>)");
});

test("equal elements keep their order, ascending and descending", () => {
  const x = ones([100]);
  const order = [...Array(100).keys()];
  for (const descending of [false, true]) expect(x.argsort(0, descending).tolist()).toEqual(order);
  expect(x.topk(7).indices.tolist()).toEqual(order.slice(0, 7));
});

test("the tensor is left alone", () => {
  const x = tensor([3, 1, 2]);
  x.sort();
  x.topk(2);
  expect(x.tolist()).toEqual([3, 1, 2]);
});
