import { readNested } from "../../src/tensor/nested";

test.each([
  [5, [], [5], "int64"],
  [true, [], [1], "bool"],
  [[], [0], [], "float32"],
  [[[], []], [2, 0], [], "float32"],
  [[1, 2.5], [2], [1, 2.5], "float32"],
  [[[1], [true]], [2, 1], [1, 1], "int64"],
  [[[[1, 2]], [[3, 4]]], [2, 1, 2], [1, 2, 3, 4], "int64"],
  [[2 ** 63], [1], [2 ** 63], "float32"],
])(
  "%j is read in row-major order, with the dtype that its values call for",
  (data, shape, values, natural) => {
    expect(readNested(data)).toEqual({ shape, values, natural });
  },
);

test.each([
  [[[1, 2], [3]], RangeError, "expected sequence of length 2 at dim 1 (got 1). data[1] has"],
  [[[1], 2], TypeError, "not a sequence: data[1] is the number 2"],
  [[1, [2]], TypeError, "data[1] is an Array"],
  [[1, "2"], TypeError, 'data[1] is the string "2"'],
  [[1, null], TypeError, "data[1] is null"],
])("%j is refused, and the place is named", (data, ErrorClass, words) => {
  expect(() => readNested(data)).toThrow(ErrorClass);
  expect(() => readNested(data)).toThrow(words);
});

test("rows that stand many times count as often", () => {
  let row: unknown = [1, 2];
  for (let i = 0; i < 50; i++) row = [row, row];
  expect(() => readNested(row)).toThrow("does not fit in memory");
});
