import { Generator, randn } from "../../../src";
import { reference } from "../../../src/backends/reference/executor";
import type { FloatArray } from "../../../src/dtype";
import type { ProductSize } from "../../../src/values/shape";
import { BACKENDS } from "./simdBackends";

const size = (n: number, k: number, m: number, transposedA = false, transposedB = false): ProductSize => ({
  n,
  k,
  m,
  transposedA,
  transposedB,
});

const normal = (n: number, seed: number): Float32Array =>
  randn([n], { generator: new Generator().manualSeed(seed) }).data as Float32Array;

/** Where two arrays differ, -1 for nowhere. */
const firstDifference = (a: FloatArray, b: FloatArray): number => a.findIndex((v, i) => !Object.is(v, b[i]));

describe.each(BACKENDS)("%s", (_, executor) => {
  const product = (shape: ProductSize, a: FloatArray, b: FloatArray, bias: FloatArray | null = null) => {
    const y =
      a instanceof Float32Array ? new Float32Array(shape.n * shape.m) : new Float64Array(shape.n * shape.m);
    executor.run("matmul", shape, { a, b, bias, y });
    return y;
  };

  test.each([Float32Array, Float64Array])(
    "an element of %p has the same bits whatever rows and columns are beside it, and however the sides lie",
    (Kind) => {
      const [n, k, m] = [29, 2500, 37];
      const a = Kind.from(normal(n * k, 1));
      const b = Kind.from(normal(k * m, 2));
      const bias = Kind.from(normal(m, 3));
      const turned = (x: FloatArray, rows: number, columns: number) =>
        x.map((_, at) => x[(at % rows) * columns + Math.floor(at / rows)]!);
      const whole = product(size(n, k, m), a, b, bias);
      expect(product(size(n, k, m, true), turned(a, n, k), b, bias)).toEqual(whole);
      expect(product(size(n, k, m, false, true), a, turned(b, k, m), bias)).toEqual(whole);
      for (const [i, j] of [
        [0, 0],
        [5, 8],
        [28, 36],
        [17, 33],
      ] as const) {
        const row = a.slice(i * k, (i + 1) * k);
        const column = new Kind(k).map((_, p) => b[p * m + j]!);
        const alone = product(size(1, k, 1), row, column, bias.slice(j, j + 1));
        expect([i, j, alone[0]]).toEqual([i, j, whole[i * m + j]]);
        expect(product(size(1, k, m), row, b, bias)).toEqual(whole.slice(i * m, (i + 1) * m));
      }
    },
  );

  test.each([false, true])("parts of a product, on the arrays of the whole: transposed %p", (transposed) => {
    for (const [n, k, m] of [
      [29, 70, 37],
      [30, 2100, 90],
    ] as const) {
      const whole = size(n, k, m, transposed, transposed);
      const [a, b, bias] = [normal(n * k, 1), normal(k * m, 2), normal(m, 3)];
      const expected = product(whole, a, b, bias);
      const cut = (length: number, step: number) =>
        Array.from({ length: Math.ceil(length / step) }, (_, i) => [
          i * step,
          Math.min(step, length - i * step),
        ]);
      for (const { run } of [executor, reference]) {
        const y = new Float32Array(n * m).fill(NaN);
        for (const [row, high] of cut(n, 11) as [number, number][])
          for (const [column, wide] of cut(m, 13) as [number, number][]) {
            const part = { rows: n, columns: m, row, column, hasRows: column > 0 };
            run("matmul", { ...whole, n: high, m: wide, part }, { a, b, bias, y });
          }
        const allowed = run === executor.run ? 0 : 1e-3;
        expect(y.findIndex((v, i) => !(Math.abs(v - expected[i]!) <= allowed))).toBe(-1);
      }
    }
  });

  test("a product that is added to what is there continues its sum, in blocks and in parts, too", () => {
    for (const [n, k, m] of [
      [1100, 64, 600],
      [7, 2300, 9],
    ] as const) {
      const [a, b, bias] = [normal(n * k, 1), normal(k * m, 2), normal(m, 3)];
      // What is there has the bits of a bias: so it is as if the product had begun with one.
      const there = () => Float32Array.from({ length: n * m }, (_, i) => bias[i % m]!);
      const expected = product(size(n, k, m), a, b, bias);
      const y = there();
      executor.run("addmm", size(n, k, m), { a, b, y });
      expect(firstDifference(y, expected)).toBe(-1);
      const inParts = there();
      for (const [row, high] of [
        [0, 4],
        [4, n - 4],
      ] as const)
        executor.run(
          "addmm",
          { ...size(high, k, m), part: { rows: n, columns: m, row, column: 0, hasRows: false } },
          { a, b, y: inParts },
        );
      expect(firstDifference(inParts, expected)).toBe(-1);
    }
  });

  test("rows that were packed before are packed again after another kernel, and where they are not said to be the same", () => {
    const [n, k, m] = [12, 40, 16];
    const [a, other, b] = [normal(n * k, 1), normal(n * k, 2), normal(k * m, 3)];
    const part = { rows: n, columns: m, row: 0, column: 0, hasRows: false };
    const expected = product(size(n, k, m), a, b);
    product(size(n, k, m), other, b);
    expect(product({ ...size(n, k, m), part }, a, b)).toEqual(expected);
    const x = normal(4000, 4);
    executor.run("softmax", { outer: 40, length: 100, inner: 1 }, { x, y: x.slice() });
    expect(product({ ...size(n, k, m), part: { ...part, hasRows: true } }, a, b)).toEqual(expected);
  });

  test("blocks of rows, of columns and of the common dim change no bit", () => {
    // Beyond what is packed at a time: the rows, the columns, and both sides of a long common dim.
    for (const [n, k, m] of [
      [40_000, 33, 5],
      [3, 40, 9000],
      [600, 2100, 540],
    ] as const) {
      const [a, b] = [normal(n * k, 4), normal(k * m, 5)];
      const whole = product(size(n, k, m), a, b);
      const rows = Math.min(7, n - 1);
      const first = n - rows;
      const part = product(size(rows, k, m), a.slice(first * k), b);
      expect(firstDifference(part, whole.slice(first * m))).toBe(-1);
      const columns = Float32Array.from({ length: k }, (_, p) => b[p * m + m - 1]!);
      const last = product(size(n, k, 1), a, columns);
      expect(last.findIndex((v, i) => !Object.is(v, whole[i * m + m - 1]))).toBe(-1);
    }
  });

  test("float32 is within 4 roundings of the sum of absolute products, and float64 of its own", () => {
    for (const k of [1, 63, 64, 65, 500, 2048, 2049, 20_000]) {
      const [a, b] = [normal(3 * k, k), normal(k * 2, k + 1)];
      const doubles = [Float64Array.from(a), Float64Array.from(b)] as const;
      const exact = new Float64Array(6);
      reference.run("matmul", size(3, k, 2), { a: doubles[0], b: doubles[1], bias: null, y: exact });
      const scale = new Float64Array(6);
      const [absA, absB] = doubles.map((x) => x.map(Math.abs));
      reference.run("matmul", size(3, k, 2), { a: absA!, b: absB!, bias: null, y: scale });
      product(size(3, k, 2), a, b).forEach((v, i) => {
        expect(Math.abs(v - exact[i]!)).toBeLessThanOrEqual(4 * 2 ** -24 * scale[i]!);
      });
      product(size(3, k, 2), ...doubles).forEach((v, i) => {
        expect(Math.abs(v - exact[i]!)).toBeLessThanOrEqual(4 * 2 ** -53 * scale[i]!);
      });
    }
  });

  test("a NaN or an infinity reaches exactly its row and its column", () => {
    const [n, k, m] = [7, 70, 11];
    const [a, b] = [normal(n * k, 6), normal(k * m, 7)];
    const before = product(size(n, k, m), a, b);
    for (const value of [NaN, Infinity, -Infinity]) {
      const [left, right] = [a.slice(), b.slice()];
      left[3 * k + 69] = value;
      right[69 * m + 10] = value;
      const rows = product(size(n, k, m), left, b);
      const columns = product(size(n, k, m), a, right);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          const at = i * m + j;
          if (i === 3) expect(Number.isFinite(rows[at])).toBe(false);
          else expect(rows[at]).toBe(before[at]);
          if (j === 10) expect(Number.isFinite(columns[at])).toBe(false);
          else expect(columns[at]).toBe(before[at]);
        }
      }
    }
  });

  test("a side, a bias or a result of the wrong length is not the module's", () => {
    const call = { a: normal(6, 1), b: normal(6, 2), bias: null, y: new Float32Array(4) };
    const memory = executor.instance;
    for (const wrong of [{ a: normal(5, 1) }, { b: normal(7, 1) }, { y: new Float32Array(5) }])
      executor.run("matmul", size(2, 3, 2), { ...call, ...wrong });
    expect(executor.instance).toBe(memory);
    executor.run("matmul", size(2, 3, 2), call);
    expect(call.y).toEqual(product(size(2, 3, 2), call.a, call.b));
  });

  test("the memory stays below 24 MB, however large the sides are", () => {
    for (const [n, k, m] of [
      [1, 2_000_000, 1],
      [2_000_000, 1, 1],
      [1, 1, 2_000_000],
      [1200, 1, 1200],
      [1, 3000, 3000],
      [3000, 3000, 1],
    ] as const) {
      product(size(n, k, m), new Float32Array(n * k), new Float32Array(k * m));
      product(size(n, k, m, true, true), new Float32Array(n * k), new Float32Array(k * m));
    }
    expect(executor.instance.f32.byteLength).toBeLessThan(24 * 2 ** 20);
  });

  test("losses between products find their own memory", () => {
    const x = normal(12, 1);
    const softmax = () => {
      const y = new Float32Array(12);
      executor.run("softmax", { outer: 3, length: 4, inner: 1 }, { x, y });
      return y;
    };
    const before = softmax();
    product(size(30, 40, 50), normal(1200, 2), normal(2000, 3));
    expect(softmax()).toEqual(before);
  });
});
