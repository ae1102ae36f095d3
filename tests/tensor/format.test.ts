import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DType, TypedArray } from "../../src/dtype";
import { createArray, isHalf } from "../../src/dtype";
import { formatTensor } from "../../src/tensor/format";
import { convert } from "../../src/values/convert";
import { ndarray } from "../../src/values/ndarray";

type Item = number | string;

interface GoldenCase {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly Item[] | { readonly arange: number; readonly scale: number };
  readonly requires_grad: boolean;
  readonly grad_fn: string | null;
  readonly text: string;
}

const golden = JSON.parse(readFileSync(join(__dirname, "..", "golden", "printing.json"), "utf8")) as {
  readonly torch: string;
  readonly cases: readonly GoldenCase[];
};

const WORDS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity, "-0": -0 };

function fill(dtype: DType, items: readonly Item[]): TypedArray {
  if (isHalf(dtype)) return convert(fill("float64", items), "float64", dtype);
  const data = createArray(dtype, items.length);
  items.forEach((item, i) => {
    data[i] = data instanceof BigInt64Array ? BigInt(item) : typeof item === "string" ? WORDS[item]! : item;
  });
  return data;
}

const itemsOf = (data: GoldenCase["data"]): readonly Item[] =>
  "arange" in data ? Array.from({ length: data.arange }, (_, i) => i * data.scale) : data;

const print = (dtype: DType, items: readonly Item[], shape: readonly number[] = [items.length]): string =>
  formatTensor(ndarray(fill(dtype, items), shape, dtype), { requiresGrad: false });

test(`prints ${golden.cases.length} tensors as PyTorch ${golden.torch} does`, () => {
  for (const { dtype, shape, data, requires_grad, grad_fn, text } of golden.cases) {
    const array = ndarray(fill(dtype, itemsOf(data)), shape, dtype);
    const annotations = { requiresGrad: requires_grad, gradFn: grad_fn ?? undefined };
    expect(formatTensor(array, annotations)).toBe(text);
  }
});

test("exact ties round to even", () => {
  expect(print("float32", [0.03125, 0.09375, -0.03125])).toBe("tensor([ 0.0312,  0.0938, -0.0312])");
});

test("a double just above a decimal tie rounds up", () => {
  expect(print("float64", [0.00025, 0.03125 + 2 ** -57])).toBe(
    "tensor([0.0003, 0.0313], dtype=torch.float64)",
  );
});

test("exact ties round to even in scientific notation", () => {
  expect(print("float32", [100005, 100015, 1])).toBe("tensor([1.0000e+05, 1.0002e+05, 1.0000e+00])");
});

test("exponents have at least two digits", () => {
  expect(print("float64", [1e-5], [])).toBe("tensor(1.0000e-05, dtype=torch.float64)");
});

test("whole numbers end in a point, and zero keeps its sign", () => {
  expect(print("float32", [1, "-0", 20])).toBe("tensor([ 1., -0., 20.])");
});

test("int64 is exact beyond 2^53", () => {
  expect(print("int64", ["9223372036854775807"], [])).toBe("tensor(9223372036854775807)");
});

test("grad_fn takes precedence over requires_grad", () => {
  const scalar = ndarray(Float32Array.of(0.5), [], "float32");
  const text = formatTensor(scalar, { requiresGrad: true, gradFn: "NllLossBackward0" });
  expect(text).toBe("tensor(0.5000, grad_fn=<NllLossBackward0>)");
});

test("hidden elements change neither the notation nor the width", () => {
  const data = new Float32Array(2000).fill(1e-30);
  data.set([1, 2, 3], 0);
  data.set([4, 5, 6], data.length - 3);
  expect(formatTensor(ndarray(data, [data.length], "float32"), { requiresGrad: false })).toBe(
    "tensor([1., 2., 3.,  ..., 4., 5., 6.])",
  );
});
