import { inspect } from "node:util";
import { CrossEntropyLoss, functional, Module, manualSeed, ones, randint, randn, tensor } from "../../src";

const logits = randn([4, 3]);
const target = tensor([0, 2, 255, 1]);
const OPTIONS = {
  weight: tensor([0.5, 1, 2]),
  ignoreIndex: 255,
  reduction: "none",
  labelSmoothing: 0.1,
} as const;

test("it is functional.crossEntropy with the options that it was made with", () => {
  const loss = new CrossEntropyLoss(OPTIONS);
  const expected = functional.crossEntropy(logits, target, OPTIONS).tolist();
  expect(loss(logits, target).tolist()).toEqual(expected);
  expect(loss.forward(logits, target).tolist()).toEqual(expected);
});

test("its options can be read, with PyTorch's defaults", () => {
  const defaults = { weight: null, ignoreIndex: -100, reduction: "mean", labelSmoothing: 0 };
  expect({ ...new CrossEntropyLoss() }).toEqual(defaults);
  expect({ ...new CrossEntropyLoss(OPTIONS) }).toEqual(OPTIONS);
  expect(new CrossEntropyLoss(OPTIONS).weight).toBe(OPTIONS.weight);
});

test("it is a CrossEntropyLoss, a Module, and prints without its options, as PyTorch's", () => {
  const loss = new CrossEntropyLoss(OPTIONS);
  expect(loss).toBeInstanceOf(CrossEntropyLoss);
  expect(loss).toBeInstanceOf(Module);
  for (const show of [String, inspect]) expect(show(loss)).toBe("CrossEntropyLoss()");
});

test("later changes of the options object do not reach it", () => {
  const options = { labelSmoothing: 0.1 };
  const loss = new CrossEntropyLoss(options);
  options.labelSmoothing = 0.9;
  expect(loss.labelSmoothing).toBe(0.1);
});

test("a bad option is refused by the constructor already", () => {
  expect(() => new CrossEntropyLoss({ labelSmoothing: 7 })).toThrow(
    "label_smoothing must be between 0.0 and 1.0",
  );
  expect(() => new CrossEntropyLoss({ reduction: "avg" as "mean" })).toThrow("avg is not a valid value");
  expect(() => new CrossEntropyLoss({ smoothing: 0.1 } as object)).toThrow(
    /CrossEntropyLoss\(\).*'smoothing'/,
  );
});

test("the weights of classes have to be one each, for both kinds of target", () => {
  const loss = new CrossEntropyLoss({ weight: ones([2]) });
  const message =
    /weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: \[2\]/;
  for (const given of [tensor([0, 1, 2, 0]), ones([4, 3])])
    expect(() => loss(logits, given)).toThrow(message);
});

// The examples of PyTorch's documentation, one after the other with seed 0; numbers of PyTorch 1.13 and 2.13.

test("the documentation's examples", () => {
  manualSeed(0);
  const loss = new CrossEntropyLoss();
  // Example of target with class indices
  const input = randn([3, 5], { requiresGrad: true });
  const classes = randint(5, [3]);
  const output = loss(input, classes);
  output.backward();
  expect(classes.tolist()).toEqual([3, 0, 0]);
  expect(String(output)).toBe("tensor(2.2729, grad_fn=<NllLossBackward0>)");
  expect(output.item()).toBeCloseTo(2.272947072982788, 6);
  expect(String(input.grad)).toBe(`tensor([[ 0.2039,  0.0326,  0.0049, -0.2562,  0.0148],
        [-0.3175,  0.0958,  0.1479,  0.0312,  0.0427],
        [-0.3001,  0.0724,  0.0256,  0.1814,  0.0207]])`);

  // Example of target with class probabilities
  const second = randn([3, 5], { requiresGrad: true });
  const probabilities = randn([3, 5]).softmax(1);
  const spread = loss(second, probabilities);
  spread.backward();
  expect(String(spread)).toBe("tensor(2.1939, grad_fn=<DivBackward1>)");
  expect(spread.item()).toBeCloseTo(2.1938812732696533, 6);
  expect(String(second.grad)).toBe(`tensor([[-0.0164, -0.0732, -0.1060,  0.1999, -0.0043],
        [-0.0724,  0.1421, -0.0770,  0.0554, -0.0481],
        [-0.0152, -0.0124, -0.0434,  0.1230, -0.0521]])`);
});
