import { setWarnings, zeros } from "../../src";
import { converted, dimOf } from "../../src/functional/softmaxOptions";

test("a dim that is left out is 0 for 0-, 1- and 3-d input, else 1", () => {
  setWarnings(false);
  expect([0, 1, 2, 3, 4, 5].map((ndim) => dimOf("softmax", undefined, ndim))).toEqual([0, 0, 1, 0, 1, 1]);
  setWarnings(true);
  expect(dimOf("softmax", -1, 3)).toBe(-1);
});

test("without a dtype the input is the one that was given", () => {
  const x = zeros([2]);
  expect(converted("softmax", x, undefined)).toBe(x);
  expect(converted("softmax", x, { dtype: "float32" })).toBe(x);
  expect(() => converted("log_softmax", [1] as never, undefined)).toThrow("log_softmax(): argument 'input'");
});
