import { functional, tensor } from "../../src";

const X = tensor([
  [1, 2, 3],
  [0, 0.5, -1],
]);

test("the function is the method along the dim", () => {
  for (const dim of [0, 1, -1, -2])
    expect(functional.logSoftmax(X, dim).data).toEqual(X.logSoftmax(dim).data);
});

test("a dtype converts the input first, and is the result's", () => {
  const y = functional.logSoftmax(X, 1, { dtype: "float64" });
  expect(y.dtype).toBe("float64");
  expect(y.data).toEqual(X.double().logSoftmax(1).data);
  expect(() => functional.logSoftmax(X, 1, { dtype: "bool" })).toThrow("not implemented for 'Bool'");
});
