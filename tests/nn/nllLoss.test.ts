import { inspect } from "node:util";
import { functional, LogSoftmax, Module, manualSeed, NLLLoss, ones, randint, randn, tensor } from "../../src";

const logProbs = functional.logSoftmax(randn([4, 3]), 1);
const target = tensor([0, 2, 255, 1]);
const OPTIONS = { weight: tensor([0.5, 1, 2]), ignoreIndex: 255, reduction: "none" } as const;

test("it is functional.nllLoss with the options that it was made with", () => {
  const loss = new NLLLoss(OPTIONS);
  const expected = functional.nllLoss(logProbs, target, OPTIONS).tolist();
  expect(loss(logProbs, target).tolist()).toEqual(expected);
  expect(loss.forward(logProbs, target).tolist()).toEqual(expected);
});

test("its options can be read, with PyTorch's defaults", () => {
  expect({ ...new NLLLoss() }).toEqual({ weight: null, ignoreIndex: -100, reduction: "mean" });
  expect({ ...new NLLLoss(OPTIONS) }).toEqual(OPTIONS);
  expect(new NLLLoss(OPTIONS).weight).toBe(OPTIONS.weight);
});

test("it is an NLLLoss, a Module, and prints without its options, as PyTorch's", () => {
  const loss = new NLLLoss(OPTIONS);
  expect(loss).toBeInstanceOf(NLLLoss);
  expect(loss).toBeInstanceOf(Module);
  for (const show of [String, inspect]) expect(show(loss)).toBe("NLLLoss()");
});

test("later changes of the options object do not reach it", () => {
  const options: { reduction: "sum" | "mean" } = { reduction: "sum" };
  const loss = new NLLLoss(options);
  options.reduction = "mean";
  expect(loss.reduction).toBe("sum");
});

test("a bad option is refused by the constructor already", () => {
  expect(() => new NLLLoss({ reduction: "avg" as "mean" })).toThrow("avg is not a valid value for reduction");
  expect(() => new NLLLoss({ labelSmoothing: 0.1 } as object)).toThrow(/NLLLoss\(\).*'labelSmoothing'/);
});

test("the weights of classes have to be one each", () => {
  const loss = new NLLLoss({ weight: ones([2]) });
  expect(() => loss(logProbs, tensor([0, 1, 2, 0]))).toThrow(
    /weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: \[2\]/,
  );
});

// The examples of PyTorch's documentation with seed 0; numbers of PyTorch 1.13 and 2.13.

test("the documentation's first example", () => {
  manualSeed(0);
  const m = new LogSoftmax({ dim: 1 });
  const loss = new NLLLoss();
  const input = randn([3, 5], { requiresGrad: true });
  const output = loss(m(input), tensor([1, 0, 4]));
  output.backward();
  expect(String(output)).toBe("tensor(2.7184, grad_fn=<NllLossBackward0>)");
  expect(String(input.grad)).toBe(`tensor([[ 0.2039, -0.3008,  0.0049,  0.0771,  0.0148],
        [-0.3175,  0.0958,  0.1479,  0.0312,  0.0427],
        [ 0.0332,  0.0724,  0.0256,  0.1814, -0.3127]])`);
});

test("the documentation's example of images, with random numbers for the convolution's", () => {
  manualSeed(0);
  const data = randn([5, 4, 8, 8], { requiresGrad: true });
  const output = new NLLLoss()(new LogSoftmax({ dim: 1 })(data), randint(0, 4, [5, 8, 8]));
  output.backward();
  expect(String(output)).toBe("tensor(1.7628, grad_fn=<NllLoss2DBackward0>)");
  expect(output.item()).toBeCloseTo(1.7627546787261963, 6);
  // data.grad[4, 3, 7]
  expect(String(tensor(data.grad!.data.slice(-8)))).toBe(
    `tensor([ 1.2376e-03,  9.4911e-04, -2.6402e-03, -5.6020e-04,  8.0714e-04,
         7.9789e-05, -2.5725e-03,  1.2333e-04])`,
  );
});
