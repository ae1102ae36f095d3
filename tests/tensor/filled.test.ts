import { arange, type DType, eye, full, fullLike, ones, onesLike, tensor, zeros, zerosLike } from "../../src";
import { DTYPES } from "../../src/dtype";
import { js, refuses } from "../refusals";

describe("zeros, ones and full", () => {
  test.each([...DTYPES])("make %s", (dtype) => {
    const value = (n: number) => (dtype === "bool" ? n !== 0 : n);
    const made = [zeros([2], { dtype }), ones([2], { dtype }), full([2], 1, { dtype })];
    expect(made.map((t) => t.dtype)).toEqual([dtype, dtype, dtype]);
    expect(made.map((t) => t.tolist())).toEqual([0, 1, 1].map((n) => [value(n), value(n)]));
  });

  test("zeros and ones are float32 unless told otherwise", () => {
    expect([zeros([1]).dtype, ones([1]).dtype]).toEqual(["float32", "float32"]);
  });

  test("the value of full gives the dtype", () => {
    const dtypes = [1, 0.5, true].map((value) => full([1], value).dtype);
    expect(dtypes).toEqual<DType[]>(["int64", "float32", "bool"]);
  });

  test("a negative zero stays one", () => {
    expect(Object.is(full([1], -0, { dtype: "float32" }).item(), -0)).toBe(true);
  });

  test("an empty shape makes a scalar, a size of 0 an empty tensor", () => {
    expect([zeros([]).tolist(), ones([0]).tolist(), full([2, 0], 7).tolist()]).toEqual([0, [], [[], []]]);
  });

  test("the shape is copied", () => {
    const shape = [2, 3];
    const t = zeros(shape);
    shape[0] = 9;
    expect(t.shape).toEqual([2, 3]);
  });

  test("requiresGrad makes a leaf", () => {
    const x = full([2], 3, { dtype: "float64", requiresGrad: true });
    x.sum().backward();
    expect(String(x.grad)).toBe("tensor([1., 1.], dtype=torch.float64)");
  });
});

describe("zerosLike, onesLike and fullLike", () => {
  test.each([...DTYPES])("take shape and dtype of a %s tensor, and leave it alone", (dtype) => {
    const like = tensor([[1], [0]], { dtype });
    for (const made of [zerosLike(like), onesLike(like), fullLike(like, 1)]) {
      expect([made.shape, made.dtype, made.requiresGrad]).toEqual([[2, 1], dtype, false]);
    }
    expect(like.data).toEqual(tensor([[1], [0]], { dtype }).data);
  });

  test("options replace the dtype and make a leaf", () => {
    const made = onesLike(tensor([1, 2]), { dtype: "float64", requiresGrad: true });
    expect(String(made)).toBe("tensor([1., 1.], dtype=torch.float64, requires_grad=True)");
    expect(zerosLike(ones([2], { requiresGrad: true })).requiresGrad).toBe(false);
  });

  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["something else than a tensor", () => zerosLike(js([1, 2])),
     TypeError, "zeros_like(): argument 'input' (position 1) must be Tensor, not", "Array"],
    ["a value that is no number", ({ x }) => fullLike(x, js("1")),
     TypeError, "full_like(): argument 'fill_value' (position 2) must be Number, not", "string"],
    ["a gradient of integers, which PyTorch does not convert here either", ({ classes }) => onesLike(classes, { requiresGrad: true }),
     TypeError, "Only Tensors of floating point and complex dtype can require gradients", "int64"],
    ["an unknown option", ({ x }) => zerosLike(x, js({ shape: [2] })),
     TypeError, "zeros_like() got an unexpected keyword argument 'shape'", "dtype"],
  ]);
});

describe("eye", () => {
  test("has ones on the diagonal only", () => {
    expect(eye(3).tolist()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(eye(0).shape).toEqual([0, 0]);
  });

  test("is the neutral element of matmul, of every dtype", () => {
    const x = arange(9).reshape([3, 3]);
    expect(x.matmul(eye(3, { dtype: "int64" })).tolist()).toEqual(x.tolist());
    for (const dtype of DTYPES) expect(eye(2, { dtype }).dtype).toBe(dtype);
    expect(eye(2, { requiresGrad: true }).requiresGrad).toBe(true);
  });

  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a negative size", () => eye(-1), RangeError, "n must be greater or equal to 0, got -1", "0 rows"],
    ["a fraction", () => eye(1.5), TypeError, "eye(): argument 'n' must be int, not", "1.5"],
    ["a size that no memory holds", () => eye(2 ** 30), RangeError, "Storage size calculation overflowed", "float32"],
  ]);
});
