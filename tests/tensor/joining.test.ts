import { cat, ones, stack, tensor, zeros } from "../../src";

// Values, dtypes, gradients and errors: choosing.test.ts beside it, against PyTorch.

test("a tensor of shape [0] fits everywhere, gives its dtype, and gets an empty gradient", () => {
  const nothing = zeros([0], { dtype: "float64", requiresGrad: true });
  const joined = cat([nothing, ones([2, 2])], 1);
  expect([joined.shape, joined.dtype]).toEqual([[2, 2], "float64"]);
  joined.sum().backward();
  expect(nothing.grad!.shape).toEqual([0]);
});

test("what is joined prints PyTorch's nodes, single ones too", () => {
  const x = ones([1], { requiresGrad: true });
  expect(String(cat([x]))).toBe("tensor([1.], grad_fn=<CatBackward0>)");
  expect(String(stack([x]))).toBe("tensor([[1.]], grad_fn=<StackBackward0>)");
});

test("an error leaves no trace: nothing is converted before all tensors have been looked at", () => {
  const x = ones([2], { requiresGrad: true });
  expect(() => cat([x, tensor([[1]])])).toThrow("Tensors must have same number of dimensions: got 1 and 2");
  expect(x.grad).toBeNull();
});
