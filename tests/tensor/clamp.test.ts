import { tensor } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";
import { js, refuses } from "../refusals";

test("the gradient goes through between the bounds, and stops outside and on them", () => {
  gradcheck((x) => x.clamp(-0.5, 0.75), [normal([3, 4])]);
  const x = tensor([-2, -1, 0, 1, 2], { requiresGrad: true });
  x.clamp(-1, 1).sum().backward();
  expect(x.grad!.tolist()).toEqual([0, 0, 1, 0, 0]);
});

test("a bound is that of maximum and minimum, and null is none", () => {
  const x = normal([20]);
  expectClose(x.clamp(0), x.relu());
  expectClose(x.clamp(null, 0), x.sub(x.relu()));
  expectClose(x.clamp(-0.5, 0.5), x.clamp(-0.5).clamp(null, 0.5));
});

test("a plain bound widens the kind of the dtype, a boolean does not", () => {
  const x = tensor([0, 5], { dtype: "int32" });
  expect([x.clamp(1).dtype, x.clamp(0.5).dtype, x.clamp(true).dtype]).toEqual(["int32", "float32", "int32"]);
  expect(x.clamp(1).data).toBeInstanceOf(Int32Array);
});

describe("clamp", () => {
  const byte = () => tensor([1, 2], { dtype: "uint8" });
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["no bound", ({ x }) => x.clamp(undefined),
     TypeError, "torch.clamp: At least one of 'min' or 'max' must not be None", "number"],
    ["two bounds that are none", ({ x }) => x.clamp(null, undefined),
     TypeError, "torch.clamp: At least one of 'min' or 'max' must not be None", "number"],
    ["a text", ({ x }) => x.clamp(js("0")),
     TypeError, "clamp() received an invalid combination of arguments - got (string)", "bounds are numbers"],
    ["a tensor", ({ x }) => x.clamp(0, js(x)),
     TypeError, "clamp() received an invalid combination of arguments - got (Tensor)", "bounds are numbers"],
    ["a lower bound above the dtype", () => byte().clamp(300),
     RangeError, "Clamp min value 300 is outside the representable range of Byte", "uint8"],
    ["an upper bound below the dtype", () => byte().clamp(-5, -1),
     RangeError, "Clamp max value -1 is outside the representable range of Byte", "uint8"],
    ["a bound beyond float32", ({ x }) => x.clamp(-3e39),
     RangeError, "value cannot be converted to type float without overflow", "-3e+39"],
    ["booleans of booleans", ({ bools }) => bools.clamp(true),
     TypeError, "\"clamp_scalar_cpu\" not implemented for 'Bool'", ".float()"],
  ]);
});
