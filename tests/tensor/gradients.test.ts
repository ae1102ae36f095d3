import { inspect } from "node:util";
import { functional as F, noGrad, ones, randn, tensor, zeros } from "../../src";
import { warningsOf } from "../freshLibrary";
import { js, refuses } from "../refusals";

describe("backward", () => {
  const scalars = "grad can be implicitly created only for scalar outputs";
  const noGraph = "element 0 of tensors does not require grad and does not have a grad_fn";
  const shapes = "Mismatch in shape: grad_output[0] has a shape of torch.Size(";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a result of several elements without a gradient", ({ vector }) => vector.exp().backward(),
     RangeError, scalars, "[3]", "sum()"],
    ["a result of no elements without a gradient", () => zeros([2, 0], { requiresGrad: true }).exp().backward(),
     RangeError, scalars, "[2, 0]"],
    ["a scalar without a graph", ({ scalar }) => scalar.backward(),
     TypeError, noGraph, "requiresGrad"],
    ["a result of noGrad", ({ x }) => noGrad(() => x.sum()).backward(),
     TypeError, noGraph, "noGrad()"],
    ["a detached result", ({ x }) => x.sum().detach().backward(),
     TypeError, noGraph, "requiresGrad"],
    ["a result of integers", ({ x }) => x.argmax().backward(),
     TypeError, noGraph, "requiresGrad"],
    ["a gradient of another shape", ({ x }) => x.exp().backward(ones([3, 2])),
     RangeError, `${shapes}[3, 2]) and output[0] has a shape of torch.Size([2, 3]).`, "Pass a gradient of the output's shape"],
    ["a gradient that would broadcast", ({ x }) => x.exp().backward(ones([])),
     RangeError, `${shapes}[]) and output[0] has a shape of torch.Size([2, 3]).`, "Pass a gradient"],
    ["a number as gradient", ({ vector }) => vector.sum().backward(js(1)),
     TypeError, "gradients can be either Tensors or None, but got number", "the number 1"],
    ["an array as gradient", ({ vector }) => vector.exp().backward(js([1, 1, 1])),
     TypeError, "gradients can be either Tensors or None, but got Array", "an Array"],
  ]);
});

describe("requiresGrad", () => {
  const floats = "Only Tensors of floating point and complex dtype can require gradients";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["integers", ({ classes }) => classes.requiresGrad_(),
     TypeError, "only Tensors of floating point dtype can require gradients", "int64", ".float()"],
    ["booleans from tensor", () => tensor([true], { requiresGrad: true }),
     TypeError, floats, "bool", "float32"],
    ["integers from ones", () => ones([2], { dtype: "int32", requiresGrad: true }),
     TypeError, floats, "int32"],
    ["to be switched off on a computed tensor", ({ x }) => x.exp().requiresGrad_(false),
     TypeError, "you can only change requires_grad flags of leaf variables.", "detach()"],
  ]);
});

describe("a second backward", () => {
  const twice =
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed).";

  test.each([
    ["ExpBackward0", () => randn([3], { requiresGrad: true }).exp().sum()],
    ["MulBackward0", () => randn([3], { requiresGrad: true }).mul(2).sum()],
    ["DivBackward0", () => randn([3], { requiresGrad: true }).div(2).sum()],
    ["ReluBackward0", () => randn([3], { requiresGrad: true }).relu().sum()],
    ["AmaxBackward0", () => randn([3], { requiresGrad: true }).amax()],
    [
      "GatherBackward0",
      () =>
        randn([3], { requiresGrad: true })
          .gather(0, tensor([1]))
          .sum(),
    ],
    ["NllLossBackward0", () => F.crossEntropy(randn([2, 3], { requiresGrad: true }), tensor([0, 2]))],
  ])("through %s is refused as in PyTorch, and the error names it", (name, compute) => {
    const y = compute();
    y.backward();
    const again = expect(() => y.backward());
    again.toThrow(RangeError);
    again.toThrow(`${twice} ${name}`);
  });

  test("leaves every gradient as it was, also of leaves that it could reach", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const fresh = tensor([3, 4], { requiresGrad: true });
    const used = x.exp();
    used.sum().backward();
    const before = String(x.grad);
    expect(() => used.add(fresh).sum().backward()).toThrow(twice);
    expect(String(x.grad)).toBe(before);
    expect(fresh.grad).toBeNull();
  });
});

describe("grad of another dtype", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["float64 for float32", ({ vector }) => { vector.grad = vector.detach().double(); },
     TypeError, "attempting to assign a gradient with dtype 'double' to a tensor with grad_dtype 'Float'.", "Got float64 for float32", ".to('float32')"],
    ["int64 for float32", ({ vector }) => { vector.grad = vector.detach().long(); },
     TypeError, "attempting to assign a gradient with dtype 'long int' to a tensor with grad_dtype 'Float'.", "int64"],
    ["grad of a Proxy", ({ vector }) => new Proxy(vector, { get: (target, key, self) => Reflect.get(target, key, self) }).grad,
     TypeError, "grad(): argument 'self' (position 1) must be Tensor, not Proxy.", "toRaw"],
  ]);
});

test("grad of a computed tensor is null, with PyTorch's warning, once", () => {
  const warnings = warningsOf(({ ones, noGrad }) => {
    const x = ones([2], { requiresGrad: true });
    const y = x.mul(2);
    y.sum().backward();
    noGrad(() => x.sub(x.grad!));
    expect([x.grad?.tolist(), y.grad, x.mul(3).grad, x.detach().grad]).toEqual([[2, 2], null, null, null]);
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^UserWarning: The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed\. Its \.grad attribute won't be populated during autograd\.backward\(\)\. /,
    ),
  ]);
});

test("nothing in the library reads grad of a computed tensor", () => {
  const warnings = warningsOf(({ ones, functional, tensor }) => {
    const x = ones([2, 3], { requiresGrad: true });
    const loss = functional.crossEntropy(x.mul(2), tensor([0, 1]));
    loss.backward();
    String(loss);
    inspect([loss, { loss }], { showHidden: true });
    x.backward(x.detach());
    loss.requiresGrad_();
  });
  expect(warnings).toEqual([]);
});
