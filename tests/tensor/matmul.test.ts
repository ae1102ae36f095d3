import { ones, tensor } from "../../src";
import { refuses } from "../refusals";

describe("matmul", () => {
  const batch = "Expected size for first two dimensions of batch2 tensor to be: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["matrices that do not fit", ({ x }) => x.matmul(x),
     RangeError, "mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", "[2, 3] and [2, 3]"],
    ["a row vector that does not fit", ({ vector, x }) => vector.matmul(x),
     RangeError, "mm: mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)", "[3] and [2, 3]"],
    ["a column vector that does not fit", ({ x }) => x.matmul(ones([2])),
     RangeError, "size mismatch, got input (2), mat (2x3), vec (2)", "[2, 3] and [2]"],
    ["vectors of two lengths", ({ vector }) => vector.matmul(ones([2])),
     RangeError, "inconsistent tensor size, expected tensor [3] and src [2] to have the same number of elements, but got 3 and 2 elements respectively", "[3] and [2]"],
    ["a scalar", ({ scalar, x }) => scalar.matmul(x),
     RangeError, "both arguments to matmul need to be at least 1D, but they are 0D and 2D", "[] and [2, 3]"],
    ["batches of matrices that do not fit", () => ones([2, 3, 4]).matmul(ones([2, 3, 4])),
     RangeError, `${batch}[2, 4] but got: [2, 3].`, "[2, 3, 4] and [2, 3, 4]"],
    ["a batch and a vector that do not fit", () => ones([2, 2, 3]).matmul(ones([2])),
     RangeError, "size mismatch, got input (4), mat (4x3), vec (2)", "[2, 2, 3] and [2]"],
    ["a batch and a matrix that do not fit", () => ones([2, 2, 3]).matmul(ones([2, 3])),
     RangeError, "mm: mat1 and mat2 shapes cannot be multiplied (4x3 and 2x3)", "[2, 2, 3] and [2, 3]"],
    ["nested batches of matrices that do not fit", () => ones([5, 2, 2, 3]).matmul(ones([2, 2, 2])),
     RangeError, `${batch}[10, 3] but got: [10, 2].`, "[5, 2, 2, 3] and [2, 2, 2]"],
    ["batches that do not broadcast", () => ones([2, 2, 3]).matmul(ones([3, 3, 2])),
     RangeError, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0", "[3]"],
    ["two dtypes", ({ x }) => x.matmul(ones([3, 1], { dtype: "float64" })),
     TypeError, "expected m1 and m2 to have the same dtype, but got: ", "float64", ".to('float64')"],
    ["booleans", () => tensor([[true]]).matmul(tensor([[true]])),
     TypeError, "\"addmm_impl_cpu_\" not implemented for 'Bool'", ".float()"],
  ]);
});

test("integers take the floating dtype of the other side, on either side", () => {
  const whole = tensor([
    [1, 2],
    [3, 4],
  ]);
  for (const dtype of ["float32", "float64"] as const) {
    const x = tensor(
      [
        [0.5, 1],
        [0, 2],
      ],
      { dtype },
    );
    const both = [whole.matmul(x), x.matmul(whole)];
    expect(both.map((y) => y.dtype)).toEqual([dtype, dtype]);
    expect(both.map((y) => y.tolist())).toEqual([
      [
        [0.5, 5],
        [1.5, 11],
      ],
      [
        [3.5, 5],
        [6, 8],
      ],
    ]);
  }
  expect(whole.matmul(whole).dtype).toBe("int64");
});
