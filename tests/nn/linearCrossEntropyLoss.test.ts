import { functional, LinearCrossEntropyLoss, manualSeed, ones, randn, tensor } from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface ModuleCase {
  readonly kind: "module";
  readonly sizes: readonly [number, number];
  readonly options: object;
  readonly text: string;
  readonly names: readonly string[];
  readonly weight: GoldenArray;
}

const cases = golden<(ModuleCase | { readonly kind: "result" })[]>("linear_loss").filter(
  (c): c is ModuleCase => c.kind === "module",
);

test.each(cases)(
  "$sizes $options: text, names and initial values are PyTorch's",
  ({ sizes, options, text, names, weight }) => {
    manualSeed(3);
    const loss = new LinearCrossEntropyLoss(...sizes, options);
    expect(String(loss)).toBe(text);
    expect(Object.keys(loss.stateDict())).toEqual(names);
    expectClose(loss.linear.weight.detach(), fromGolden(weight), { rtol: 0, atol: 0 });
  },
);

test("it is the function of its layer and its options, and its layer learns", () => {
  const weight = tensor([1, 2, 3], { dtype: "float32" });
  const given = { weight, reduction: "sum", ignoreIndex: 1, labelSmoothing: 0.1 } as const;
  const loss = new LinearCrossEntropyLoss(2, 3, { outFeatures: [2], bias: true, ...given });
  const { linear } = loss;
  const [x, target] = [
    randn([2, 2]),
    tensor([
      [0, 1],
      [2, 2],
    ]),
  ];
  const y = loss(x, target);
  const expected = functional.linearCrossEntropy(x, linear.weight.detach().reshape([3, 2, 2]), target, {
    linearBias: linear.bias!.detach().reshape([3, 2]),
    ...given,
  });
  expect(y.item()).toBe(expected.item());
  y.backward();
  expect(linear.weight.grad!.shape).toEqual([6, 2]);
  expect(linear.bias!.grad!.shape).toEqual([6]);
});

test("the options and their defaults can be read", () => {
  const { numClasses, outFeatures, weight, reduction, ignoreIndex, labelSmoothing, linear } =
    new LinearCrossEntropyLoss(2, 3);
  expect({
    numClasses,
    outFeatures,
    weight,
    reduction,
    ignoreIndex,
    labelSmoothing,
    bias: linear.bias,
  }).toEqual({
    ...{
      numClasses: 3,
      outFeatures: [],
      weight: null,
      reduction: "mean",
      ignoreIndex: null,
      labelSmoothing: 0,
      bias: null,
    },
  });
});

test("a small number prints as Python's", () => {
  expect(String(new LinearCrossEntropyLoss(2, 3, { labelSmoothing: 1e-8 }))).toContain(
    "label_smoothing=1e-08,",
  );
});

test("bad options are refused", () => {
  expect(() => new LinearCrossEntropyLoss(2, 3, { weight: ones([2]) })).toThrow(
    "expected weight shape to be (3,), got (2,)",
  );
  expect(() => new LinearCrossEntropyLoss(2, 3, { chunkSize: 2 } as never)).toThrow(
    "unexpected keyword argument 'chunkSize'",
  );
  expect(() => new LinearCrossEntropyLoss(2, 3, { outFeatures: 2 as never })).toThrow(
    "argument 'out_features' must be tuple of ints",
  );
  expect(() => new LinearCrossEntropyLoss(2, Symbol() as never, { outFeatures: [2] })).toThrow(
    "argument 'num_classes' must be int, not symbol",
  );
});
