import { DTYPES, dtypeOfArray, isHalf } from "../../src/dtype";
import { ndarray, zerosOf } from "../../src/values/ndarray";

test("ndarray shares the data that it is given", () => {
  const data = Float32Array.of(1, 2, 3);
  const x = ndarray(data, [3, 1], "float32");
  expect(x.data).toBe(data);
  expect([x.shape, x.dtype]).toEqual([[3, 1], "float32"]);
});

describe.each(DTYPES)("zerosOf in %s", (dtype) => {
  test.each([[[]], [[0]], [[3]], [[2, 3]], [[2, 0, 4]], [[1, 1, 1]]])(
    "has as many zeros as shape %p holds",
    (shape) => {
      const x = zerosOf(shape, dtype);
      expect([x.shape, x.dtype]).toEqual([shape, dtype]);
      expect(Array.from(x.data, Number)).toEqual(
        Array.from({ length: shape.reduce((a: number, b: number) => a * b, 1) }, () => 0),
      );
      expect(dtypeOfArray(x.data)).toBe(dtype === "bool" ? "uint8" : isHalf(dtype) ? undefined : dtype); // bits say nothing
    },
  );
});

test("memory is given out zeroed, and what does not fit is an error of this library", () => {
  expect(zerosOf([2, 3], "int64")).toEqual({ data: new BigInt64Array(6), shape: [2, 3], dtype: "int64" });
  expect(() => zerosOf([2 ** 50, 8], "uint8")).toThrow(
    "Storage size calculation overflowed with sizes=[1125899906842624, 8]",
  );
});
