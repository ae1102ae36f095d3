import { multiply } from "../../../src/backends/reference/matmul";
import type { DType } from "../../../src/dtype";
import { createArray } from "../../../src/dtype";
import type { ProductSize } from "../../../src/values/shape";

const LYING = { transposedA: false, transposedB: false };
const SIZES = [1, 2, 3, 7].flatMap((n) =>
  [0, 1, 4, 9].flatMap((k) =>
    [1, 2, 5].flatMap((m) =>
      [false, true].flatMap((transposedA) =>
        [false, true].map((transposedB) => ({ n, k, m, transposedA, transposedB })),
      ),
    ),
  ),
);
const DTYPES: readonly DType[] = ["float32", "float64", "int64", "int32", "uint8"];

/** Small whole numbers, whose products and sums every dtype but uint8 holds exactly. */
const values = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => ((i * 7 + seed * 13) % 11) - 5);

function array(dtype: DType, numbers: readonly number[]): ReturnType<typeof createArray> {
  const out = createArray(dtype, numbers.length);
  numbers.forEach((v, i) => {
    out[i] = dtype === "int64" ? BigInt(v) : v;
  });
  return out;
}

/** By the definition: `out[i][j] = Σ a[i][p] b[p][j] + bias[j]`, either side maybe lying transposed. */
const naive = (
  a: readonly number[],
  b: readonly number[],
  bias: readonly number[] | null,
  { n, k, m, transposedA, transposedB }: ProductSize,
): number[] =>
  Array.from({ length: n * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = bias?.[j] ?? 0;
    for (let p = 0; p < k; p++)
      sum += a[transposedA ? p * n + i : i * k + p]! * b[transposedB ? j * k + p : p * m + j]!;
    return sum;
  });

describe.each(DTYPES)("in %s", (dtype) => {
  test(`is the definition on all ${SIZES.length} sizes`, () => {
    for (const size of SIZES) {
      const [a, b] = [values(size.n * size.k, 1), values(size.k * size.m, 2)];
      const [x, y] = [array(dtype, a), array(dtype, b)];
      for (const bias of [null, values(size.m, 3)]) {
        const out = createArray(dtype, size.n * size.m);
        multiply(size, { a: x, b: y, bias: bias && array(dtype, bias), y: out });
        expect(out).toEqual(array(dtype, naive(a, b, bias, size)));
        multiply(size, { a: x, b: y, y: out });
        const twice = naive(a, b, null, size).map((v, i) => 2 * v + (bias?.[i % size.m] ?? 0));
        expect(out).toEqual(array(dtype, twice));
      }
    }
  });
});

test("float32 is summed in double precision and rounded once", () => {
  const a = Float32Array.of(1, 2 ** -25, 2 ** -25, 2 ** -25, 2 ** -25);
  const out = new Float32Array(1);
  multiply({ n: 1, k: 5, m: 1, ...LYING }, { a: a, b: new Float32Array(5).fill(1), bias: null, y: out });
  expect(out[0]).toBe(1 + 2 ** -23);
});

test("products of int32 beyond 2^53 wrap exactly", () => {
  const edge = [2 ** 31 - 1, -(2 ** 31), 123456789, -987654321];
  const out = new Int32Array(1);
  multiply(
    { n: 1, k: 4, m: 1, ...LYING },
    { a: Int32Array.from(edge), b: Int32Array.from(edge), bias: null, y: out },
  );
  const exact = edge.reduce((sum, v) => sum + BigInt(v) ** 2n, 0n);
  expect(BigInt(out[0]!)).toBe(BigInt.asIntN(32, exact));
});

test("a NaN or an infinity reaches exactly its row and column", () => {
  const out = new Float64Array(4);
  multiply(
    { n: 2, k: 2, m: 2, ...LYING },
    { a: Float64Array.of(NaN, 1, 1, 1), b: Float64Array.of(1, 2, 3, 4), bias: null, y: out },
  );
  expect([...out]).toEqual([NaN, NaN, 4, 6]);
  multiply(
    { n: 2, k: 2, m: 2, ...LYING },
    { a: Float64Array.of(0, 1, 1, 1), b: Float64Array.of(Infinity, 2, 3, 4), bias: null, y: out },
  );
  expect([...out]).toEqual([NaN, 4, Infinity, 6]);
});
