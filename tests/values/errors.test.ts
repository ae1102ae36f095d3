import { asTensor, functional as F, full, LogSoftmax, ones, rand, Softmax, tensor, zeros } from "../../src";
import { tooLarge } from "../../src/values/errors";
import { js, refuses } from "../refusals";

describe("a dim", () => {
  const range = (dim: number, ndim: number): string =>
    `Dimension out of range (expected to be in range of [${-ndim}, ${ndim - 1}], but got ${dim})`;
  const kind = "argument 'dim' must be int, not ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a dim of softmax that is too large", ({ x }) => F.softmax(x, 2),
     RangeError, range(2, 2), "2 dimensions"],
    ["a dim of logSoftmax that is too small", ({ x }) => F.logSoftmax(x, -3),
     RangeError, range(-3, 2), "2 dimensions"],
    ["a dim that Softmax cannot find", ({ x }) => new Softmax(3)(x),
     RangeError, range(3, 2), "2 dimensions"],
    ["a dim that LogSoftmax cannot find", ({ vector }) => new LogSoftmax(1)(vector),
     RangeError, range(1, 1), "1 dimension."],
    ["dim 1 of a scalar", ({ scalar }) => scalar.softmax(1),
     RangeError, range(1, 1), "0 dimensions"],
    ["a dim of sum", ({ x }) => x.sum(2),
     RangeError, range(2, 2), "2 dimensions"],
    ["a dim in a list", ({ x }) => x.mean([0, -3]),
     RangeError, range(-3, 2), "2 dimensions"],
    ["a dim of logsumexp", ({ x }) => x.logsumexp(5),
     RangeError, range(5, 2), "2 dimensions"],
    ["a dim of argmax", ({ x }) => x.argmax(-3),
     RangeError, range(-3, 2), "2 dimensions"],
    ["a dim of transpose", ({ x }) => x.transpose(0, 2),
     RangeError, range(2, 2), "2 dimensions"],
    ["a dim of permute", ({ x }) => x.permute([0, 2]),
     RangeError, range(2, 2), "2 dimensions"],
    ["a dim of unsqueeze", ({ x }) => x.unsqueeze(3),
     RangeError, range(3, 3), "2 dimensions"],
    ["a dim of squeeze", ({ x }) => x.squeeze(2),
     RangeError, range(2, 2), "2 dimensions"],
    ["a dim of size", ({ x }) => x.size(-3),
     RangeError, range(-3, 2), "2 dimensions"],
    ["a dim of gather", ({ x, classes }) => x.gather(2, classes),
     RangeError, range(2, 2), "2 dimensions"],
    ["the size of a dim of a scalar", ({ scalar }) => scalar.size(0),
     RangeError, "Dimension specified as 0 but tensor has no dimensions", "[]"],
    ["a dim twice", ({ x }) => x.sum([1, -1]),
     RangeError, "dim 1 appears multiple times in the list of dims", "once"],
    ["a fraction as dim", ({ x }) => x.softmax(0.5),
     TypeError, `${kind}number`, "0.5", "-2 to 1"],
    ["NaN as dim", ({ x }) => x.sum(Number.NaN),
     TypeError, `${kind}number`, "NaN"],
    ["a string as dim", ({ x }) => F.softmax(x, js("1")),
     TypeError, `${kind}string`, '"1"'],
    ["a string as dim of sum", ({ x }) => x.sum(js("1")),
     TypeError, `${kind}string`, '"1"'],
    ["an object as dim of mean", ({ x }) => x.mean(js({ dim: 1 })),
     TypeError, `${kind}object`, "object"],
    ["no dim of logsumexp", ({ x }) => x.logsumexp(js(null)),
     TypeError, 'logsumexp() missing 1 required positional arguments: "dim"', "default"],
    ["a list of dims for argmax", ({ x }) => x.argmax(js([0])),
     TypeError, `${kind}Array`, "Array"],
    ["null in a list of dims", ({ x }) => x.amax(js([0, null])),
     TypeError, `${kind}null`, "-2 to 1"],
  ]);
});

