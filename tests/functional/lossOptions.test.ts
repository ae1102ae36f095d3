import { CrossEntropyLoss, type CrossEntropyOptions, LinearCrossEntropyLoss, NLLLoss, ones } from "../../src";
import { resolveCrossEntropy } from "../../src/functional/crossEntropy";
import { resolveNLLLoss } from "../../src/functional/nllLoss";

const DEFAULTS = { weight: null, ignoreIndex: -100, reduction: "mean", labelSmoothing: 0, normalizer: null };
const resolve = (options: unknown) =>
  resolveCrossEntropy("cross_entropy", options as CrossEntropyOptions, Object.keys(DEFAULTS));

test("options that are left out have PyTorch's defaults", () => {
  for (const nothing of [undefined, {}, { weight: undefined, reduction: undefined }, { weight: null }])
    expect(resolve(nothing)).toEqual(DEFAULTS);
  const { labelSmoothing, ...others } = DEFAULTS;
  expect(resolveNLLLoss("nll_loss", undefined, [])).toEqual(others);
  expect(labelSmoothing).toBe(0);
});

test("options that are given come back as they are", () => {
  const weight = ones([3]);
  const given = { weight, ignoreIndex: 255, reduction: "mean", labelSmoothing: 1, normalizer: 7 };
  expect(resolve(given)).toEqual(given);
  expect(resolve(given).weight).toBe(weight);
});

test("every reduction and both ends of the smoothing are accepted", () => {
  for (const reduction of ["none", "mean", "sum"])
    expect(resolve({ reduction })).toMatchObject({ reduction });
  for (const labelSmoothing of [0, -0, 5e-324, 0.5, 1])
    expect(resolve({ labelSmoothing })).toMatchObject({ labelSmoothing });
});

test.each([
  ["reduction", "avg", RangeError, "avg is not a valid value for reduction"],
  ["reduction", "Mean", RangeError, "Mean is not a valid value for reduction"],
  ["reduction", null, RangeError, "is not a valid value for reduction"],
  ["labelSmoothing", -0.1, RangeError, "label_smoothing must be between 0.0 and 1.0. Got: -0.1"],
  ["labelSmoothing", 1.5, RangeError, "label_smoothing must be between 0.0 and 1.0. Got: 1.5"],
  ["labelSmoothing", NaN, RangeError, "label_smoothing must be between 0.0 and 1.0. Got: NaN"],
  ["labelSmoothing", "0.1", TypeError, "argument 'label_smoothing' (position 6) must be float"],
  ["normalizer", 0, RangeError, "cross_entropy_loss(): normalizer must be a positive number, got 0"],
  ["normalizer", NaN, RangeError, "normalizer must be a positive number, got NaN"],
  ["normalizer", Infinity, RangeError, "normalizer must be a positive number, got Infinity"],
  ["normalizer", ones([]), TypeError, "argument 'normalizer' must be float, not Tensor"],
  ["ignoreIndex", 1.5, TypeError, "argument 'ignore_index' (position 5) must be int"],
  ["ignoreIndex", null, TypeError, "argument 'ignore_index' (position 5) must be int"],
  ["ignoreIndex", 2 ** 53, TypeError, "argument 'ignore_index' (position 5) must be int"],
  ["weight", [1, 2, 3], TypeError, "argument 'weight' (position 3) must be Tensor"],
])("%s %p is refused", (name, value, kind, message) => {
  const call = () => resolve({ [name]: value });
  expect(call).toThrow(kind);
  expect(call).toThrow(message);
});

test("an unknown option is named, with those that exist", () => {
  expect(() => resolve({ label_smoothing: 0.1 })).toThrow(
    /unexpected keyword argument 'label_smoothing'.*'labelSmoothing'/,
  );
  expect(() => resolveNLLLoss("nll_loss", { labelSmoothing: 0.1 } as never, ["weight"])).toThrow(
    /nll_loss\(\) got an unexpected keyword argument 'labelSmoothing'/,
  );
});

test.each([[null], ["mean"], [0.1], [[]]])("%p is no options object", (options) => {
  expect(() => resolve(options)).toThrow(TypeError);
});

test("a normalizer goes with the mean of a call, not with a module", () => {
  for (const reduction of ["none", "sum"])
    expect(() => resolve({ reduction, normalizer: 2 })).toThrow(
      `cross_entropy_loss(): normalizer is what reduction 'mean' divides by. Got 2 with the reduction "${reduction}"`,
    );
  for (const make of [
    (options: object) => new CrossEntropyLoss(options),
    (options: object) => new NLLLoss(options),
    (options: object) => new LinearCrossEntropyLoss(2, 3, options),
  ])
    expect(() => make({ normalizer: 2 })).toThrow("got an unexpected keyword argument 'normalizer'");
});
