import { asTensor, type DType, tensor, zeros } from "../../src";
import {
  checkIndexTarget,
  checkOneHot,
  readClassIndices,
  shapeOfTargets,
} from "../../src/functional/targets";

const room = (n: number): Int32Array => new Int32Array(n);
const read = (values: readonly number[], dtype: DType = "int64", ignoreIndex = -100): number[] => [
  ...readClassIndices(tensor(values, { dtype }), 3, ignoreIndex, room),
];

test("there is one target for each sample and each place in it", () => {
  expect(shapeOfTargets([5])).toEqual([]);
  expect(shapeOfTargets([2, 5])).toEqual([2]);
  expect(shapeOfTargets([2, 5, 3])).toEqual([2, 3]);
  expect(shapeOfTargets([2, 5, 3, 4, 1])).toEqual([2, 3, 4, 1]);
  expect(shapeOfTargets([0, 5, 3])).toEqual([0, 3]);
});

test.each(["int64", "int32", "uint8"] as const)("%s targets are class indices", (dtype) => {
  expect(read([0, 2, 1], dtype)).toEqual([0, 2, 1]);
  expect(() => checkIndexTarget([3, 3], tensor([0, 2, 1], { dtype }))).not.toThrow();
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
  expect([...readClassIndices(asTensor(buffer.subarray(2)), 3, -100, room)]).toEqual([1, 2]);
});

test("the error of a bad target names its value, the classes, and its place", () => {
  const bad = tensor([
    [0, 1, 2],
    [0, -1, 3],
  ]);
  expect(() => readClassIndices(bad, 3, -100, room)).toThrow(
    /^Target -1 is out of bounds\. Expected 0 <= target < 3, or ignoreIndex \(-100\); found at target\[1\]\[1\]/,
  );
  expect(() => readClassIndices(bad, 3, -1, room)).toThrow(
    /^Target 3 is out of bounds.*target\[1\]\[2\].*counted from 1\?/,
  );
  expect(() => readClassIndices(tensor(7), 3, -100, room)).toThrow(/found at target\./);
});

test.each([
  [[2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
  [[2, 3], []],
  [[3], [2]],
  [
    [2, 3, 7],
    [2, 5],
  ],
  [
    [2, 3, 7, 7],
    [2, 7],
  ],
] as const)("input %p does not go with a target %p", (input, shape) => {
  const target = zeros(shape, { dtype: "int32" });
  expect(() => checkIndexTarget(input, target)).toThrow(RangeError);
});

test.each(["float32", "float64", "bool"] as const)("%s targets of index shape are refused", (dtype) => {
  const call = () => checkIndexTarget([2, 3], tensor([0, 1], { dtype }));
  expect(call).toThrow(TypeError);
  expect(call).toThrow(/expected target dtype|expected scalar type/);
  if (dtype !== "bool") expect(call).toThrow(".long()");
});

test("integers of the input's shape are one-hot when each line has a single 1", () => {
  const rows = tensor([
    [0, 1, 0],
    [1, 0, 1],
  ]);
  expect(() => checkOneHot(rows, { outer: 1, length: 2, inner: 3 })).not.toThrow();
  expect(() => checkOneHot(rows, { outer: 2, length: 3, inner: 1 })).toThrow(/row 1/);
  for (const bad of [
    [0, 0],
    [1, 1],
    [2, 0],
    [1, -1],
    [1, 2],
  ])
    expect(() => checkOneHot(tensor(bad), { outer: 1, length: 2, inner: 1 })).toThrow(TypeError);
});
