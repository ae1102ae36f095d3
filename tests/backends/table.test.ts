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
  type PairKernel,
  type ReductionKernel,
  type UpdateKernel,
} from "../../src/backends/table";
import { RELAXED_SIMD, SIMD128 } from "../../src/backends/wasm/binary";
import { wasmExecutor } from "../../src/backends/wasm/executor";
import { Update } from "../../src/backends/wasm/update";
import type { DType, FloatArray, HalfDType, TypedArray } from "../../src/dtype";
import { createArray } from "../../src/dtype";
import { convert } from "../../src/values/convert";
import { fromHalf, type Halves, halvesOf, toHalf } from "../../src/values/half";
import type { Lines, Loop, ProductSize } from "../../src/values/shape";
import { broadcastShapes, broadcastStrides, loopNest, numel } from "../../src/values/shape";
import { BACKENDS } from "./wasm/simdBackends";

const NAMES = Object.keys(KERNELS) as KernelName[];
const LINE_KERNELS = NAMES.filter((name) => KERNELS[name].loops === "lines") as LineKernel[];

/** Random numbers of which calls take parts: to draw them anew for each would take half of the time. */
const drawing = { dtype: "float64", generator: new Generator().manualSeed(1) } as const;
const NUMBERS = randn([200_003], drawing).mul(3).data as Float64Array;
const UNIFORM = rand([200_003], drawing).data as Float64Array;

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

const isArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value);

