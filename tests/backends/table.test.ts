/** Every executor does what the reference kernels do: the calls are made from the table, so that no kernel is forgotten. */

import { Generator, rand, randn } from "../../src";
import { reference, runLines } from "../../src/backends/reference/executor";
import {
  type AnyCall,
  type Executor,
  KERNELS,
  type KernelName,
  type LineKernel,
  type Operand,
  operandsOf,
} from "../../src/backends/table";
import { RELAXED_SIMD, SIMD128 } from "../../src/backends/wasm/binary";
import { wasmExecutor } from "../../src/backends/wasm/executor";
import type { FloatArray, TypedArray } from "../../src/dtype";
import type { Lines, ProductSize } from "../../src/values/shape";
import { BACKENDS } from "./wasm/simdBackends";

const NAMES = Object.keys(KERNELS) as KernelName[];
const LINE_KERNELS = NAMES.filter((name) => KERNELS[name].loops === "lines") as LineKernel[];

type Filled = { [name: string]: TypedArray | number | null };

/** Which of the optional operands are absent, and whether numbers for each line are one for all. */
interface Variant {
  readonly absent: ReadonlySet<string>;
  readonly oneForAll: boolean;
}

/** Every combination of what a call of the kernel may leave out. */
function variantsOf(kernel: KernelName): Variant[] {
  const names = operandsOf(kernel).flatMap(([name, { optional }]) => (optional ? [name] : []));
  const subsets = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_, i) => (bits >> i) & 1),
  );
  const singles = operandsOf(kernel).some(([, { oneForAll }]) => oneForAll) ? [false, true] : [false];
  return subsets.flatMap((absent) => singles.map((oneForAll) => ({ absent: new Set(absent), oneForAll })));
}

/** A call with random operands of the sizes that the table says, in float32; outputs are full of rubbish. */
function randomCall(kernel: LineKernel, lines: Lines, { absent, oneForAll }: Variant, seed: number): Filled {
  const { length } = lines;
  const count = lines.outer * lines.inner;
  const generator = new Generator().manualSeed(seed);
  const floats = (n: number): Float32Array => randn([n], { generator }).mul(3).data as Float32Array;
  const positive = (n: number): Float32Array => rand([n], { generator }).data as Float32Array;
  const call: Filled = {};
  const array = (name: string, operand: Operand): TypedArray | number => {
    const size = {
      line: count * length,
      perLine: count * operand.each,
      perClass: length,
      scalar: 1,
      matrix: 0,
      perColumn: 0,
    };
    const n = operand.oneForAll && oneForAll ? 1 : size[operand.layout];
    if (operand.layout === "scalar") return [0, 0.1, 1][seed % 3]!;
    if (operand.elements === "int32")
      return Int32Array.from({ length: n }, (_, i) => (i % 5 === 1 ? -1 : (i * 7 + seed) % length));
    if (operand.access !== "in") {
      const rubbish = operand.elements === "float" ? new Float32Array(n) : new Float64Array(n);
      return operand.access === "sum" ? rubbish : rubbish.fill(99);
    }
    if (operand.elements === "float64") return Float64Array.from(positive(n));
    return name === "x" || name === "dy" ? floats(n) : positive(n);
  };
  for (const [name, operand] of operandsOf(kernel))
    call[name] = absent.has(name) ? null : array(name, operand);
  // Maximum and log of the sum are those of the logits: no other are ever passed.
  if (call["stats"] && operandsOf(kernel).some(([name, { access }]) => name === "stats" && access === "in")) {
    const x = call["x"] as FloatArray;
    reference.run("logSoftmax", lines, { x, y: x.slice(), stats: call["stats"] as Float64Array });
  }
  return call;
}

const copyOf = (call: Filled): Filled =>
  Object.fromEntries(
    Object.entries(call).map(([name, value]) => [name, value instanceof Object ? value.slice() : value]),
  );

const execute = (
  executor: Executor,
  kernel: KernelName,
  geometry: Lines | ProductSize,
  call: Filled,
): Filled => {
  const own = copyOf(call);
  executor.run(kernel, geometry as never, own as never);
  return own;
};

/** Where two arrays differ, -1 for nowhere: Jest's own comparison takes a second for a hundred thousand elements. */
const firstDifference = (a: TypedArray, b: TypedArray): number =>
  a.length === b.length ? (a as FloatArray).findIndex((v, i) => !Object.is(v, b[i])) : a.length;

/** Fails unless all operands agree within `ulps` of float32, measured at the largest number of each. */
function expectAgree(kernel: KernelName, actual: Filled, expected: Filled, ulps: number): void {
  for (const [name, { access }] of operandsOf(kernel)) {
    const [a, b] = [actual[name], expected[name]];
    if (!(b instanceof Object) || !(a instanceof Object)) {
      expect(a).toBe(b);
      continue;
    }
    if (access === "in") {
      expect({ name, changed: firstDifference(a, b) }).toEqual({ name, changed: -1 }); // inputs stay as they are
      continue;
    }
    const numbers = Array.from(b as FloatArray);
    const scale = numbers.reduce((max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max), 1);
    const off = numbers.findIndex(
      (v, i) => !Object.is(a[i], v) && !(Math.abs(Number(a[i]) - v) <= ulps * 2 ** -24 * scale),
    );
    if (off >= 0) throw new Error(`${kernel}, ${name}[${off}]: ${a[off]}, reference ${b[off]}`);
  }
}

