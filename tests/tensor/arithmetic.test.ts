import { ones, tensor } from "../../src";
import { checkNoBools, commonType, operandType } from "../../src/tensor/arithmetic";
import { js, refuses } from "../refusals";

test("a plain value widens the kind of a dtype, never its size; a tensor without dims gives way to one with dims", () => {
  const x = ones([2], { dtype: "uint8" });
  expect([true, 3, 0.5].map((value) => commonType("add", x, value))).toEqual(["uint8", "uint8", "float32"]);
  expect(commonType("add", x, tensor(3))).toBe("uint8");
  expect(commonType("add", x, tensor([3]))).toBe("int64");
  expect(commonType("add", x, tensor(0.5, { dtype: "float64" }))).toBe("float64");
  expect(commonType("add", ones([2]), tensor(0.5, { dtype: "float64" }))).toBe("float32");
});

test("an operand is a tensor, a number or a boolean", () => {
  expect([tensor([1]), 2, true].map((value) => operandType("add", value))).toEqual([
    "int64",
    "int64",
    "bool",
  ]);
  expect(() => operandType("add", js("2"))).toThrow(
    "add(): argument 'other' (position 1) must be Tensor or Number",
  );
  expect(() => operandType("fill_", js(null), "value")).toThrow("fill_(): argument 'value' (position 1)");
});

test("booleans are not subtracted, on either side", () => {
  for (const [a, b] of [
    [tensor([true]), 1],
    [tensor([1]), true],
  ] as const)
    expect(() => checkNoBools("sub", a, b)).toThrow(/^Subtraction, the `-` operator, with a bool tensor/);
  expect(() => checkNoBools("sub", tensor([1]), 1)).not.toThrow();
});

describe("powers", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a negative power of integers", ({ classes }) => classes.pow(-1),
     RangeError, "Integers to negative integer powers are not allowed.", "-1", ".float()"],
  ]);
});
