import { cat, stack, tensor, where } from "../../src";
import { js, refuses, untyped } from "../refusals";

describe("choosing", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an index of select that is no whole number", ({ x }) => x.select(0, 0.5),
     TypeError, "select(): argument 'index' must be int, not", "0.5"],
    ["an index of select that is too large", ({ x }) => x.select(1, 3),
     RangeError, "select(): index 3 out of range for tensor of size [2, 3] at dimension 1", "-3 to 2"],
    ["an index of select where there is nothing", ({ empty }) => empty.select(1, 0),
     RangeError, "select(): index 0 out of range for tensor of size [2, 0] at dimension 1", "nothing to choose"],
    ["select of a scalar", ({ scalar }) => scalar.select(0, 0),
     RangeError, "select() cannot be applied to a 0-dim tensor.", "[]"],
    ["a length of narrow that is missing", ({ x }) => untyped(x.narrow.bind(x))(0, 1),
     TypeError, "narrow(): argument 'length' must be int, not", "undefined"],
    ["a length of narrow that is too large", ({ x }) => x.narrow(1, -1, 2),
     RangeError, "start (2) + length (2) exceeds dimension size (3).", "slice"],
    ["a step of 0", ({ x }) => x.slice(1, 0, 3, 0), RangeError, "slice step must be positive", "0"],
    ["a negative step", ({ x }) => x.slice(1, 0, 3, -1), RangeError, "slice step must be positive", "-1"],
    ["a start that is no whole number", ({ x }) => x.slice(1, js("1")),
     TypeError, "slice(): argument 'start' must be int, not", "string"],
    ["an index that is an array", ({ x }) => x.indexSelect(1, js([0])),
     TypeError, "index_select(): argument 'index' (position 2) must be Tensor, not", "Array"],
    ["a mask as an index", ({ vector, bools }) => vector.indexSelect(0, bools),
     TypeError, "index_select(): Expected dtype int32 or int64 for index", "bool", "maskedSelect"],
    ["a negative index", ({ x }) => x.indexSelect(1, tensor([0, -1])),
     RangeError, "index out of range in self", "-1 at index[1]", "size 3"],
    ["an index beyond 32 bits", ({ x }) => x.indexSelect(1, tensor([2 ** 32])),
     RangeError, "index out of range in self", "4294967296 at index[0]"],
    ["a mask that is no tensor", ({ x }) => x.maskedSelect(js([true])),
     TypeError, "masked_select(): argument 'mask' (position 1) must be Tensor, not", "Array"],
    ["a mask of another shape", ({ x }) => x.maskedSelect(tensor([true, false])),
     RangeError, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1", "[2, 3]"],
    ["a value that is a text", ({ vector, bools }) => vector.maskedFill(bools, js("0")),
     TypeError, "masked_fill(): argument 'value' (position 2) must be Tensor or Number, not", "string"],
    ["a value with dims", ({ vector, bools }) => vector.maskedFill(bools, vector),
     RangeError, "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).", "where"],
    ["a condition that is a plain boolean", ({ x }) => where(js(true), x, x),
     TypeError, "where(): argument 'condition' (position 1) must be Tensor, not", "boolean"],
    ["a side of where that is missing", ({ vector, bools }) => untyped(where)(bools, vector),
     TypeError, "where(): argument 'other' (position 3) must be Tensor or Number, not", "undefined"],
  ]);
});

describe("joining", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a tensor in place of a list", ({ x }) => cat(js(x)),
     TypeError, "cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor", "array"],
    ["something else than a tensor in the list", ({ x }) => stack([x, js(1)]),
     TypeError, "expected Tensor as element 1 in argument 0, but got", "1", "tensor(…)"],
    ["an empty place in the list", ({ x }) => cat([x, js(null)]),
     TypeError, "expected Tensor as element 1 in argument 0, but got", "null"],
    ["a dim that is no whole number", ({ x }) => cat([x, x], 0.5), TypeError, "cat(): argument 'dim' must be int, not", "0.5"],
    ["a scalar", ({ scalar, vector }) => cat([vector, scalar]),
     RangeError, "zero-dimensional tensor (at position 1) cannot be concatenated", "stack"],
    ["shapes that do not fit", ({ x, images }) => stack([x, images]),
     RangeError, "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [2, 3, 4, 5] at entry 1", "cat"],
  ]);
});

describe("order and shape", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["more than there are", ({ x }) => x.topk(4), RangeError, "selected index k out of range", "4", "3"],
    ["a fraction", ({ x }) => x.topk(1.5), TypeError, "topk(): argument 'k' must be int, not", "1.5"],
    ["largest as a number", ({ x }) => x.topk(1, 0, js(1)), TypeError, "topk(): argument 'largest' must be bool, not", "1"],
    ["topk of bool", ({ bools }) => bools.topk(1), TypeError, "topk does not support bool dtypes on CPU", ".long()"],
    ["options in place of a dim", ({ x }) => x.sort(js({ descending: true })), TypeError, "argument 'dim' must be int, not", "object"],
    ["descending as a text", ({ x }) => x.argsort(0, js("true")), TypeError, "argsort(): argument 'descending' must be bool, not", "string"],
    ["fewer sizes than dims", ({ x }) => x.expand([3]),
     RangeError, "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be", "all sizes"],
    ["a size that is not 1", ({ x }) => x.expand([4, 3]),
     RangeError, "The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension 0.", "[2, 3]"],
    ["dims in the wrong order", ({ images }) => images.flatten(2, 1),
     RangeError, "flatten() has invalid args: start_dim cannot come after end_dim", "2 and 1"],
    ["t of more dims", ({ images }) => images.t(), RangeError, "t() expects a tensor with <= 2 dimensions, but self is 4D", "transpose"],
    ["a dim twice", ({ x }) => x.squeeze([0, -2]), RangeError, "dim 0 appears multiple times in the list of dims", "once"],
  ]);
});
