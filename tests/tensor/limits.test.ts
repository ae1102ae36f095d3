import type { DType } from "../../src";
import { fits } from "../../src/tensor/limits";

test.each<[DType, number[], number[]]>([
  ["uint8", [-255, 0, 255.9, -255.9], [-256, 256, Number.NaN, Infinity]],
  ["int32", [-(2 ** 31), 2 ** 31 - 0.5], [2 ** 31, -(2 ** 31) - 1]],
  ["int64", [-(2 ** 63), 2 ** 63 - 1024], [2 ** 63, -(2 ** 63) - 2048, Number.NaN]],
  ["float32", [1e300, Number.NaN, -Infinity], []],
  ["bool", [7, Number.NaN], []],
])("%s holds what PyTorch lets in", (dtype, inside, outside) => {
  expect(inside.filter((value) => !fits(value, dtype))).toEqual([]);
  expect(outside.filter((value) => fits(value, dtype))).toEqual([]);
});
