import { arange, tensor, zeros } from "../../src";
import { refuses } from "../refusals";

test("reshape, squeeze and unsqueeze share the elements; transpose and permute copy them", () => {
  const x = arange(6).reshape([2, 1, 3]);
  for (const y of [x.reshape([6]), x.squeeze(), x.squeeze(1), x.unsqueeze(0)]) expect(y.data).toBe(x.data);
  for (const y of [x.transpose(0, 2), x.permute([2, 1, 0])]) {
    expect(y.data).not.toBe(x.data);
    expect(y.tolist()).toEqual([[[0, 3]], [[1, 4]], [[2, 5]]]);
  }
});

test("squeeze leaves a dim of another size", () => {
  expect(zeros([1, 2, 1]).squeeze(1).shape).toEqual([1, 2, 1]);
});

describe("shapes", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a shape that does not fit", ({ x }) => x.reshape([4, -1]),
     RangeError, "shape '[4, -1]' is invalid for input of size 6", "[2, 3]"],
    ["a permutation without a dim", ({ x }) => x.permute([0]),
     RangeError, "permute(sparse_coo): number of dimensions in the tensor input does not match", "len(dims) = 1"],
    ["a permutation with a dim twice", ({ x }) => x.permute([1, -1]),
     RangeError, "permute(): duplicate dims are not allowed.", "[1, -1]"],
    ["the size of a scalar", ({ scalar }) => scalar.size(-1),
     RangeError, "Dimension specified as -1 but tensor has no dimensions", "scalar"],
    ["a place behind the last", () => tensor([1]).unsqueeze(2),
     RangeError, "Dimension out of range (expected to be in range of [-2, 1], but got 2)", "1 dimension"],
  ]);
});