describe("a shape", () => {
  const negative = "Trying to create tensor with negative dimension ";
  const tuple = "argument 'size' must be tuple of ints, not ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a negative size", () => zeros([2, -3]),
     RangeError, "zeros: Dimension size must be non-negative", "-3", "[2, -3]"],
    ["a negative size of a random tensor", () => rand([-1]),
     RangeError, `${negative}-1: [-1]`, "0 or more"],
    ["a number as shape", () => zeros(js(3)),
     TypeError, `zeros(): ${tuple}number`, "3", "[2, 3]"],
    ["a string as shape", () => full(js("23"), 1),
     TypeError, `full(): ${tuple}string`, '"23"'],
    ["a typed array as shape", () => ones(js(Int32Array.of(2))),
     TypeError, `ones(): ${tuple}Int32Array`, "[2, 3]"],
    ["a fractional size", () => zeros([1.5]),
     TypeError, "zeros(): argument 'size' must be int, not number", "1.5"],
    ["a hole in a shape", () => ones(js(new Array(2))),
     TypeError, "ones(): argument 'size' must be int, not undefined", "undefined"],
    ["a shape larger than memory", () => zeros([2 ** 40, 2 ** 40]),
     RangeError, "Storage size calculation overflowed with sizes=[1099511627776, 1099511627776]", "float32"],
    ["a random shape larger than memory", () => rand([2 ** 40]),
     RangeError, "Storage size calculation overflowed with sizes=[1099511627776]", "float32"],
    ["dims that the data do not fill", () => asTensor({ data: new Float32Array(6), dims: [4] }),
     RangeError, "asTensor(): shape '[4]' is invalid for input of size 6", "6 elements"],
    ["negative dims", () => asTensor({ data: new Float32Array(6), shape: [-2, -3] }),
     RangeError, `${negative}-2: [-2, -3]`, "0 or more"],
    ["a number as dims", () => asTensor({ data: new Float32Array(2), dims: js(2) }),
     TypeError, "asTensor(): expected a typed array or an object { data, dims } or { data, shape }, not object", "tensor(…)"],
  ]);
});

describe("reshape and permute", () => {
  const permuteLength =
    "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a shape of another size", ({ x }) => x.reshape([4]),
     RangeError, "shape '[4]' is invalid for input of size 6", "[2, 3]"],
    ["a size that cannot be inferred", ({ x }) => x.reshape([-1, 4]),
     RangeError, "shape '[-1, 4]' is invalid for input of size 6", "[2, 3]"],
    ["two sizes to infer", ({ x }) => x.reshape([-1, -1]),
     RangeError, "only one dimension can be inferred", "[-1, -1]"],
    ["a negative size to reshape to", ({ x }) => x.reshape([-2, 3]),
     RangeError, "invalid shape dimension -2", "[-2, 3]"],
    ["an ambiguous size", ({ empty }) => empty.reshape([-1, 0]),
     RangeError, "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous", "Give that size"],
    ["an empty tensor as one element", ({ empty }) => empty.reshape([]),
     RangeError, "shape '[]' is invalid for input of size 0", "[2, 0]"],
    ["a number to reshape to", ({ x }) => x.reshape(js(6)),
     TypeError, "reshape(): argument 'shape' must be tuple of ints, not number", "[2, 3]"],
    ["a fraction to reshape to", ({ x }) => x.reshape([1.5, 4]),
     TypeError, "reshape(): argument 'shape' must be int, not number", "1.5"],
    ["too few dims of permute", ({ x }) => x.permute([0]),
     RangeError, `${permuteLength}1`, "every dim"],
    ["too many dims of permute", ({ x }) => x.permute([0, 1, 2]),
     RangeError, `${permuteLength}3`, "every dim"],
    ["a repeated dim of permute", ({ x }) => x.permute([1, -1]),
     RangeError, "permute(): duplicate dims are not allowed.", "[1, -1]"],
    ["a number for permute", ({ x }) => x.permute(js(0)),
     TypeError, "permute(): argument 'dims' must be tuple of ints, not number", "0"],
  ]);
});

describe("broadcasting", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["sizes that differ", ({ x }) => x.add(ones([2])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1", "[2, 3] and [2]"],
    ["leading sizes that differ", ({ x }) => x.mul(ones([3, 1])),
     RangeError, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0", "[2, 3] and [3, 1]"],
    ["a size of 0 against 3", ({ x }) => x.eq(zeros([0])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (0) at non-singleton dimension 1", "[2, 3] and [0]"],
    ["sizes of pow that differ", ({ vector }) => vector.pow(tensor([1, 2])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0", "[3] and [2]"],
  ]);
});

describe("more dims than a tensor has", () => {
  const limit = "only tensors with up to 64 dims are supported";
  const ones65 = Array(65).fill(1);
  const deepest = () => ones(Array(64).fill(1));
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["zeros of 65 dims", () => zeros(ones65),
     RangeError, limit, "65 sizes", "list of elements"],
    ["reshape to 65 dims", ({ scalar }) => scalar.reshape(ones65),
     RangeError, limit, "65 sizes"],
    ["dims of permute", ({ scalar }) => scalar.permute(ones65),
     RangeError, limit, "65 sizes"],
    ["a dim added to 64", () => deepest().unsqueeze(0),
     RangeError, limit, "65 sizes"],
    ["oneHot of 64 dims", () => F.oneHot(deepest().long()),
     RangeError, limit, "65 sizes"],
    ["asTensor of 65 dims", () => asTensor({ data: new Float32Array(1), dims: ones65 }),
     RangeError, limit, "65 sizes"],
    ["65 levels of arrays", () => tensor(js(ones65.reduce((data) => [data], 1))),
     RangeError, "too many dimensions 'list'", "at most 64"],
  ]);
});

test("an int64 tensor has the article that it is read with", () => {
  const text = (dtype: "int64" | "uint8") => String(tooLarge([2], dtype));
  expect(text("int64")).toContain("An int64 tensor of this shape");
  expect(text("uint8")).toContain("A uint8 tensor of this shape");
});
