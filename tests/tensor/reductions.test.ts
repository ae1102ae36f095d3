import { ones, tensor } from "../../src";
import { warningsOf } from "../freshLibrary";
import { refuses } from "../refusals";

describe("a reduction", () => {
  const unnamed =
    "Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.";
  const integers =
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["the maximum of nothing", ({ empty }) => empty.amax(),
     RangeError, `amax(): ${unnamed}`, "[2, 0]"],
    ["the place of the maximum of nothing", ({ empty }) => empty.argmax(),
     RangeError, `argmax(): ${unnamed}`, "[2, 0]"],
    ["the maximum along an empty dim", ({ empty }) => empty.amax(1),
     RangeError, "amax(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the place of the maximum along an empty dim", ({ empty }) => empty.argmax(-1),
     RangeError, "argmax(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the mean of integers", ({ classes }) => classes.mean(),
     TypeError, `${integers}Long`, ".float()"],
    ["the mean of booleans along a dim", ({ bools }) => bools.mean(0),
     TypeError, `${integers}Bool`, ".float()"],
  ]);
});

test("max and min give the elements at their indices, and send the gradient there", () => {
  const x = tensor(
    [
      [1, 5, 5],
      [0, 0, -2],
    ],
    { dtype: "float32", requiresGrad: true },
  );
  const { values, indices } = x.max(1, true);
  expect([values.tolist(), indices.tolist(), indices.dtype]).toEqual([[[5], [0]], [[1], [0]], "int64"]);
  values.add(x.min(1, true).values).sum().backward();
  expect(x.grad!.tolist()).toEqual([
    [1, 1, 0],
    [1, 0, 1],
  ]);
});

test("changing the indices in place spoils the way back, as in PyTorch", () => {
  const { values, indices } = ones([2, 2], { requiresGrad: true }).max(1);
  indices.add_(1);
  expect(() => values.sum().backward()).toThrow("modified by an inplace operation");
});

test("a variance without degrees of freedom warns once", () => {
  const warnings = warningsOf(({ tensor }) => {
    const one = tensor([1.5]);
    one.var();
    one.var(0);
    one.std();
    tensor([1.5, 2]).std();
  });
  expect(warnings).toEqual(
    ["var", "std"].map(
      (call) =>
        `UserWarning: ${call}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor ` +
        "(input numel divided by output numel).",
    ),
  );
});