/** A call with random operands of the sizes that the table says, in float32; outputs are full of rubbish. */
function randomCall(kernel: LineKernel, lines: Lines, { absent, oneForAll }: Variant, seed: number): Filled {
  const { length } = lines;
  const count = lines.outer * lines.inner;
  let drawn = 10 * seed;
  const some = (pool: Float64Array, n: number): Float32Array => {
    const start = (7919 * drawn++) % (pool.length - n);
    return new Float32Array(pool.subarray(start, start + n));
  };
  const call: Filled = {};
  const array = (name: string, operand: Operand): TypedArray | number => {
    const size: { readonly [layout: string]: number } = {
      line: count * length,
      perLine: count * (operand.each || Math.min(3, length)),
      perClass: length,
      whole: 1,
    };
    const n = operand.oneForAll && oneForAll ? 1 : (size[operand.layout] ?? 0);
    if (operand.layout === "scalar") return [0, 0.1, 1][seed % 3]!;
    if (operand.elements === "int32" && operand.access === "out") return new Int32Array(n).fill(99);
    if (operand.elements === "int32")
      return Int32Array.from({ length: n }, (_, i) => (i % 5 === 1 ? -1 : (i * 7 + seed) % length));
    if (operand.access !== "in") {
      const rubbish = operand.elements === "float" ? new Float32Array(n) : new Float64Array(n);
      return operand.access === "sum" ? rubbish : rubbish.fill(99);
    }
    if (operand.elements === "float64") return new Float64Array(some(UNIFORM, n));
    return some(name === "x" || name === "dy" ? NUMBERS : UNIFORM, n);
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
    Object.entries(call).map(([name, value]) => [name, isArray(value) ? value.slice() : value]),
  );

const execute = (
  executor: Executor,
  kernel: KernelName,
  geometry: Lines | ProductSize | readonly Loop[] | number,
  call: Filled,
): Filled => {
  const own = copyOf(call);
  executor.run(kernel, geometry as never, own as never);
  return own;
};

/** Where two arrays differ, -1 for nowhere: Jest's own comparison takes a second for a hundred thousand elements. */
const firstDifference = (a: TypedArray, b: TypedArray): number =>
  a.length === b.length ? (a as FloatArray).findIndex((v, i) => !Object.is(v, b[i])) : a.length;

/**
 * Fails unless all operands agree within `ulps` of float32, measured at the largest number of each; a sum over all lines
 * within `ofTotal`.
 */
function expectAgree(
  kernel: KernelName,
  actual: Filled,
  expected: Filled,
  ulps: number,
  ofTotal = ulps,
): void {
  for (const [name, { access, layout }] of operandsOf(kernel)) {
    const [a, b] = [actual[name], expected[name]];
    const most = layout === "whole" ? ofTotal : ulps;
    if (!isArray(b) || !isArray(a)) {
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
      (v, i) => !Object.is(a[i], v) && !(Math.abs(Number(a[i]) - v) <= most * 2 ** -24 * scale),
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

test("there are kernels of all kinds, and every operand says how it lies", () => {
  expect(LINE_KERNELS.length).toBeGreaterThan(5);
  const layouts = {
    lines: ["line", "perLine", "perClass", "whole", "scalar"],
    product: ["matrix", "perColumn"],
    pairs: ["first", "second", "each", "scalar"],
    reduction: ["line", "perLine"],
    update: ["each", "scalar"],
  };
  expect(new Set(NAMES.map((name) => KERNELS[name].loops))).toEqual(new Set(Object.keys(layouts)));
  for (const name of NAMES) {
    for (const [operand, { layout, access, over }] of operandsOf(name)) {
      expect({ operand, fits: layouts[KERNELS[name].loops].includes(layout) }).toEqual({
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

  test.each(BACKENDS)("%s in float64 gives what the reference gives", (_, executor) => {
    let seed = 0;
    for (const lines of GEOMETRIES) {
      for (const variant of variants) {
        const call = randomCall(kernel, lines, variant, seed++);
        for (const [name, value] of Object.entries(call))
          if (value instanceof Float32Array) call[name] = new Float64Array(value);
        expectAgree(
          kernel,
          execute(executor, kernel, lines, call),
          execute(reference, kernel, lines, call),
          // The reference adds a line number by number: a mean of 130 is 16 ulp off, one of 5000 is 600, the module's 1.
          Math.max(16, lines.length / 4) * 2 ** -29,
          // So it adds a sum over the lines.
          (Math.max(16, lines.length / 4) + (lines.outer * lines.inner) / 4) * 2 ** -29,
        );
      }
    }
  });

  const inHalf = operandsOf(kernel).flatMap(([name, { halves }]) => (halves ? [name] : []));
  const formats: readonly HalfDType[] = inHalf.length > 0 ? ["float16", "bfloat16"] : [];
  for (const dtype of formats)
    test(`numbers of ${dtype} are those of their float32, to the bit, on every executor`, () => {
      for (const [, executor] of [["reference", reference] as const, ...BACKENDS]) {
        let seed = 0;
        for (const lines of GEOMETRIES) {
          for (const variant of variants) {
            const call = randomCall(kernel, lines, variant, seed++);
            const stored: { [name: string]: Filled[string] | Halves } = copyOf(call);
            for (const name of inHalf) {
              const bits = toHalf(call[name] as FloatArray, dtype);
              call[name] = fromHalf(bits, dtype);
              stored[name] = halvesOf(bits, dtype);
            }
            executor.run(kernel, lines, stored as never);
            const expected = execute(executor, kernel, lines, call);
            for (const [name, { access }] of operandsOf(kernel)) {
              if (access === "in" || call[name] === null) continue;
              const place = firstDifference(stored[name] as TypedArray, expected[name] as TypedArray);
              expect({ name, seed, place }).toEqual({ name, seed, place: -1 });
            }
          }
        }
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
            const { a, b } = call;
            const sum = { a, b, y: numbers(n * m) };
            const sums = [executor, reference].map((e) => execute(e, "addmm", size, sum));
            expectAgree("addmm", sums[0]!, sums[1]!, Kind === Float32Array ? 32 : 32 * 2 ** -29);
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

/** Shapes of two operands, small and large enough for the module, of every form of broadcasting. */
const STRETCHED: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[5], [1]],
  [
    [40, 50],
    [40, 50],
  ],
  [[40, 50], [50]],
  [[50], [40, 50]],
  [
    [40, 1],
    [1, 50],
  ],
  [
    [40, 50],
    [40, 1],
  ],
  [[40, 50], [1]],
  [[], [300]],
  [[700, 3], [3]],
  [
    [700, 3],
    [700, 1],
  ],
  [[9, 33], [33]],
  [
    [3, 7, 40],
    [3, 1, 40],
  ],
  [
    [3, 7, 40],
    [7, 1],
  ],
  [
    [2, 3, 20, 30],
    [3, 1, 1],
  ],
  [
    [2, 1, 20, 30],
    [1, 3, 1, 30],
  ],
  [[3, 20000], [20000]],
  [
    [3, 20000],
    [3, 1],
  ],
  [[20001], [20001]],
];

const POSITIVE = NUMBERS.map((v) => Math.abs(v) + 0.1);

/** What the module computes by formulas of its own. */
const OWN_FORMULAS: ReadonlySet<string> = new Set(["exp", "log", "sigmoid", "tanh"]);

const PAIR_KERNELS = NAMES.filter((name) => KERNELS[name].loops === "pairs") as PairKernel[];

describe.each(PAIR_KERNELS)("%s", (kernel) => {
  const names = operandsOf(kernel).map(([name]) => name);
  const isUnary = !names.includes("b") && names.includes("x") && kernel !== "axpy";

  /** A call of the kernel, positive where it takes roots, logarithms or powers. */
  function pairCall(a: readonly number[], b: readonly number[], dtype: DType, seed: number) {
    const shape = isUnary ? a : broadcastShapes(a, b);
    const some = (of: readonly number[]): TypedArray => {
      const pool = /^(log|sqrt|rsqrt|pow)/.test(kernel) ? POSITIVE : NUMBERS;
      return convert(pool.subarray(seed, seed + numel(of)), "float64", dtype);
    };
    const [, y] = operandsOf(kernel).find(([name]) => name === "y")!;
    const out = createArray(y.elements === "truth" ? "bool" : dtype, numel(shape));
    const call: Filled = {
      y: y.access === "sum" ? some(shape) : out.fill((dtype === "int64" ? 9n : 9) as never),
    };
    if (isUnary) call["x"] = some(a);
    else if (kernel === "axpy") Object.assign(call, { x: some(b), alpha: -0.5 });
    else Object.assign(call, { a: some(a), b: some(b) });
    if (names.includes("exponent")) call["exponent"] = 2.5;
    const own = kernel === "axpy" ? shape : a;
    return {
      call,
      nest: loopNest(shape, broadcastStrides(own, shape), broadcastStrides(isUnary ? a : b, shape)),
    };
  }

  test.each(BACKENDS)("%s gives what the reference gives", (_, executor) => {
    for (const [seed, [a, b]] of STRETCHED.entries()) {
      if (kernel === "axpy" && numel(b) > numel(broadcastShapes(a, b))) continue;
      const { call, nest } = pairCall(a, b, "float32", seed);
      const [actual, expected] = [
        execute(executor, kernel, nest, call),
        execute(reference, kernel, nest, call),
      ];
      // These are formulas of the module's own: tests/backends/wasm/elementwise.test.ts.
      if (OWN_FORMULAS.has(kernel)) expectAgree(kernel, actual, expected, 4);
      else
        for (const name of names)
          if (isArray(actual[name]))
            expect([a, b, name, firstDifference(actual[name], expected[name] as TypedArray)]).toEqual([
              a,
              b,
              name,
              -1,
            ]);
    }
  });

  test.each(BACKENDS)("%s in float64 is the reference, bit for bit", (_, executor) => {
    const { call, nest } = pairCall([40, 50], [50], "float64", 1);
    expect(execute(executor, kernel, nest, call)).toEqual(execute(reference, kernel, nest, call));
  });

  test.each(BACKENDS)("%s writes over an operand of the same shape", (_, executor) => {
    const { call, nest } = pairCall([40, 50], [40, 50], "float32", 1);
    const apart = execute(executor, kernel, nest, call)["y"];
    for (const name of ["a", "b", "x"].filter((operand) => names.includes(operand))) {
      if (kernel === "axpy" || KERNELS[kernel].operands.y.elements === "truth") continue;
      const own = copyOf(call);
      own["y"] = own[name]!;
      executor.run(kernel, nest as never, own as never);
      expect([name, own["y"]]).toEqual([name, apart]);
    }
  });

  test.each(BACKENDS)("%s: an element is the same whatever lies beside it", (_, executor) => {
    const { call, nest } = pairCall([40, 50], [40, 50], "float32", 3);
    const whole = execute(executor, kernel, nest, call)["y"] as FloatArray;
    const n = 1001;
    const part = (value: Filled[string]): Filled[string] =>
      isArray(value) ? value.subarray(7, 7 + n) : value;
    const some = Object.fromEntries(Object.entries(call).map(([name, value]) => [name, part(value!)]));
    const loops = [{ size: n, strideA: 1, strideB: 1 }];
    expect(execute(executor, kernel, loops, some)["y"]).toEqual(whole.slice(7, 7 + n));
  });
});

const REDUCTIONS = NAMES.filter((name) => KERNELS[name].loops === "reduction") as ReductionKernel[];

describe.each(REDUCTIONS)("%s", (kernel) => {
  const geometries: readonly Lines[] = [
    ...GEOMETRIES.slice(0, 7),
    { outer: 3, length: 20000, inner: 1 },
    { outer: 1, length: 40001, inner: 1 },
    { outer: 2, length: 3, inner: 17000 },
    { outer: 2, length: 11000, inner: 3 },
    { outer: 1, length: 100, inner: 333 },
  ];
  const out = (x: TypedArray, n: number): TypedArray => {
    if (kernel === "argmax" || kernel === "argmin") return new Int32Array(n).fill(9);
    if (kernel === "amax" || kernel === "amin") return x.slice(0, n);
    return x instanceof BigInt64Array ? new BigInt64Array(n) : new Float64Array(n).fill(9);
  };

  test.each(BACKENDS)(
    "%s gives what the reference gives, with a NaN and equals among them",
    (_, executor) => {
      for (const [seed, lines] of geometries.entries()) {
        const size = lines.outer * lines.length * lines.inner;
        const count = lines.outer * lines.inner;
        const x = Float32Array.from(NUMBERS.subarray(seed, seed + size));
        // Without -0: of zeros of both signs the reference gives the first, amax of the module 0, its amin -0.
        for (const some of [x, x.map((v, i) => (i % 1009 === 5 ? NaN : Math.round(v) + 0))]) {
          const call = { x: some, y: out(some, count) };
          const [actual, expected] = [
            execute(executor, kernel, lines, call),
            execute(reference, kernel, lines, call),
          ];
          const off = firstDifference(actual["y"] as TypedArray, expected["y"] as TypedArray);
          expect({ lines, off }).toEqual({ lines, off: -1 });
        }
      }
    },
  );

  test.each(BACKENDS)("%s: a line gives the same bits whatever lies beside it", (_, executor) => {
    const x = Float32Array.from(NUMBERS.subarray(0, 60 * 700));
    const whole = execute(executor, kernel, { outer: 60, length: 700, inner: 1 }, { x, y: out(x, 60) });
    const alone = { x: x.slice(700, 1400), y: out(x, 1) };
    const one = execute(executor, kernel, { outer: 1, length: 700, inner: 1 }, alone);
    expect((one["y"] as Float64Array)[0]).toBe((whole["y"] as Float64Array)[1]);
    const planes = execute(executor, kernel, { outer: 1, length: 60, inner: 700 }, { x, y: out(x, 700) });
    const columns = Float32Array.from(
      { length: 60 * 300 },
      (_, i) => x[Math.floor(i / 300) * 700 + 100 + (i % 300)]!,
    );
    const some = execute(
      executor,
      kernel,
      { outer: 1, length: 60, inner: 300 },
      { x: columns, y: out(x, 300) },
    );
    expect(some["y"]).toEqual((planes["y"] as Float64Array).slice(100, 400));
  });

  test.each(["float64", "int64", "int32", "uint8"] as const)("of %s is the reference's", (dtype) => {
    const lines = { outer: 3, length: 50, inner: 4 };
    const x = randn([600]).mul(20).to(dtype).data;
    for (const [, executor] of BACKENDS) {
      const call = { x, y: out(x, 12) };
      expect(execute(executor, kernel, lines, call)).toEqual(execute(reference, kernel, lines, call));
    }
  });
});

const UPDATES = NAMES.filter((name) => KERNELS[name].loops === "update") as UpdateKernel[];

describe.each(UPDATES)("%s", (kernel) => {
  /** A call on random numbers; those that are a mean of squares are not negative. */
  function updateCall(Kind: typeof Float32Array | typeof Float64Array, n: number, seed: number): Filled[] {
    const generator = new Generator().manualSeed(seed);
    return variantsOf(kernel).map(({ absent }) =>
      Object.fromEntries(
        operandsOf(kernel).map(([name, { layout }]) => {
          if (absent.has(name)) return [name, null];
          if (layout === "scalar")
            return [name, [0, 1, 0.3, 0.7][Math.floor(rand([], { generator }).item() * 4)]!];
          const numbers = Kind.from(randn([n], { generator }).data as FloatArray);
          return [name, name === "square" || name === "largest" ? numbers.map(Math.abs) : numbers];
        }),
      ),
    );
  }

  test.each(BACKENDS)(
    "%s gives what the reference gives, bit for bit, and changes nothing else",
    (_, executor) => {
      for (const n of [1, 7, 63, 64, 65, 1001, 8192, 20003])
        for (const Kind of [Float32Array, Float64Array])
          for (let seed = 0; seed < (n > 5000 ? 2 : 12); seed++)
            for (const call of updateCall(Kind, n, seed)) {
              const [actual, expected] = [
                execute(executor, kernel, n, call),
                execute(reference, kernel, n, call),
              ];
              for (const [name, { access }] of operandsOf(kernel)) {
                const [own, other] = [actual[name], expected[name]];
                if (!isArray(own)) continue;
                expect([name, n, firstDifference(own, other as TypedArray)]).toEqual([name, n, -1]);
                const changes = firstDifference(own, call[name] as TypedArray) >= 0;
                if (access === "in") expect(changes).toBe(false);
              }
            }
    },
  );

  test.each(BACKENDS)("%s: an element is the same whatever lies beside it", (_, executor) => {
    for (const call of updateCall(Float32Array, 9000, 5)) {
      const part = Object.fromEntries(
        Object.entries(call).map(([name, v]) => [name, isArray(v) ? v.slice(8100, 8300) : v]),
      );
      const [whole, some] = [execute(executor, kernel, 9000, call), execute(executor, kernel, 200, part)];
      expect(some["p"]).toEqual((whole["p"] as Float32Array).slice(8100, 8300));
    }
  });

  test.each(BACKENDS)("%s refuses an operand of another length and writes nothing", (_, executor) => {
    const call = updateCall(Float32Array, 100, 1)[0]!;
    const before = copyOf(call);
    expect(Object.keys(call)).toContain("gradient");
    expect(wasmRefuses(executor, kernel, { ...call, gradient: new Float32Array(99) })).toBe(true);
    expect(call).toEqual(before);
  });
});

/** Whether the module itself refuses a call of 100 elements. */
function wasmRefuses(executor: (typeof BACKENDS)[number][1], kernel: UpdateKernel, call: Filled): boolean {
  try {
    Update.of(executor.instance, kernel)!.run(100, call as AnyCall);
    return false;
  } catch (error) {
    return error instanceof RangeError;
  }
}

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
      const rest = { total: null, scale: Float64Array.of(1), weights: null, labelSmoothing: 0 };
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
