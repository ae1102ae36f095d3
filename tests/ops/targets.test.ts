import { asTensor, type DType, type Tensor, tensor } from "../../src";
import { type IndexCase, ignoredLines, readClassIndices, weightOfTargets } from "../../src/ops/targets";
import { valuesOf } from "../../src/tensor/core";

const indexCase = (target: Tensor, ignoreIndex: number): IndexCase => ({
  lines: { outer: target.numel(), length: 3, inner: 1 },
  target: valuesOf(target),
  weight: null,
  ignoreIndex,
  reduction: "mean",
  normalizer: null,
  shape: target.shape,
});
const room = (n: number): Int32Array => new Int32Array(n);
const read = (values: readonly number[], dtype: DType = "int64", ignoreIndex = -100): number[] => [
  ...readClassIndices(indexCase(tensor(values, { dtype }), ignoreIndex), room).targets,
];

test.each(["int64", "int32", "uint8"] as const)("%s targets are class indices", (dtype) => {
  expect(read([0, 2, 1], dtype)).toEqual([0, 2, 1]);
});

test("ignored targets are −1, be they in range or out of it", () => {
  expect(read([0, -100, 2])).toEqual([0, -1, 2]);
  expect(read([0, 1, 2], "int64", 1)).toEqual([0, -1, 2]);
  expect(read([0, 255, 2], "uint8", 255)).toEqual([0, -1, 2]);
  expect(read([0, -1], "int32", -1)).toEqual([0, -1]);
  expect(read([2 ** 40, 1], "int64", 2 ** 40)).toEqual([-1, 1]);
});

test("the high word of an int64 counts", () => {
  for (const value of [2 ** 32, 2 ** 32 + 1, -(2 ** 32) + 1, -(2 ** 32)])
    expect(() => read([0, value])).toThrow(`Target ${value} is out of bounds`);
  expect(() => read([2 ** 32 + 5], "int64", 5)).toThrow(RangeError);
});

test("a target over a part of a shared buffer is read from its place", () => {
  const buffer = BigInt64Array.from([9n, 9n, 1n, 2n]);
  expect([...readClassIndices(indexCase(asTensor(buffer.subarray(2)), -100), room).targets]).toEqual([1, 2]);
});

test("the error of a bad target names its value, the classes, and its place", () => {
  const bad = tensor([
    [0, 1, 2],
    [0, -1, 3],
  ]);
  expect(() => readClassIndices(indexCase(bad, -100), room)).toThrow(
    /^Target -1 is out of bounds\. Expected 0 <= target < 3, or ignoreIndex \(-100\); found at target\[1\]\[1\]/,
  );
  expect(() => readClassIndices(indexCase(bad, -1), room)).toThrow(
    /^Target 3 is out of bounds.*target\[1\]\[2\].*counted from 1\?/,
  );
  expect(() => readClassIndices(indexCase(tensor(7), -100), room)).toThrow(/found at target\./);
});

test("ignored targets do not enter the divisor", () => {
  const weights = Float32Array.of(0.5, 100, 2);
  for (const dtype of ["int64", "int32"] as const) {
    const few = [0, -100, 2, 2, -100];
    for (const times of [1, 4]) {
      const target = tensor(Array<number[]>(times).fill(few).flat(), { dtype });
      const targets = readClassIndices(indexCase(target, -100), room);
      expect(weightOfTargets(targets, null)).toBe(3 * times);
      expect(weightOfTargets(targets, weights)).toBe(4.5 * times);
    }
  }
  const none = readClassIndices(indexCase(tensor([-100, -100]), -100), room);
  expect(weightOfTargets(none, null)).toBe(0);
  expect(weightOfTargets(none, weights)).toBe(0);
});

test("the lines that are ignored are those of negative targets", () => {
  expect(ignoredLines(Int32Array.of(0, 5, 2))).toEqual([]);
  expect(ignoredLines(Int32Array.of(-1, 0, -1, 2, -1))).toEqual([0, 2, 4]);
});
