import { ones, optim, tensor } from "../../src";

const params = () => [tensor([1, 2], { requiresGrad: true })];

test("options have PyTorch's defaults, and can be read", () => {
  const { lr, momentum, dampening, weightDecay, nesterov, maximize } = new optim.SGD(params());
  expect([lr, momentum, dampening, weightDecay, nesterov, maximize]).toEqual([0.001, 0, 0, 0, false, false]);
  const options = { lr: 0.1, momentum: 0.9, dampening: 0, weightDecay: 0.01, nesterov: true, maximize: true };
  expect(new optim.SGD(params(), options)).toMatchObject(options);
});

test("the first step of momentum is the gradient, whatever the dampening", () => {
  const [p] = params();
  const optimizer = new optim.SGD([p!], { lr: 1, momentum: 0.5, dampening: 0.75 });
  p!.grad = ones([2]);
  optimizer.step();
  expect(p!.tolist()).toEqual([0, 1]);
  optimizer.step();
  expect(p!.tolist()).toEqual([-0.75, 0.25]);
});

test("an infinite parameter without weight decay moves by its gradient only", () => {
  const p = tensor([Infinity, 1], { requiresGrad: true });
  p.grad = ones([2]);
  new optim.SGD([p], { lr: 1 }).step();
  expect(p.tolist()).toEqual([Infinity, 0]);
});

test.each([
  [{ momentum: -1 }, RangeError, "Invalid momentum value: -1"],
  [{ weightDecay: -0.5 }, RangeError, "Invalid weight_decay value: -0.5"],
  [{ nesterov: true }, RangeError, "Nesterov momentum requires a momentum and zero dampening"],
  [
    { nesterov: true, momentum: 0.9, dampening: 0.1 },
    RangeError,
    "Nesterov momentum requires a momentum and zero dampening",
  ],
  [{ nesterov: 1 }, TypeError, "SGD(): argument 'nesterov' must be bool"],
  [{ maximize: null }, TypeError, "SGD(): argument 'maximize' must be bool"],
  [{ momentum: "a" }, TypeError, "argument 'momentum' must be a number"],
  [{ dampening: [] }, TypeError, "argument 'dampening' must be a number"],
  [{ weight_decay: 1 }, TypeError, "SGD() got an unexpected keyword argument 'weight_decay'"],
  [0.1, TypeError, "SGD(): the options must be an object"],
])("%j is refused", (options, kind, message) => {
  const make = (): unknown => new optim.SGD(params(), options as never);
  expect(make).toThrow(kind);
  expect(make).toThrow(message);
});