const GEOMETRIES: readonly Lines[] = [
  { outer: 1, length: 1, inner: 1 },
  { outer: 3, length: 2, inner: 1 },
  { outer: 7, length: 5, inner: 1 },
  { outer: 2, length: 67, inner: 1 },
  { outer: 300, length: 130, inner: 1 },
  { outer: 2, length: 3, inner: 2 },
  { outer: 3, length: 4, inner: 5 },
  { outer: 1, length: 21, inner: 3300 },
  { outer: 2, length: 5000, inner: 17 },
];

test("there are kernels of both kinds, and every operand says how it lies", () => {
  expect(LINE_KERNELS.length).toBeGreaterThan(5);
  expect(NAMES.length).toBeGreaterThan(LINE_KERNELS.length);
  for (const name of NAMES) {
    for (const [operand, { layout, access, over }] of operandsOf(name)) {
      expect({
        operand,
        fits: ["matrix", "perColumn"].includes(layout) === (KERNELS[name].loops === "product"),
      }).toEqual({
        operand,
        fits: true,
      });
      if (over !== null) {
        const input = operandsOf(name).find(([other]) => other === over)?.[1];
        expect([access, input?.access, input?.layout]).toEqual(["out", "in", layout]);
      }
    }
  }
});

describe.each(LINE_KERNELS)("%s", (kernel) => {
  const variants = variantsOf(kernel);

  test.each(BACKENDS)("%s gives what the reference gives", (_, executor) => {
    let seed = 0;
    for (const lines of GEOMETRIES) {
      for (const variant of variants) {
        const call = randomCall(kernel, lines, variant, seed++);
        expectAgree(
          kernel,
          execute(executor, kernel, lines, call),
          execute(reference, kernel, lines, call),
          64,
        );
      }
    }
  });

  test.each(BACKENDS)("%s in float64 is the reference, bit for bit", (_, executor) => {
    const lines = { outer: 2, length: 7, inner: 3 };
    for (const [seed, variant] of variants.entries()) {
      const call = randomCall(kernel, lines, variant, seed);
      for (const [name, value] of Object.entries(call))
        if (value instanceof Float32Array) call[name] = Float64Array.from(value);
      expect(execute(executor, kernel, lines, call)).toEqual(execute(reference, kernel, lines, call));
    }
  });

  test("the same call twice gives the same bits on every executor", () => {
    const lines = { outer: 5, length: 33, inner: 2 };
    for (const [, executor] of [["reference", reference] as const, ...BACKENDS]) {
      for (const [seed, variant] of variants.entries()) {
        const call = randomCall(kernel, lines, variant, seed);
        const first = execute(executor, kernel, lines, call);
        for (const other of GEOMETRIES.slice(0, 4))
          execute(executor, kernel, other, randomCall(kernel, other, variant, 1));
        expect(execute(executor, kernel, lines, call)).toEqual(first);
      }
    }
  });

  test("ranges of lines, one after the other, are the whole", () => {
    for (const lines of [
      { outer: 7, length: 5, inner: 1 },
      { outer: 2, length: 6, inner: 19 },
    ]) {
      const count = lines.outer * lines.inner;
      for (const [seed, variant] of variants.entries()) {
        const call = randomCall(kernel, lines, variant, seed);
        const parts = copyOf(call);
        for (const [first, end] of [
          [0, 1],
          [1, 5],
          [5, count],
        ] as const)
          runLines(kernel, lines, parts as AnyCall, first, end);
        expect(parts).toEqual(execute(reference, kernel, lines, call));
      }
    }
  });
});

