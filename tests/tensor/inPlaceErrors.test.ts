import { ones, tensor, zeros } from "../../src";
import { js, refuses } from "../refusals";

describe("methods in place", () => {
  const leaf = "a leaf Variable that requires grad is being used in an in-place operation.";
  const view = "a view of a leaf Variable that requires grad is being used in an in-place operation.";
  const cast = "can't be cast to the desired output type";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a leaf", ({ x }) => x.add_(1), TypeError, leaf, "[2, 3]", "noGrad", "clone()"],
    ["a leaf, whatever else is wrong", ({ x }) => x.mul_(ones([7])), TypeError, leaf, "[2, 3]"],
    ["zeros for a leaf", ({ vector }) => vector.zero_(), TypeError, leaf, "[3]"],
    ["a view of a leaf", ({ x }) => x.reshape([6]).sub_(1), TypeError, view, "[6]", "noGrad"],
    ["a tensor that has a view", ({ weight, vector }) => { weight.unsqueeze(0); weight.add_(vector); },
     TypeError, "an in-place operation that is recorded cannot be followed through views", "[3]", "clone()"],
    ["a shape that would grow", ({ weight }) => weight.add_(ones([2, 3])),
     RangeError, "output with shape [3] doesn't match the broadcast shape [2, 3]", "without _"],
    ["a shape that does not fit", ({ weight }) => weight.copy_(ones([4])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0", "[4]"],
    ["floats in integers", ({ classes }) => classes.add_(0.5), TypeError, `result type Float ${cast} Long`, "int64"],
    ["a quotient of integers", ({ classes }) => classes.div_(2), TypeError, `result type Float ${cast} Long`, "int64"],
    ["numbers in booleans", ({ bools }) => bools.mul_(2), TypeError, `result type Long ${cast} Bool`, "bool"],
    ["a difference of booleans", ({ bools }) => bools.sub_(bools),
     TypeError, "Subtraction, the `-` operator, with two bool tensors is not supported", ".long()"],
    ["a fraction of integers", ({ classes }) => classes.add_(classes, { alpha: 0.5 }),
     TypeError, "For integral input tensors, argument alpha must not be a floating point number.", "0.5", "int64"],
    ["true as a factor", ({ weight }) => weight.add_(1, { alpha: js(true) }),
     TypeError, "Boolean alpha only supported for Boolean results.", "float32"],
    ["a text as a factor", ({ weight }) => weight.sub_(1, { alpha: js("2") }),
     TypeError, "sub_(): argument 'alpha' must be Number, not string", "2"],
    ["a number in the place of the options", ({ weight }) => weight.add_(1, js(2)), TypeError, "add_(): the options", "number"],
    ["an unknown option", ({ weight }) => weight.add_(1, js({ lr: 2 })), TypeError, "add_() got an unexpected", "'lr'", "alpha"],
    ["a factor that does not fit", ({ weight }) => weight.add_(1, { alpha: 1e300 }),
     RangeError, "value cannot be converted to type float without overflow", "1e+300"],
    ["an array", ({ weight }) => weight.mul_(js([1, 2, 3])),
     TypeError, "mul_(): argument 'other' (position 1) must be Tensor or Number, not Array", "an Array"],
    ["nothing to copy", ({ weight }) => weight.copy_(js(undefined)),
     TypeError, "copy_(): argument 'other' (position 1) must be Tensor or Number, not undefined", "undefined"],
    ["a text to fill with", ({ weight }) => weight.fill_(js("1")),
     TypeError, "fill_(): argument 'value' (position 1) must be Tensor or Number, not string", "the string"],
    ["a value that integers do not hold", ({ classes }) => classes.fill_(Number.NaN),
     RangeError, "value cannot be converted to type int64_t without overflow", "NaN", "int64"],
    ["a value beyond uint8", () => zeros([2], { dtype: "uint8" }).fill_(256),
     RangeError, "value cannot be converted to type uint8_t without overflow", "256", "uint8"],
    ["dims to fill with", ({ weight }) => weight.fill_(tensor([2])),
     RangeError, "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.", "[1]", "copy_"],
  ]);
});

test("a tensor is not its own grad", () => {
  const x = ones([2, 3], { requiresGrad: true });
  expect(() => {
    x.grad = x;
  }).toThrow("can't assign Variable as its own grad. Got the Tensor of shape [2, 3] itself");
  expect(x.grad).toBeNull();
});
