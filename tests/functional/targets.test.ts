import { tensor, zeros } from "../../src";
import { checkIndexTarget, oneHotTarget, shapeOfTargets } from "../../src/functional/targets";

test("there is one target for each sample and each place in it", () => {
  expect(shapeOfTargets([5])).toEqual([]);
  expect(shapeOfTargets([2, 5])).toEqual([2]);
  expect(shapeOfTargets([2, 5, 3])).toEqual([2, 3]);
  expect(shapeOfTargets([2, 5, 3, 4, 1])).toEqual([2, 3, 4, 1]);
  expect(shapeOfTargets([0, 5, 3])).toEqual([0, 3]);
});

test.each(["int64", "int32", "uint8"] as const)("%s targets are class indices", (dtype) => {
  expect(() => checkIndexTarget([3, 3], tensor([0, 2, 1], { dtype }))).not.toThrow();
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

test.each(["int64", "int32", "uint8"] as const)("%s of the input's shape are one-hot rows", (dtype) => {
  const rows = tensor(
    [
      [0, 1, 0],
      [1, 0, 1],
    ],
    { dtype },
  );
  const columns = { outer: 1, length: 2, inner: 3 };
  expect(oneHotTarget(rows, columns, "float32").data).toEqual(Float32Array.of(0, 1, 0, 1, 0, 1));
  expect(oneHotTarget(rows, columns, "float64").data).toEqual(Float64Array.of(0, 1, 0, 1, 0, 1));
  expect(() => oneHotTarget(rows, { outer: 2, length: 3, inner: 1 }, "float32")).toThrow(/row 1/);
  for (const bad of [
    [0, 0],
    [1, 1],
    [2, 0],
    [1, 2],
  ])
    expect(() => oneHotTarget(tensor(bad, { dtype }), { outer: 1, length: 2, inner: 1 }, "float32")).toThrow(
      TypeError,
    );
});

test("what is 0 or 1 only by its low word, and a negative number, is not one-hot", () => {
  for (const bad of [2 ** 32, 2 ** 32 + 1, -1, -(2 ** 32)])
    for (const row of [
      [1, bad],
      [bad, 0],
      [bad, 1],
    ])
      expect(() => oneHotTarget(tensor(row), { outer: 1, length: 2, inner: 1 }, "float32")).toThrow(
        TypeError,
      );
});

test("the line that is not one-hot is named also through planes: sample by sample, and there place by place", () => {
  const lines = { outer: 2, length: 2, inner: 3 };
  for (let bad = 0; bad < 6; bad++) {
    const target = zeros([2, 2, 3], { dtype: "int64" });
    for (let line = 0; line < 6; line++)
      target.data[Math.floor(line / 3) * 6 + (line % 3)] = line === bad ? 2n : 1n;
    expect(() => oneHotTarget(target, lines, "float32")).toThrow(`row ${bad} is not one-hot`);
  }
});

test.each(["int64", "int32", "uint8"] as const)(
  "%s: a 1 counts at every place of a long row, and a second one too",
  (dtype) => {
    const lines = { outer: 1, length: 21, inner: 1 };
    for (let one = 0; one < 21; one++) {
      const row: number[] = new Array(21).fill(0);
      row[one] = 1;
      expect([...oneHotTarget(tensor(row, { dtype }), lines, "float32").data]).toEqual(row);
      for (let other = 0; other < 21; other++) {
        const bad = tensor(
          row.map((x, k) => (k === other ? x + 1 : x)),
          { dtype },
        );
        expect(() => oneHotTarget(bad, lines, "float32")).toThrow("row 0 is not one-hot");
      }
    }
  },
);
