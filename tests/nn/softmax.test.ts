import { inspect } from "node:util";
import { functional, Module, manualSeed, randn, Softmax, type Tensor, zeros } from "../../src";
import { expectClose } from "../close";

const x = randn([2, 3]);

test("new Softmax(dim) and new Softmax({ dim }) are functional.softmax along dim", () => {
  for (const dim of [0, 1, -1]) {
    const expected = functional.softmax(x, dim).tolist();
    for (const module of [new Softmax(dim), new Softmax({ dim })]) {
      expect(module.dim).toBe(dim);
      expect(module(x).tolist()).toEqual(expected);
      expect(module.forward(x).tolist()).toEqual(expected);
    }
  }
});

test("it is a Softmax, a Module, and prints as PyTorch's", () => {
  expect(new Softmax(1)).toBeInstanceOf(Softmax);
  expect(new Softmax(1)).toBeInstanceOf(Module);
  for (const show of [String, inspect]) {
    expect(show(new Softmax(1))).toBe("Softmax(dim=1)");
    expect(show(new Softmax({ dim: -1 }))).toBe("Softmax(dim=-1)");
    expect(show(new Softmax())).toBe("Softmax(dim=None)");
  }
});

test("the values are in [0, 1] and sum to 1 along the dim", () => {
  const x = randn([3, 4, 5], { dtype: "float64" });
  for (const dim of [0, 1, 2, -1]) {
    const y = new Softmax(dim)(x);
    expect((y.tolist() as number[][][]).flat(2).every((p) => p >= 0 && p <= 1)).toBe(true);
    expectClose(y.sum(dim), y.sum(dim).mul(0).add(1));
  }
});

test("without a dim it takes 0 for 0-, 1- and 3-d input and 1 else, and warns once per process", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const module = new Softmax();
  expect(module.dim).toBeUndefined();
  const sameAs = (shape: readonly number[], dim: number): void => {
    const input: Tensor = randn(shape);
    expect(module(input).tolist()).toEqual(new Softmax(dim)(input).tolist());
  };
  for (const shape of [[], [4], [2, 3, 4]]) sameAs(shape, 0);
  for (const shape of [
    [3, 4],
    [2, 3, 4, 2],
    [1, 2, 3, 1, 2],
  ])
    sameAs(shape, 1);
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining("Implicit dimension choice for softmax has been deprecated.")],
  ]);
  warn.mockRestore();
});

test("a dim that the input does not have is an error of the call", () => {
  const module = new Softmax(2);
  expect(() => module(zeros([2, 3]))).toThrow(RangeError);
  expect(() => module(zeros([2, 3]))).toThrow(
    /^Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)/,
  );
});

test("the example of PyTorch's documentation, seed 0", () => {
  manualSeed(0);
  const m = new Softmax({ dim: 1 });
  const input = randn([2, 3]);
  // printed by PyTorch 1.13 and 2.13
  expect(String(m(input))).toBe("tensor([[0.8446, 0.1349, 0.0205],\n        [0.7511, 0.1438, 0.1051]])");
});