describe.each(BACKENDS)("a product on %s", (_, executor) => {
  const sizes = [
    [1, 1, 1],
    [2, 3, 4],
    [5, 7, 3],
    [6, 64, 8],
    [7, 65, 9],
    [1, 300, 50],
    [50, 300, 1],
    [13, 130, 21],
    [250, 9, 12],
  ] as const;

  test.each([Float32Array, Float64Array])("of %p gives what the reference gives", (Kind) => {
    let seed = 0;
    for (const [n, k, m] of sizes) {
      for (const transposedA of [false, true]) {
        for (const transposedB of [false, true]) {
          for (const withBias of [false, true]) {
            const generator = new Generator().manualSeed(seed++);
            const numbers = (length: number) => Kind.from(randn([length], { generator }).data as FloatArray);
            const size = { n, k, m, transposedA, transposedB };
            const bias = withBias ? numbers(m) : null;
            const call = { a: numbers(n * k), b: numbers(k * m), bias, y: new Kind(n * m).fill(99) };
            const [own, expected] = [executor, reference].map((e) => execute(e, "matmul", size, call));
            expectAgree("matmul", own!, expected!, Kind === Float32Array ? 32 : 32 * 2 ** -29);
          }
        }
      }
    }
  });

  test("of integers, of mixed dtypes and over nothing is the reference's", () => {
    const size = { n: 2, k: 3, m: 2, transposedA: false, transposedB: true };
    const whole = [1, 2, 3, 4, 5, 6];
    for (const Kind of [Int32Array, Uint8Array]) {
      const call = { a: Kind.from(whole), b: Kind.from(whole), bias: null, y: new Kind(4) };
      expect([...(execute(executor, "matmul", size, call)["y"] as Int32Array)]).toEqual([14, 32, 32, 77]);
    }
    const mixed = {
      a: Float32Array.from(whole),
      b: Float64Array.from(whole),
      bias: null,
      y: new Float32Array(4),
    };
    expect([...(execute(executor, "matmul", size, mixed)["y"] as Float32Array)]).toEqual([14, 32, 32, 77]);
    const none = {
      a: new Float32Array(0),
      b: new Float32Array(0),
      bias: Float32Array.of(7, 8),
      y: new Float32Array(4),
    };
    const y = execute(executor, "matmul", { ...size, k: 0 }, none)["y"] as Float32Array;
    expect([...y]).toEqual([7, 8, 7, 8]);
  });
});

describe.each(BACKENDS)("%s", (_, executor) => {
  test("an operand of the wrong length never reaches the module, and what comes later is right", () => {
    const lines = { outer: 2, length: 4, inner: 1 };
    const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const expected = new Float32Array(8);
    executor.run("softmax", lines, { x, y: expected });
    const memory = executor.instance.f32.byteLength;
    for (const size of [3, 100_000])
      executor.run("softmax", lines, { x: new Float32Array(size), y: new Float32Array(size) });
    expect(executor.instance.f32.byteLength).toBeLessThanOrEqual(memory);
    const y = new Float32Array(8);
    executor.run("softmax", lines, { x, y });
    expect(y).toEqual(expected);
  });

  test("class indices that are no classes write nothing and count as ignored", () => {
    for (const inner of [1, 3]) {
      const lines = { outer: 1, length: 4, inner };
      const rest = { scale: Float64Array.of(1), weights: null, labelSmoothing: 0 };
      const x = new Float32Array(4 * inner).fill(1);
      for (const bad of [4, 5, 1000, 2 ** 30, -1, -(2 ** 31)]) {
        const [dx, losses] = [new Float32Array(4 * inner).fill(9), new Float64Array(inner).fill(9)];
        executor.run("crossEntropy", lines, {
          x,
          dx,
          targets: new Int32Array(inner).fill(bad),
          losses,
          ...rest,
        });
        expect([...dx, ...losses]).toEqual(new Array(5 * inner).fill(0));
      }
    }
    const y = new Float32Array(3);
    executor.run("softmax", { outer: 1, length: 3, inner: 1 }, { x: new Float32Array(3), y });
    expect(y[0]).toBeCloseTo(1 / 3, 7);
  });
});

test("NaN beside infinity makes the logsumexp NaN on every executor, through planes too, in either order", () => {
  const pairs = [
    [NaN, Infinity, NaN],
    [Infinity, NaN, NaN],
    [NaN, -Infinity, NaN],
    [-Infinity, NaN, NaN],
    [Infinity, 1, Infinity],
    [-Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
    [-Infinity, 1, 1],
  ] as const;
  for (const [name, executor] of [["reference", reference] as const, ...BACKENDS]) {
    for (const inner of [2, 8, 24]) {
      const lineOf = (i: number) => pairs[i % pairs.length]!;
      const x = Float32Array.from({ length: 2 * inner }, (_, j) => lineOf(j % inner)[j < inner ? 0 : 1]);
      const y = new Float64Array(inner);
      executor.run("logsumexp", { outer: 1, length: 2, inner }, { x, y });
      expect([name, ...y]).toEqual([name, ...Array.from({ length: inner }, (_, i) => lineOf(i)[2])]);
    }
  }
});

test.each([
  ["simd128", SIMD128],
  ["relaxed-simd", RELAXED_SIMD],
])(
  "%s lays its memory out anew when kernels and shapes take turns, more of them than it keeps plans for",
  (_, base64) => {
    const executor = wasmExecutor(base64)!;
    const geometries = Array.from({ length: 11 }, (_, i) => ({
      outer: 2,
      length: 3 + i,
      inner: 1 + (i % 3),
    }));
    const calls = geometries.flatMap((lines, seed) =>
      LINE_KERNELS.map((kernel) => {
        const call = randomCall(kernel, lines, variantsOf(kernel)[0]!, seed);
        return { kernel, lines, call, alone: execute(wasmExecutor(base64)!, kernel, lines, call) };
      }),
    );
    for (const turn of [calls, [...calls].reverse(), calls])
      for (const { kernel, lines, call, alone } of turn)
        expect(execute(executor, kernel, lines, call)).toEqual(alone);
  },
);
