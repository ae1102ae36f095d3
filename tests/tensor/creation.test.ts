import { tensor } from "../../src";
import { type Library, warningsOf } from "../freshLibrary";

describe("tensor", () => {
  test.each<[string, Parameters<typeof tensor>, string]>([
    ["whole numbers give int64", [[1, -2]], "tensor([ 1, -2])"],
    ["booleans give bool", [[true, false]], "tensor([ True, False])"],
    ["booleans among whole numbers count as 0 and 1", [[2, true]], "tensor([2, 1])"],
    ["a single fraction gives float32", [[1, 2.5]], "tensor([1.0000, 2.5000])"],
    ["infinity and NaN give float32", [[1, Infinity, Number.NaN]], "tensor([1., inf, nan])"],
    ["a boolean with a fraction gives float32", [[true, 0.5]], "tensor([1.0000, 0.5000])"],
    ["a number gives a scalar", [3], "tensor(3)"],
    ["an empty array gives float32", [[]], "tensor([])"],
    ["empty rows keep their shape", [[[], []]], "tensor([], size=(2, 0))"],
    [
      "requiresGrad makes integers float32",
      [[1, 2], { requiresGrad: true }],
      "tensor([1., 2.], requires_grad=True)",
    ],
    ["a dtype decides", [[1, 0], { dtype: "bool" }], "tensor([ True, False])"],
    ["fractions are cut off for integers", [[1.7, -1.7], { dtype: "int64" }], "tensor([ 1, -1])"],
    [
      "everything but 0 is true, NaN too",
      [[0.5, 0, Number.NaN], { dtype: "bool" }],
      "tensor([ True, False,  True])",
    ],
    [
      "a negative number wraps in uint8, as in PyTorch",
      [[-1], { dtype: "uint8" }],
      "tensor([255], dtype=torch.uint8)",
    ],
    ["a boolean becomes a float", [true, { dtype: "float64" }], "tensor(1., dtype=torch.float64)"],
    ["a typed array keeps its dtype", [Int32Array.of(1, 2)], "tensor([1, 2], dtype=torch.int32)"],
    ["a typed array is converted", [Float64Array.of(1.5), { dtype: "int64" }], "tensor([1])"],
    ["bigints of a typed array go in", [BigInt64Array.of(-5n)], "tensor([-5])"],
  ])("%s", (_, args, text) => {
    expect(String(tensor(...args))).toBe(text);
  });

  test("nested arrays give their shape in row-major order", () => {
    const t = tensor([[[1, 2]], [[3, 4]], [[5, 6]]]);
    expect(t.shape).toEqual([3, 1, 2]);
    expect(t.data).toEqual(BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n));
  });

  test("the values are copied", () => {
    const typed = Float32Array.of(1, 2);
    const nested = [[1, 2]];
    const copies = [tensor(typed), tensor(nested)];
    typed[0] = 9;
    nested[0]![0] = 9;
    expect(copies.map((t) => t.tolist())).toEqual([[1, 2], [[1, 2]]]);
  });

  test("bigints arrive exactly", () => {
    const exact = [2n ** 63n - 1n, -(2n ** 63n), 0n];
    expect(tensor([exact, exact]).data).toEqual(BigInt64Array.of(...exact, ...exact));
    expect(tensor(2n ** 70n, { dtype: "float64" }).item()).toBe(2 ** 70);
    expect(tensor([0n, 5n], { dtype: "bool" }).tolist()).toEqual([false, true]);
    expect(tensor(3n, { requiresGrad: true }).dtype).toBe("float32");
  });

  test.each([
    0,
    -1,
    1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32,
    -(2 ** 32),
    2 ** 53 - 1,
    -(2 ** 62) - 2048,
    -(2 ** 63),
    2 ** 63 - 1024,
  ])("%p is that int64", (value) => {
    expect(tensor([value], { dtype: "int64" }).data).toEqual(BigInt64Array.of(BigInt(value)));
  });

  test("tensors are stacked, and their gradients left behind with a warning", () => {
    const use = ({ tensor, ones }: Library): void => {
      const x = ones([2], { requiresGrad: true });
      const stacked = tensor([x, x.mul(2)]);
      expect([String(stacked), stacked.requiresGrad]).toEqual([
        "tensor([[1., 1.],\n        [2., 2.]])",
        false,
      ]);
      tensor([x.detach(), x.detach()]);
    };
    expect(warningsOf(use)).toEqual([
      expect.stringMatching(
        /^UserWarning: Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior\. /,
      ),
    ]);
    expect(warningsOf(({ tensor, ones }) => void tensor([ones([2])]))).toEqual([]);
  });

  test("whole numbers up to 2^53 arrive exactly", () => {
    expect(tensor(2 ** 53 - 1).data).toEqual(BigInt64Array.of(2n ** 53n - 1n));
  });

  test("64 levels of nesting are allowed", () => {
    let data: unknown = 1;
    for (let i = 0; i < 64; i++) data = [data];
    expect(tensor(data as number[]).ndim).toBe(64);
    expect(() => tensor([data] as number[])).toThrow("too many dimensions");
  });
});
