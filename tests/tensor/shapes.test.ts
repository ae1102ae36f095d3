import { arange, tensor, zeros } from "../../src";
import { type Library, warningsOf } from "../freshLibrary";
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

test("squeeze takes a list, and leaves dims of other sizes", () => {
  const x = zeros([1, 2, 1]);
  expect(x.squeeze([0, 1]).shape).toEqual([2, 1]);
  expect(x.squeeze([-1, 0]).shape).toEqual([2]);
  expect(x.squeeze([]).shape).toEqual([1, 2, 1]);
});

test("flatten shares the elements, and gives the tensor itself where nothing changes", () => {
  const x = arange(24).reshape([2, 3, 4]);
  expect(x.flatten().data).toBe(x.data);
  expect(x.flatten(0, 1).shape).toEqual([6, 4]);
  expect(x.flatten(1, 1)).toBe(x);
  expect(tensor(5).flatten().tolist()).toEqual([5]);
});

test("expand copies, and -1 leaves a dim as it is", () => {
  const x = arange(2).reshape([2, 1]);
  const y = x.expand([3, -1, 2]);
  expect(y.tolist()).toEqual(
    [0, 0, 0].map(() => [
      [0, 0],
      [1, 1],
    ]),
  );
  y.fill_(7);
  expect(x.tolist()).toEqual([[0], [1]]);
});

test("t and T transpose a matrix; for other dims T warns as PyTorch does, once for each sentence", () => {
  const matrix = arange(6).reshape([2, 3]);
  expect(matrix.t().tolist()).toEqual(matrix.transpose(0, 1).tolist());
  const use = ({ tensor, zeros }: Library): void => {
    expect(tensor([[1, 2]]).T.tolist()).toEqual([[1], [2]]);
    for (let i = 0; i < 2; i++) {
      expect(zeros([2, 3, 4]).T.shape).toEqual([4, 3, 2]);
      expect(tensor([1, 2]).T.tolist()).toEqual([1, 2]);
      expect(tensor(1).T.tolist()).toBe(1);
    }
  };
  expect(warningsOf(use)).toEqual([
    expect.stringContaining(
      "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated",
    ),
    expect.stringContaining(
      "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.",
    ),
  ]);
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
