import { asTensor, zeros } from "../../src";
import { checkLists } from "../../src/tensor/lists";

test.each([[[2 ** 40, 3, 0]], [[2 ** 31, 0]], [[2 ** 14, 2 ** 14, 0]], [[2 ** 27]], [[2 ** 14, 2 ** 15]]])(
  "arrays of the shape %j are refused",
  (shape) => {
    expect(() => checkLists(shape, "uint8")).toThrow(RangeError);
    expect(() => checkLists(shape, "uint8")).toThrow("does not fit in memory");
  },
);

test.each([[[]], [[0]], [[0, 2 ** 40]], [[2 ** 26]], [[10000, 20000]], [[3, 0, 5]]])(
  "arrays of the shape %j can be held",
  (shape) => {
    expect(() => checkLists(shape, "uint8")).not.toThrow();
  },
);

test("tolist refuses what cannot be held, before it begins", () => {
  expect(() => zeros([2 ** 31, 0]).tolist()).toThrow("Storage size calculation overflowed");
  expect(() => asTensor({ data: new Uint8Array(0), dims: [2 ** 40, 3, 0] }).tolist()).toThrow(RangeError);
  expect(zeros([2, 0]).tolist()).toEqual([[], []]);
});
