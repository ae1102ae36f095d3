import { functional, tensor } from "../../src";

const X = tensor([
  [1, 2, 3],
  [0, 0.5, -1],
]);

test("the function is the method along the dim", () => {
  for (const dim of [0, 1, -1, -2]) expect(functional.softmax(X, dim).data).toEqual(X.softmax(dim).data);
});

test("a dtype converts the input first, and is the result's", () => {
  const y = functional.softmax(X, 1, { dtype: "float64" });
  expect(y.dtype).toBe("float64");
  expect(y.data).toEqual(X.double().softmax(1).data);
  expect(() => functional.softmax(X, 1, { dtype: "int64" })).toThrow(
    "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'",
  );
});
