import { ones, setBackend, tensor, zeros } from "../../src";
import { js, refuses } from "../refusals";

describe("matmul", () => {
  const batch = "Expected size for first two dimensions of batch2 tensor to be: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["matrices that do not fit", ({ x }) => x.matmul(x),
     RangeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", "[2, 3] and [2, 3]"],
    ["a row vector that does not fit", ({ vector, x }) => vector.matmul(x),
     RangeError, "mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)", "[3] and [2, 3]"],
    ["a column vector that does not fit", ({ x }) => x.matmul(ones([2])),
     RangeError, "size mismatch, got input (2), mat (2x3), vec (2)", "[2, 3] and [2]"],
    ["vectors of two lengths", ({ vector }) => vector.matmul(ones([2])),
     RangeError, "inconsistent tensor size, expected tensor [3] and src [2] to have the same number of elements, but got 3 and 2 elements respectively", "[3] and [2]"],
    ["a scalar", ({ scalar, x }) => scalar.matmul(x),
     RangeError, "both arguments to matmul need to be at least 1D, but they are 0D and 2D", "[] and [2, 3]"],
    ["batches of matrices that do not fit", () => ones([2, 3, 4]).matmul(ones([2, 3, 4])),
     RangeError, `${batch}[2, 4] but got: [2, 3].`, "[2, 3, 4] and [2, 3, 4]"],
    ["a batch and a vector that do not fit", () => ones([2, 2, 3]).matmul(ones([2])),
     RangeError, "size mismatch, got input (4), mat (4x3), vec (2)", "[2, 2, 3] and [2]"],
    ["a batch and a matrix that do not fit", () => ones([2, 2, 3]).matmul(ones([2, 3])),
     RangeError, "mat1 and mat2 shapes cannot be multiplied (4x3 and 2x3)", "[2, 2, 3] and [2, 3]"],
    ["nested batches of matrices that do not fit", () => ones([5, 2, 2, 3]).matmul(ones([2, 2, 2])),
     RangeError, `${batch}[10, 3] but got: [10, 2].`, "[5, 2, 2, 3] and [2, 2, 2]"],
    ["batches that do not broadcast", () => ones([2, 2, 3]).matmul(ones([3, 3, 2])),
     RangeError, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0", "[3]"],
    ["two dtypes", ({ x }) => x.matmul(ones([3, 1], { dtype: "float64" })),
     TypeError, "expected m1 and m2 to have the same dtype, but got: ", "float64", ".to('float64')"],
    ["booleans", () => tensor([[true]]).matmul(tensor([[true]])),
     TypeError, "\"addmm_impl_cpu_\" not implemented for 'Bool'", ".float()"],
  ]);
});

describe("gather", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an index that is too large", ({ x }) => x.gather(1, tensor([[0, 3]])),
     RangeError, "index 3 is out of bounds for dimension 1 with size 3", "element 1"],
    ["a negative index", ({ x }) => x.gather(0, tensor([[0], [-1]])),
     RangeError, "index -1 is out of bounds for dimension 0 with size 2", "element 1"],
    ["an index of fewer dims", ({ x, classes }) => x.gather(0, classes),
     RangeError, "Index tensor must have the same number of dimensions as input tensor", "[2] for [2, 3]"],
    ["an index that is too large in another dim", ({ x }) => x.gather(1, zeros([3, 3], { dtype: "int64" })),
     RangeError, "Size does not match at dimension 0 expected index [3, 3] to be ", "[2, 3] apart from dimension 1"],
    ["a floating index", ({ x }) => x.gather(1, tensor([[0.5]])),
     TypeError, "gather(): Expected dtype int", "float32", ".long()"],
  ]);
});

describe("item", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["several elements", ({ vector }) => vector.item(),
     RangeError, "a Tensor with 3 elements cannot be converted to Scalar", "single element", "tolist()"],
    ["no element", ({ empty }) => empty.item(),
     RangeError, "a Tensor with 0 elements cannot be converted to Scalar", "single element"],
  ]);
});

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

describe("arithmetic with booleans", () => {
  const minus = "Subtraction, the `-` operator, with ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["neg", ({ bools }) => bools.neg(),
     TypeError, "Negation, the `-` operator, on a bool tensor is not supported.", ".float()"],
    ["sub of two", ({ bools }) => bools.sub(bools),
     TypeError, `${minus}two bool tensors is not supported.`, ".float()"],
    ["sub of one", ({ bools }) => bools.sub(1),
     TypeError, `${minus}a bool tensor is not supported.`, ".float()"],
    ["sub with a boolean", ({ x }) => x.sub(true),
     TypeError, `${minus}a bool tensor is not supported.`, ".float()"],
    ["abs", ({ bools }) => bools.abs(),
     TypeError, "\"abs_cpu\" not implemented for 'Bool'", ".float()"],
    ["relu", ({ bools }) => bools.relu(),
     TypeError, "Boolean inputs not supported for relu", ".float()"],
    ["pow", ({ bools }) => bools.pow(bools),
     TypeError, "\"pow\" not implemented for 'Bool'", ".float()"],
    ["argmax", ({ bools }) => bools.argmax(),
     TypeError, "argmax(): does not support bool input", ".float()"],
  ]);
});

describe("other operations", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a negative power of integers", ({ classes }) => classes.pow(-1),
     RangeError, "Integers to negative integer powers are not allowed.", "-1", ".float()"],
    ["an unknown backend", () => setBackend(js("cuda")),
     RangeError, "Unknown backend", '"cuda"', "'reference'"],
    ["a backend of Object.prototype", () => setBackend(js("toString")),
     RangeError, "Unknown backend", '"toString"', "'reference'"],
  ]);
});
