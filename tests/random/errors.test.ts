import { Generator, manualSeed, rand, randint, randn, randperm } from "../../src";
import { js, refuses } from "../refusals";

describe("randint", () => {
  const empty = "random_ expects 'from' to be less than 'to', but got ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an empty range", () => randint(3, 3, [2]),
     RangeError, `${empty}from=3 >= to=3`, "low <= n < high"],
    ["a range that goes down", ({ generator }) => randint(5, 2, [2], { generator }),
     RangeError, `${empty}from=5 >= to=2`, "low <= n < high"],
    ["an end of 0", () => randint(0, [2]),
     RangeError, `${empty}from=0 >= to=0`, "low <= n < high"],
    ["a range beyond uint8", () => randint(0, 300, [2], { dtype: "uint8" }),
     RangeError, "to - 1 is out of bounds for unsigned char", "299", "0 to 255"],
    ["a range beyond int32", () => randint(0, 2 ** 40, [2], { dtype: "int32" }),
     RangeError, "to - 1 is out of bounds for int", "1099511627775", "2147483647"],
    ["negative numbers as uint8", () => randint(-1, 3, [2], { dtype: "uint8" }),
     RangeError, "from is out of bounds for unsigned char", "-1"],
    ["a range beyond bool", () => randint(3, [2], { dtype: "bool" }),
     RangeError, "to - 1 is out of bounds for bool", "2", "0 to 1"],
    ["a negative size", () => randint(3, [-1]),
     RangeError, "Trying to create tensor with negative dimension -1: [-1]", "0 or more"],
    ["a fractional bound", () => randint(0.5, 2, [2]),
     TypeError, "randint(): argument 'low' must be int, not number", "0.5"],
    ["a bound beyond 2^53", () => randint(0, 2 ** 54, [2]),
     TypeError, "randint(): argument 'high' must be int, not number", "18014398509481984"],
    ["a string as bound", () => randint(js("3"), [2]),
     TypeError, "randint(): argument 'high' must be int, not string", '"3"'],
    ["a number as shape", () => randint(0, 3, js(2)),
     TypeError, "randint(): argument 'size' must be tuple of ints, not number", "[2, 3]"],
    ["a gradient for integers", () => randint(3, [2], { requiresGrad: true }),
     TypeError, "Only Tensors of floating point", "int64"],
  ]);
});

describe("randperm", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a negative n", () => randperm(-1),
     RangeError, "Trying to create tensor with negative dimension -1: [-1]", "0 or more"],
    ["a fractional n", () => randperm(1.5),
     TypeError, "randperm(): argument 'n'", "must be int, not number", "1.5"],
    ["booleans", () => randperm(3, { dtype: "bool" }),
     TypeError, "\"randperm\" not implemented for 'Bool'", "integer"],
    ["more numbers than uint8 holds", () => randperm(300, { dtype: "uint8" }),
     RangeError, "value cannot be converted to type uint8", "without overflow", "299", "255"],
    ["more numbers than float32 holds", () => randperm(2 ** 24 + 2, { dtype: "float32" }),
     RangeError, "n cannot be greater than 2^24+1 for Float type.", "16777218", "int64"],
    ["more numbers than memory holds", () => randperm(2 ** 40),
     RangeError, "Storage size calculation overflowed with sizes=[1099511627776]", "int64"],
  ]);
});

describe("rand and randn", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["integers of rand", () => rand([2], { dtype: "int64" }),
     TypeError, "\"check_uniform_bounds\" not implemented for 'Long'", "float32"],
    ["integers of randn", ({ generator }) => randn([2], { dtype: "uint8", generator }),
     TypeError, "\"normal_kernel_cpu\" not implemented for 'Byte'", "float32"],
    ["a seed as generator", () => rand([2], { generator: js(7) }),
     TypeError, "rand(): argument 'generator' must be Generator, not number", "new Generator()"],
    ["null as generator", () => randn([2], { generator: js(null) }),
     TypeError, "randn(): argument 'generator' must be Generator, not null", "new Generator()"],
    ["a number as shape", () => randn(js(2)),
     TypeError, "randn(): argument 'size' must be tuple of ints, not number", "[2, 3]"],
  ]);
});

describe("manualSeed", () => {
  const long = "manual_seed expected a long, but got ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a seed beyond 2^53", () => manualSeed(2 ** 64),
     RangeError, "Overflow when unpacking long long", "18446744073709552000", "2^53"],
    ["a fraction", () => manualSeed(1.5),
     RangeError, `${long}float`, "1.5", "whole number"],
    ["NaN", ({ generator }) => generator.manualSeed(Number.NaN),
     RangeError, `${long}float`, "NaN", "whole number"],
    ["a string", ({ generator }) => generator.manualSeed(js("0")),
     TypeError, `${long}string`, '"0"', "whole number"],
    ["a bigint", () => manualSeed(js(1n)),
     TypeError, `${long}bigint`, "1n", "whole number"],
    ["nothing", () => new Generator().manualSeed(js()),
     TypeError, `${long}undefined`, "whole number"],
  ]);
});
