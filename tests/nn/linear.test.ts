import { inspect } from "node:util";
import {
  type FloatDType,
  functional,
  Generator,
  Linear,
  Module,
  manualSeed,
  ones,
  Parameter,
  rand,
  setWarnings,
} from "../../src";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface Initial {
  readonly kind: "initial";
  readonly sizes: readonly [number, number];
  readonly seed: number;
  readonly dtype: "float32" | "float64";
  readonly text: string;
  readonly ends: readonly GoldenArray[];
  readonly after: GoldenArray;
}

const cases = golden<(Initial | { readonly kind: "result" })[]>("linear").filter(
  (c): c is Initial => c.kind === "initial",
);

test.each(cases)("$text of $dtype begins with PyTorch's numbers, bit for bit", (c) => {
  setWarnings(false);
  const ends = (linear: Linear<FloatDType>): number[][] =>
    [linear.weight, linear.bias!].flatMap(({ data }) => {
      const all = Array.from(data, Number);
      return [all.slice(0, 4), all.slice(-4)];
    });
  const expected = c.ends.map((array) => fromGolden(array).tolist());
  manualSeed(c.seed);
  const linear = new Linear(...c.sizes, { dtype: c.dtype });
  expect(ends(linear)).toEqual(expected);
  expect(rand([1])).toEqual(fromGolden(c.after));
  const generator = new Generator().manualSeed(c.seed);
  expect(ends(new Linear(...c.sizes, { dtype: c.dtype, generator }))).toEqual(expected);
  expect([linear.weight.shape, linear.bias!.shape]).toEqual([[c.sizes[1], c.sizes[0]], [c.sizes[1]]]);
  expect(String(linear)).toBe(c.text);
  setWarnings(true);
});

test("calling it is functional.linear with its weight and bias", () => {
  const x = ones([5, 2, 3]);
  for (const bias of [true, false]) {
    const linear = new Linear(3, 4, { bias });
    expect(linear(x)).toEqual(functional.linear(x, linear.weight, linear.bias));
    expect(linear(x)).toEqual(linear.forward(x));
    expect(linear.weight).toBeInstanceOf(Parameter);
    expect(linear.bias).toEqual(bias ? expect.any(Parameter) : null);
  }
});

test("without a bias none is drawn, and it prints so", () => {
  manualSeed(1);
  const [first] = [new Linear(3, 2, { bias: false }), manualSeed(1)];
  expect(first.weight).toEqual(new Linear(3, 2).weight);
  expect(first.bias).toBeNull();
  for (const show of [String, inspect])
    expect(show(first)).toBe("Linear(in_features=3, out_features=2, bias=False)");
  expect(first).toBeInstanceOf(Module);
});

test("sizes of 0 are allowed, with PyTorch's warning", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation();
  expect(new Linear(0, 2).bias!.tolist()).toEqual([0, 0]);
  expect(new Linear(0, 2)(ones([1, 0])).tolist()).toEqual([[0, 0]]);
  expect(warn.mock.calls.length).toBeLessThan(2);
  warn.mockRestore();
});

test.each([
  [() => new Linear(-1, 2), RangeError, "Trying to create tensor with negative dimension -1: [2, -1]"],
  [() => new Linear(2, -1), RangeError, "Trying to create tensor with negative dimension -1: [-1, 2]"],
  [() => new Linear(2.5, 2), TypeError, "Linear(): argument 'in_features' must be int, not number"],
  [() => new (Linear as new (n: number) => Linear)(2), TypeError, "argument 'out_features' must be int"],
  [() => new Linear(2, 2, { bias: 1 as never }), TypeError, "argument 'bias' must be bool"],
  [
    () => new Linear(2, 2, { dtype: "int64" as never }),
    TypeError,
    "Only Tensors of floating point and complex dtype can require gradients",
  ],
  [() => new Linear(2, 2, { generator: 3 as never }), TypeError, "generator"],
  [() => new Linear(2, 2, { device: "cpu" } as never), TypeError, "unexpected keyword argument 'device'"],
])("bad arguments are refused, and no number is drawn: %#", (make, kind, message) => {
  manualSeed(5);
  expect(make).toThrow(kind);
  expect(make).toThrow(message);
  const next = rand([1]);
  manualSeed(5);
  expect(rand([1])).toEqual(next);
});
