import { inspect } from "node:util";
import { noGrad, Parameter, Tensor, tensor } from "../../src";

test("it is a Tensor and a leaf that shares the elements of what it is made of", () => {
  const values = tensor([1, 2.5]);
  const p = new Parameter(values);
  expect(p).toBeInstanceOf(Tensor);
  expect(p).toBeInstanceOf(Parameter);
  expect(values).not.toBeInstanceOf(Parameter);
  expect(p.data).toBe(values.data);
  expect(p.requiresGrad).toBe(true);
  expect(values.requiresGrad).toBe(false);
});

test("what is computed from it is a Tensor, and backward reaches it", () => {
  const p = new Parameter(tensor([1, 2.5]));
  for (const y of [p.mul(2), p.detach(), p.clone(), p.reshape([2, 1])])
    expect(y).not.toBeInstanceOf(Parameter);
  p.mul(p).sum().backward();
  expect(p.grad!.tolist()).toEqual([2, 5]);
  noGrad(() => p.sub_(p.grad!));
  expect(p.tolist()).toEqual([-1, -2.5]);
});

test("a computed tensor gives its values, not its graph", () => {
  const p = new Parameter(tensor([1, 2.5], { requiresGrad: true }).mul(2));
  expect(String(p)).toBe("Parameter containing:\ntensor([2., 5.], requires_grad=True)");
});

test("it prints as PyTorch's", () => {
  const p = new Parameter(tensor([1, 2.5], { dtype: "float64" }));
  for (const show of [String, inspect, (x: unknown) => `${x}`])
    expect(show(p)).toBe(
      "Parameter containing:\ntensor([1.0000, 2.5000], dtype=torch.float64, requires_grad=True)",
    );
  expect(String(new Parameter(tensor([1, 2]), false))).toBe("Parameter containing:\ntensor([1, 2])");
});

test("integers cannot learn, and only a tensor becomes a parameter", () => {
  expect(() => new Parameter(tensor([1, 2]))).toThrow(
    "Only Tensors of floating point and complex dtype can require gradients",
  );
  for (const bad of [[1, 2], 3, null, undefined, { data: new Float32Array(1), shape: [1] }])
    expect(() => new Parameter(bad as never)).toThrow(
      "Parameter(): argument 'data' (position 1) must be Tensor",
    );
  expect(() => new Parameter(tensor(1.5), 1 as never)).toThrow("argument 'requires_grad' must be bool");
});
