import { CrossEntropyLoss, functional, metrics, randint, randn, tensor } from "../../src";
import { js, refuses } from "../refusals";

const { CrossEntropy } = metrics;

test("options can be read", () => {
  const defaults = { dim: -1, ignoreIndex: -100, weight: null, labelSmoothing: 0 };
  expect(new CrossEntropy()).toMatchObject(defaults);
  expect(new CrossEntropy({ dim: 1, labelSmoothing: 0.5 })).toMatchObject({
    ...defaults,
    dim: 1,
    labelSmoothing: 0.5,
  });
});

test("the loss is the mean of CrossEntropyLoss over all batches together", () => {
  const x = randn([30, 5], { dtype: "float64" });
  const target = randint(5, [30]);
  for (const options of [
    {},
    { labelSmoothing: 0.3 },
    { ignoreIndex: 2 },
    { weight: tensor([1, 2, 3, 4, 5]).double() },
  ]) {
    const metric = new CrossEntropy(options);
    for (const [start, length] of [[0, 1], [1, 22], [23, 7]] as const) // biome-ignore format: one line
      metric.update(x.narrow(0, start, length), target.narrow(0, start, length));
    expect(metric.compute().loss).toBeCloseTo(new CrossEntropyLoss(options)(x, target).item(), 14);
  }
});

test("classes may lie along any dim", () => {
  const x = randn([2, 3, 4, 5], { dtype: "float64" });
  const target = randint(3, [2, 4, 5]);
  const [second, last] = [new CrossEntropy({ dim: 1 }), new CrossEntropy()];
  second.update(x, target);
  last.update(x.permute([0, 2, 3, 1]), target);
  const expected = functional.crossEntropy(x, target).item();
  for (const metric of [second, last]) expect(metric.compute().loss).toBeCloseTo(expected, 14);
  expect(second.compute().count).toBe(40);
});

test("perplexity is that of as many equal classes", () => {
  const metric = new CrossEntropy();
  metric.update(tensor([Array(7).fill(2)]), tensor([3]));
  expect(metric.compute().perplexity).toBeCloseTo(7, 6);
});

test("over no target, or only such as weigh nothing, the mean is NaN, as PyTorch's", () => {
  const metric = new CrossEntropy({ weight: tensor([0, 1]), labelSmoothing: 0.1 });
  expect(metric.compute()).toEqual({ loss: NaN, perplexity: NaN, count: 0 });
  metric.update(tensor([[1, 2], [3, 4]]), tensor([0, -100])); // biome-ignore format: one line
  expect(metric.compute()).toEqual({ loss: NaN, perplexity: NaN, count: 1 });
});

test("an infinite loss and a NaN are what they are in every mean", () => {
  const metric = new CrossEntropy();
  metric.update(tensor([[0, -Infinity]]), tensor([1]));
  expect(metric.compute()).toEqual({ loss: Infinity, perplexity: Infinity, count: 1 });
  metric.update(tensor([[NaN, 0]]), tensor([1]));
  expect(metric.compute().loss).toBeNaN();
});

test("small losses do not vanish beside large ones", () => {
  const metric = new CrossEntropy();
  const [large, small] = [tensor([[0, 1e16]], { dtype: "float64" }), tensor([[0, 0]], { dtype: "float64" })];
  metric.update(large, tensor([0]));
  for (let i = 0; i < 1000; i++) metric.update(small, tensor([0]));
  const sum = 1e16 + 1000 * Math.LN2;
  expect(metric.compute().loss).toBe(sum / 1001);
});

test("the weight is copied", () => {
  const weight = tensor([1, 1]);
  const metric = new CrossEntropy({ weight });
  weight.fill_(5);
  expect(metric.weight!.tolist()).toEqual([1, 1]);
});

test("weights of both dtypes, infinite ones too, survive JSON", () => {
  for (const dtype of ["float32", "float64"] as const) {
    const weight = tensor([0.1, Infinity, 3], { dtype });
    const metric = CrossEntropy.fromJSON(JSON.parse(JSON.stringify(new CrossEntropy({ weight }))));
    expect(metric.weight!.dtype).toBe(dtype);
    expect(metric.weight!.equal(weight)).toBe(true);
  }
});

const json = (state: object) => ({
  ...new CrossEntropy().toJSON(),
  state: { ...new CrossEntropy().toJSON().state, ...state },
});

describe("arguments", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a smoothing above 1", () => new CrossEntropy({ labelSmoothing: 2 }),
     RangeError, "label_smoothing must be between 0.0 and 1.0. Got: 2.", "0"],
    ["an array as weight", () => new CrossEntropy({ weight: js([1, 2]) }),
     TypeError, "cross_entropy_loss(): argument 'weight' (position 3) must be Tensor, not Array", "tensor(…)"],
    ["a reduction", () => new CrossEntropy(js({ reduction: "sum" })),
     TypeError, "CrossEntropy() got an unexpected keyword argument 'reduction'.", "'labelSmoothing'"],
    ["a weight of other classes", ({ x, classes }) => new CrossEntropy({ weight: tensor([1, 2]).float() }).update(x, classes),
     RangeError, "weight tensor should be defined either for all 3 classes or no classes", "[2]"],
    ["a weight of another dtype", ({ x, classes, weight }) => new CrossEntropy({ weight: weight.double() }).update(x, classes),
     TypeError, "expected scalar type Float but found Double.", ".to('float32')"],
    ["a changed sum", () => CrossEntropy.fromJSON(json({ losses: { digits: "10" } })),
     RangeError, "CrossEntropy.fromJSON(): 'state.losses' is nothing that toJSON() writes.", "object"],
    ["a state without weights", () => CrossEntropy.fromJSON(json({ weights: null })),
     RangeError, "CrossEntropy.fromJSON(): 'state.weights' is nothing that toJSON() writes.", "null"],
    ["half a target", () => CrossEntropy.fromJSON(json({ count: 0.5 })),
     RangeError, "CrossEntropy.fromJSON(): 'state.count' is nothing that toJSON() writes.", "0.5"],
    ["a weight that is no tensor", () =>
      CrossEntropy.fromJSON({ ...json({}), options: { ...new CrossEntropy().toJSON().options, weight: 3 } }),
     RangeError, "CrossEntropy.fromJSON(): 'options.weight' is nothing that toJSON() writes.", "the number 3"],
  ]);
});
