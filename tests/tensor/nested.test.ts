import { ones, tensor } from "../../src";
import { layoutOf, readNested } from "../../src/tensor/nested";

/** Layout and values, as float64. */
const read = (data: unknown) => {
  const layout = layoutOf(data);
  const { shape, natural } = layout;
  return { shape, natural, values: Array.from(readNested(data, layout, "float64").data, Number) };
};

test.each([
  [5, [], [5], "int64"],
  [true, [], [1], "bool"],
  [[], [0], [], "float32"],
  [[[], []], [2, 0], [], "float32"],
  [[1, 2.5], [2], [1, 2.5], "float32"],
  [[[1], [true]], [2, 1], [1, 1], "int64"],
  [[[[1, 2]], [[3, 4]]], [2, 1, 2], [1, 2, 3, 4], "int64"],
  [[2 ** 63], [1], [2 ** 63], "float32"],
  [[new Float32Array(0), []], [2, 0], [], "float32"],
])(
  "%j is read in row-major order, with the dtype that its values call for",
  (data, shape, values, natural) => {
    expect(read(data)).toEqual({ shape, values, natural });
  },
);

test.each([
  [[[1, 2], [3]], RangeError, "expected sequence of length 2 at dim 1 (got 1). data[1] has"],
  [[[1], 2], TypeError, "not a sequence: data[1] is the number 2"],
  [[1, [2]], TypeError, "data[1] is an Array"],
  [[1, "2"], TypeError, 'data[1] is the string "2"'],
  [[1, null], TypeError, "data[1] is null"],
])("%j is refused, and the place is named", (data, ErrorClass, words) => {
  expect(() => read(data)).toThrow(ErrorClass);
  expect(() => read(data)).toThrow(words);
});

test("rows that stand many times count as often", () => {
  let row: unknown = [1, 2];
  for (let i = 0; i < 50; i++) row = [row, row];
  expect(() => read(row)).toThrow("does not fit in memory");
});

test.each<[unknown, number[], number[], string]>([
  [[1n, [2n]][0], [], [1], "int64"],
  [
    [
      [1n, 2],
      [true, -4n],
    ],
    [2, 2],
    [1, 2, 1, -4],
    "int64",
  ],
  [[1n, 0.5], [2], [1, 0.5], "float32"],
  [[Int32Array.of(1), Int32Array.of(2)], [2, 1], [1, 2], "int32"],
  [[Int32Array.of(1), [2]], [2, 1], [1, 2], "int64"],
  [[[0.5], Float64Array.of(2)], [2, 1], [0.5, 2], "float64"],
  [[Int8Array.of(-1), Uint8Array.of(2)], [2, 1], [-1, 2], "int64"],
  [[tensor(1), 2.5], [2], [1, 2.5], "float32"],
  [[tensor([1, 2]), [3, 4]], [2, 2], [1, 2, 3, 4], "int64"],
  [[tensor([[true]]), ones([1, 1], { dtype: "uint8" })], [2, 1, 1], [1, 1], "uint8"],
  [[[tensor(0.5)], [tensor(2).double()]], [2, 1], [0.5, 2], "float64"],
])(
  "typed arrays, tensors and bigints are items as well, promoted as torch.stack promotes: %#",
  (data, shape, values, natural) => {
    expect(read(data)).toEqual({ shape, values, natural });
  },
);

test("a row that stands many times is read once and copied: 144 million elements", () => {
  const data = Array(12000).fill(Array(12000).fill(7));
  const { shape, data: values } = tensor(data, { dtype: "uint8" });
  expect([shape, values[0], values.at(-1)]).toEqual([[12000, 12000], 7, 7]);
  expect((values as Uint8Array).indexOf(0)).toBe(-1);
});

test("rows that only look the same are read each for itself", () => {
  const row = [1, 2];
  expect(read([row, [...row], row, row, [3, 4], row]).values).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 1, 2]);
});

test("more elements than memory holds are refused, not tried", () => {
  const data = Array(65000).fill(Array(65000).fill(0));
  expect(() => tensor(Array(2).fill(data))).toThrow("does not fit in memory");
});
