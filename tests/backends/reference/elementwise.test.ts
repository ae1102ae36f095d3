import type { UnaryName } from "../../../src/arrays/elementwise";
import { overPairs } from "../../../src/backends/reference/elementwise";
import { createArray, type DType, type TypedArray } from "../../../src/dtype";

/** `a ∘ b` of two elements. */
function of(name: "add" | "sub" | "mul" | "pow", dtype: DType, a: bigint | number, b: bigint | number) {
  const one = (v: bigint | number): TypedArray => createArray(dtype, 1).fill(v as never);
  const y = createArray(dtype, 1);
  overPairs(name, [{ size: 1, strideA: 1, strideB: 1 }], { a: one(a), b: one(b), y });
  return y[0]!;
}

/** `y = f(x)`. */
const unary = (name: UnaryName, x: TypedArray, y: TypedArray): void =>
  overPairs(name, [{ size: x.length, strideA: 1, strideB: 1 }], { x, y });

describe("binary operations on integers are those of bigints, wrapped to the width", () => {
  const WIDTH: readonly [DType, (v: bigint) => bigint, readonly bigint[]][] = [
    [
      "int64",
      (v) => BigInt.asIntN(64, v),
      [0n, 1n, -1n, 7n, -3n, 2n ** 32n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
    ],
    ["int32", (v) => BigInt.asIntN(32, v), [0n, 1n, -1n, 7n, -3n, 65537n, 2n ** 31n - 1n, -(2n ** 31n)]],
    ["uint8", (v) => BigInt.asUintN(8, v), [0n, 1n, 7n, 16n, 17n, 128n, 255n]],
  ];
  const EXACT: readonly ["add" | "sub" | "mul" | "pow", (a: bigint, b: bigint) => bigint][] = [
    ["add", (a, b) => a + b],
    ["sub", (a, b) => a - b],
    ["mul", (a, b) => a * b],
    ["pow", (a, b) => a ** (b < 0n || b > 300n ? 0n : b)],
  ];
  test.each(
    WIDTH.flatMap(([dtype, wrap, row]) => EXACT.map(([name, exact]) => ({ dtype, wrap, row, name, exact }))),
  )("$name in $dtype", ({ dtype, wrap, row, name, exact }) => {
    const stored = (v: bigint): bigint | number => (dtype === "int64" ? v : Number(v));
    for (const a of row) {
      for (const b of name === "pow" ? row.filter((e) => e >= 0n && e <= 300n) : row) {
        expect(BigInt(of(name, dtype, stored(a), stored(b)))).toBe(wrap(exact(a, b)));
      }
    }
  });

  test("negative powers truncate towards zero", () => {
    for (const [base, exponent, y] of [
      [1n, -5n, 1n],
      [-1n, -5n, -1n],
      [-1n, -4n, 1n],
      [2n, -1n, 0n],
      [-7n, -3n, 0n],
    ])
      expect(of("pow", "int64", base!, exponent!)).toBe(y);
  });
});

describe("powers of floats are those of C", () => {
  const pow = (a: number, b: number): number => of("pow", "float64", a, b) as number;

  test("one to any power, and minus one to an infinite one, is one", () => {
    for (const e of [NaN, Infinity, -Infinity, 0, 2.5]) expect(pow(1, e)).toBe(1);
    for (const e of [Infinity, -Infinity]) expect(pow(-1, e)).toBe(1);
  });

  test("anything to the power of zero is one, and NaN stays NaN otherwise", () => {
    for (const base of [NaN, Infinity, -Infinity, 0, -2])
      expect([pow(base, 0), pow(base, -0)]).toEqual([1, 1]);
    for (const [a, b] of [
      [NaN, 2],
      [2, NaN],
      [-1, NaN],
      [-8, 1 / 3],
    ] as const)
      expect(pow(a, b)).toBeNaN();
  });
});

describe("unary", () => {
  const hostile = [NaN, Infinity, -Infinity, 0, -0, 1.5, -1.5, 3e38, 2 ** -149];

  test.each([
    ["neg", (v: number) => -v],
    ["exp", Math.exp],
    ["log", Math.log],
    ["sqrt", Math.sqrt],
    ["rsqrt", (v: number) => 1 / Math.sqrt(v)],
    ["abs", Math.abs],
    ["relu", (v: number) => (v < 0 ? 0 : v)],
    ["sigmoid", (v: number) => 1 / (1 + Math.exp(-v))],
    ["tanh", Math.tanh],
    ["log1p", Math.log1p],
    ["expm1", Math.expm1],
  ] as const)("%s rounds the double once to float32, and keeps NaN and the sign of zero", (name, f) => {
    const x = Float32Array.from(hostile);
    const y = new Float32Array(x.length);
    unary(name, x, y);
    expect([...y]).toEqual(Array.from(x, (v) => Math.fround(f(v))));
    expect(x).toEqual(Float32Array.from(hostile));
  });

  test("neg, abs and relu of int64 are exact beyond 2^53, and -2^63 wraps to itself", () => {
    const x = BigInt64Array.of(2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, -(2n ** 63n));
    const run = (name: "neg" | "abs" | "relu"): bigint[] => {
      const y = new BigInt64Array(x.length);
      unary(name, x, y);
      return [...y];
    };
    const n = 2n ** 53n + 1n;
    expect(run("neg")).toEqual([-n, n, 0n, -(2n ** 63n)]);
    expect(run("abs")).toEqual([n, n, 0n, -(2n ** 63n)]);
    expect(run("relu")).toEqual([n, 0n, 0n, 0n]);
  });
});

test("a kernel that integers do not know refuses int64", () => {
  const x = BigInt64Array.of(1n);
  expect(() => unary("exp", x, x.slice())).toThrow(TypeError);
});

test("axpy adds alpha times x: float32 rounds the factor, the product and the sum, integers wrap", () => {
  const sum = <A extends TypedArray>(y: A, x: A, alpha: number): A => {
    overPairs("axpy", [{ size: y.length, strideA: 1, strideB: 0 }], { y, x, alpha });
    return y;
  };
  const [third, factor] = [Math.fround(1 / 3), Math.fround(0.1)];
  const single = Math.fround(1 + Math.fround(factor * third));
  expect([...sum(Float32Array.of(1, 1), Float32Array.of(third), 0.1)]).toEqual([single, single]);
  expect([...sum(Float64Array.of(1), Float64Array.of(1 / 3), 0.1)]).toEqual([1 + 0.1 * (1 / 3)]);
  expect([...sum(Int32Array.of(5), Int32Array.of(2 ** 31 - 1), 3)]).toEqual([(5 + 3 * (2 ** 31 - 1)) | 0]);
  expect([...sum(BigInt64Array.of(5n), BigInt64Array.of(2n ** 62n), -2)]).toEqual([5n - 2n ** 63n]);
});

test("comparisons of int64 are exact beyond 2^53, and give bytes; the larger and smaller too", () => {
  const n = 2n ** 53n;
  const [a, b] = [BigInt64Array.of(n + 1n, n, -n), BigInt64Array.of(n, n, n)];
  const loops = [{ size: 3, strideA: 1, strideB: 1 }];
  const bytes = (name: "eq" | "ne" | "lt" | "le"): number[] => {
    const y = new Uint8Array(3);
    overPairs(name, loops, { a, b, y });
    return [...y];
  };
  expect(["eq", "ne", "lt", "le"].map((name) => bytes(name as "eq"))).toEqual([
    [0, 1, 0],
    [1, 0, 1],
    [0, 0, 1],
    [0, 1, 1],
  ]);
  const [larger, smaller] = [new BigInt64Array(3), new BigInt64Array(3)];
  overPairs("maximum", loops, { a, b, y: larger });
  overPairs("minimum", loops, { a, b, y: smaller });
  expect([[...larger], [...smaller]]).toEqual([
    [n + 1n, n, n],
    [n, n, -n],
  ]);
});

test("a NaN wins on either side of maximum and minimum", () => {
  const [a, b] = [Float64Array.of(NaN, 1, 2), Float64Array.of(1, NaN, 3)];
  for (const [name, last] of [
    ["maximum", 3],
    ["minimum", 2],
  ] as const) {
    const y = new Float64Array(3);
    overPairs(name, [{ size: 3, strideA: 1, strideB: 1 }], { a, b, y });
    expect([...y]).toEqual([NaN, NaN, last]);
  }
});
