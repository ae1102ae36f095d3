import { js, refuses } from "../refusals";

describe("max, min, std and var", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["keepdim without a dim", ({ x }) => x.max(js(), true),
     TypeError, "max() received an invalid combination of arguments - got (keepdim=bool, )", "amax([], true)"],
    ["a list of dims", ({ x }) => x.min(js([0, 1])),
     TypeError, "argument 'dim' must be int, not Array", "an Array"],
    ["a tensor as dim", ({ x }) => x.max(js(x)),
     TypeError, "argument 'dim' must be int, not Tensor", "a Tensor of shape [2, 3]"],
    ["the minimum of nothing", ({ empty }) => empty.min(),
     RangeError, "min(): Expected reduction dim to be specified for input.numel() == 0.", "[2, 0]"],
    ["the maximum along an empty dim", ({ empty }) => empty.max(-1),
     RangeError, "max(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the smallest along an empty dim", ({ empty }) => empty.amin(1),
     RangeError, "amin(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the place of the smallest of nothing", ({ empty }) => empty.argmin(),
     RangeError, "argmin(): Expected reduction dim to be specified for input.numel() == 0.", "[2, 0]"],
    ["the place of the smallest boolean", ({ bools }) => bools.argmin(),
     TypeError, "argmin(): does not support bool input", ".float()"],
    ["the variance of integers", ({ classes }) => classes.var(),
     TypeError, "std and var only support floating point and complex dtypes", "int64", ".float()"],
    ["a correction that is no number", ({ x }) => x.std(0, false, { correction: js("1") }),
     TypeError, "std() received an invalid combination of arguments - got (correction=string, )", '"1"'],
    ["options in place of keepdim", ({ x }) => x.std(0, js({ correction: 0 })),
     TypeError, "std(): argument 'keepdim' must be bool, not object", "object"],
    ["a running sum without a dim", ({ x }) => x.cumsum(js()),
     TypeError, "cumsum() missing 1 required positional arguments: \"dim\"", "default"],
    ["a running sum over two dims", ({ x }) => x.cumsum(js([0])),
     TypeError, "argument 'dim' must be int, not Array", "whole number"],
    ["a difference with booleans", ({ bools }) => bools.rsub(1),
     TypeError, "Subtraction, the `-` operator, with a bool tensor is not supported.", ".float()"],
  ]);
});
