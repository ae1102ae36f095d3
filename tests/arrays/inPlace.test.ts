import { type DType, type Tensor, tensor } from "../../src";
import { binary } from "../../src/arrays/elementwise";
import { addScaled, copied, copyTo, update } from "../../src/arrays/inPlace";
import { promoteTypes } from "../../src/dtype";
import { castTo } from "../../src/values/broadcast";
import { type NDArray, ndarray } from "../../src/values/ndarray";

const DTYPES: readonly DType[] = ["float32", "float64", "int64", "int32", "uint8", "bool"];
const of = (t: Tensor): NDArray => ndarray(t.data, t.shape, t.dtype);
const left = (dtype: DType): NDArray => of(tensor([[1, 0, 3], [4, 5, 250]]).to(dtype)); // biome-ignore format: a matrix
const right = (dtype: DType): NDArray => of(tensor([[7], [2]]).to(dtype));

test.each(DTYPES.flatMap((a) => DTYPES.map((b) => [a, b] as const)))(
  "%s changed by %s: what the operation gives, converted, in the same array",
  (a, b) => {
    const dtype = promoteTypes(a, b);
    const expected = (y: NDArray): NDArray => castTo(y, a);
    const changing = (change: (x: NDArray) => void): NDArray => {
      const x = left(a);
      const { data } = x;
      change(x);
      expect(x.data).toBe(data);
      return x;
    };
    expect(changing((x) => addScaled(x, right(b), 1, dtype))).toEqual(
      expected(binary("add", left(a), right(b), dtype)),
    );
    expect(changing((x) => update("mul", x, right(b), dtype))).toEqual(
      expected(binary("mul", left(a), right(b), dtype)),
    );
    expect(changing((x) => copyTo(x, right(b))).data).toEqual(
      castTo(of(tensor([[7, 7, 7], [2, 2, 2]]).to(b)), a).data, // biome-ignore format: a matrix
    );
  },
);

test("a factor: of bools whether it is 0, of integers whole, of floats any", () => {
  const sum = (dtype: DType, alpha: number): unknown => {
    const x = left(dtype);
    addScaled(x, right(dtype), alpha, dtype);
    return Array.from(x.data, Number);
  };
  expect(sum("bool", 0)).toEqual([1, 0, 1, 1, 1, 1]);
  expect(sum("bool", 2)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(sum("int64", -3)).toEqual([-20, -21, -18, -2, -1, 244]);
  expect(sum("uint8", 3)).toEqual([22, 21, 24, 10, 11, 0]);
  expect(sum("float64", 0.5)).toEqual([4.5, 3.5, 6.5, 5, 6, 251]);
});

test("a copy has the values and a buffer of its own", () => {
  const x = left("float32");
  const y = copied(x);
  expect(y).toEqual(x);
  expect(y.data).not.toBe(x.data);
});
