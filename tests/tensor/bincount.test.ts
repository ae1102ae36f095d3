import { ones, tensor, zeros } from "../../src";
import { js, refuses } from "../refusals";

test("it counts each class as often as it is a target, and adds up to their number", () => {
  const target = tensor([2, 0, 2, 1, 2]);
  expect(target.bincount(null, 5).tolist()).toEqual([1, 1, 3, 0, 0]);
  expect(target.bincount().sum().item()).toBe(5);
  expect(target.bincount(ones([5]))).toMatchObject({ dtype: "float32" });
});

test("weights give no gradient", () => {
  const weights = ones([2], { requiresGrad: true });
  expect(tensor([0, 1]).bincount(weights).requiresGrad).toBe(false);
});

describe("bincount", () => {
  const only = "bincount only supports 1-d non-negative integral inputs.";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["floats", ({ vector }) => vector.bincount(),
     TypeError, "\"bincount_cpu\" not implemented for 'Float'", ".long()"],
    ["booleans", ({ bools }) => bools.bincount(),
     TypeError, "\"bincount_cpu\" not implemented for 'Bool'", ".long()"],
    ["two dims", () => zeros([1, 1], { dtype: "int64" }).bincount(),
     RangeError, only, "[1, 1]"],
    ["a scalar", () => tensor(1).bincount(),
     RangeError, only, "[]"],
    ["a negative number", () => tensor([1, -1]).bincount(),
     RangeError, only, "-1"],
    ["weights of another length", ({ classes, vector }) => classes.bincount(vector),
     RangeError, "weights should be 1-d and have the same length as input", "[3] for 2"],
    ["weights that are a number", ({ classes }) => classes.bincount(js(3)),
     TypeError, "bincount(): argument 'weights' (position 1) must be Tensor, not number", "3"],
    ["a negative length", ({ classes }) => classes.bincount(null, -1),
     RangeError, "minlength should be >= 0", "-1"],
    ["a fraction as length", ({ classes }) => classes.bincount(null, 1.5),
     TypeError, "bincount(): argument 'minlength' must be int, not number", "1.5"],
    ["more than memory holds", () => tensor([2 ** 50]).bincount(),
     RangeError, "Storage size calculation overflowed", "int64"],
  ]);
});
