import { optim, tensor } from "../../src";

const params = () => [tensor([1, -2], { requiresGrad: true })];

test("options have PyTorch's defaults, and can be read", () => {
  const { lr, betas, eps, weightDecay, amsgrad } = new optim.Adam(params());
  expect([lr, betas, eps, weightDecay, amsgrad]).toEqual([0.001, [0.9, 0.999], 1e-8, 0, false]);
  const options = { lr: 0.1, betas: [0.5, 0.6], eps: 0.1, weightDecay: 0.2, amsgrad: true } as const;
  expect(new optim.Adam(params(), options)).toMatchObject(options);
});

test("the first step is the learning rate against the sign of the gradient", () => {
  const [p] = params();
  p!.grad = tensor([1e-3, -1e3]).float();
  new optim.Adam([p!], { lr: 0.25, eps: 0 }).step();
  expect(p!.tolist()).toEqual([expect.closeTo(0.75, 6), expect.closeTo(-1.75, 6)]);
});

test("the betas are copied", () => {
  const betas: [number, number] = [0.5, 0.6];
  const optimizer = new optim.Adam(params(), { betas });
  betas[0] = 7;
  expect(optimizer.betas).toEqual([0.5, 0.6]);
});

test.each([
  [{ eps: -1 }, RangeError, "Invalid epsilon value: -1"],
  [{ eps: NaN }, RangeError, "Invalid epsilon value: NaN"],
  [{ weightDecay: -1 }, RangeError, "Invalid weight_decay value: -1"],
  [{ betas: [-1, 0.9] }, RangeError, "Invalid beta parameter at index 0: -1"],
  [{ betas: [1, 0.9] }, RangeError, "Invalid beta parameter at index 0: 1"],
  [{ betas: [0.9, 1] }, RangeError, "Invalid beta parameter at index 1: 1"],
  [{ betas: [0.9, NaN] }, RangeError, "Invalid beta parameter at index 1: NaN"],
  [{ betas: [0.9] }, TypeError, "argument 'betas' must be two numbers"],
  [{ betas: 0.9 }, TypeError, "argument 'betas' must be two numbers"],
  [{ betas: ["a", 0.9] }, TypeError, "argument 'betas' must be a number"],
  [{ amsgrad: 1 }, TypeError, "Adam(): argument 'amsgrad' must be bool"],
  [{ maximize: true }, TypeError, "got an unexpected keyword argument 'maximize'"],
])("%j is refused, by AdamW too", (options, kind, message) => {
  for (const Kind of [optim.Adam, optim.AdamW]) {
    const make = (): unknown => new Kind(params(), options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  }
});
