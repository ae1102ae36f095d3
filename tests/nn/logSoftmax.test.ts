import { inspect } from "node:util";
import {
  functional,
  LogSoftmax,
  Module,
  manualSeed,
  randn,
  Softmax,
  type Tensor,
  tensor,
  zeros,
} from "../../src";
import { expectClose } from "../close";

const x = randn([2, 3]);

test("new LogSoftmax(dim) and new LogSoftmax({ dim }) are functional.logSoftmax along dim", () => {
  for (const dim of [0, 1, -1]) {
    const expected = functional.logSoftmax(x, dim).tolist();
    for (const module of [new LogSoftmax(dim), new LogSoftmax({ dim })]) {
      expect(module.dim).toBe(dim);
      expect(module(x).tolist()).toEqual(expected);
      expect(module.forward(x).tolist()).toEqual(expected);
    }
  }
});

test("it is a LogSoftmax, a Module, and prints as PyTorch's", () => {
  expect(new LogSoftmax(1)).toBeInstanceOf(LogSoftmax);
  expect(new LogSoftmax(1)).toBeInstanceOf(Module);
  for (const show of [String, inspect]) {
    expect(show(new LogSoftmax(1))).toBe("LogSoftmax(dim=1)");
    expect(show(new LogSoftmax({ dim: -1 }))).toBe("LogSoftmax(dim=-1)");
    expect(show(new LogSoftmax())).toBe("LogSoftmax(dim=None)");
  }
});

test("it is the logarithm of Softmax, also where that is 0", () => {
  const x = randn([3, 4, 5], { dtype: "float64" });
  for (const dim of [0, 1, 2, -1]) expectClose(new LogSoftmax(dim)(x), new Softmax(dim)(x).log());
  const far = tensor([0, -1000]);
  expect(new Softmax(0)(far).log().tolist()).toEqual([0, -Infinity]);
  expect(new LogSoftmax(0)(far).tolist()).toEqual([0, -1000]);
});

test("without a dim it takes 0 for 0-, 1- and 3-d input and 1 else, and warns once per process", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const module = new LogSoftmax();
  expect(module.dim).toBeUndefined();
  const sameAs = (shape: readonly number[], dim: number): void => {
    const input: Tensor = randn(shape);
    expect(module(input).tolist()).toEqual(new LogSoftmax(dim)(input).tolist());
  };
  for (const shape of [[], [4], [2, 3, 4]]) sameAs(shape, 0);
  for (const shape of [
    [3, 4],
    [2, 3, 4, 2],
    [1, 2, 3, 1, 2],
  ])
    sameAs(shape, 1);
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining("Implicit dimension choice for log_softmax has been deprecated.")],
  ]);
  warn.mockRestore();
});

test("a dim that the input does not have is an error of the call", () => {
  const module = new LogSoftmax(2);
  expect(() => module(zeros([2, 3]))).toThrow(RangeError);
  expect(() => module(zeros([2, 3]))).toThrow(
    /^Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)/,
  );
});

test("the example of PyTorch's documentation, seed 0", () => {
  manualSeed(0);
  const m = new LogSoftmax({ dim: 1 });
  const input = randn([2, 3]);
  // printed by PyTorch 1.13 and 2.13
  expect(String(m(input))).toBe(
    "tensor([[-0.1689, -2.0033, -3.8886],\n        [-0.2862, -1.9392, -2.2532]])",
  );
});
