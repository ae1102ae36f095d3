import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { DType, HalfDType } from "../../src/dtype";
import { DTYPES, isHalf } from "../../src/dtype";
import {
  normal,
  permutation,
  randomIntegers,
  shuffleInsideOut,
  uniform,
} from "../../src/random/distributions";
import { Generator } from "../../src/random/generator";
import type { NDArray } from "../../src/values/ndarray";

type Float = "float32" | "float64";
type Values = { readonly values: readonly (number | boolean)[] };
type Call =
  | { readonly op: "rand" | "randn"; readonly size: number; readonly dtype: Float }
  | { readonly op: "randperm"; readonly size: number; readonly dtype: DType }
  | {
      readonly op: "randint";
      readonly low: number;
      readonly high: number;
      readonly size: number;
      readonly dtype: DType;
    };
type Sequence = { readonly seed: number; readonly calls: readonly (Call & Values)[] };
type Digest = { readonly seed: number; readonly call: Call; readonly sha256: string };
type Group = "seeds" | "normal" | "randint" | "randperm" | "mixed";

const golden = JSON.parse(readFileSync(join(__dirname, "../golden/random.json"), "utf8")) as {
  readonly cases: { readonly [G in Group]: readonly Sequence[] } & { readonly digests: readonly Digest[] };
};

function draw(call: Call, generator: Generator): NDArray {
  switch (call.op) {
    case "rand":
      return uniform([call.size], call.dtype, generator);
    case "randn":
      return normal([call.size], call.dtype, generator);
    case "randint":
      return randomIntegers(call.low, call.high, [call.size], call.dtype, generator);
    case "randperm":
      return permutation(call.size, call.dtype, generator);
  }
}

const numbers = (array: NDArray): number[] => Array.from(array.data as ArrayLike<number | bigint>, Number);

/** How many doubles apart two doubles of one sign are. */
function ulps(a: number, b: number): number {
  const [x, y] = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(x! - y!));
}

/** Replays the sequences; only float64 normal numbers may differ, by 4 ulp. */
function replay(group: Group): void {
  for (const { seed, calls } of golden.cases[group]) {
    const generator = new Generator().manualSeed(seed);
    for (const { values, ...call } of calls) {
      const got = draw(call, generator);
      const want = values.map(Number);
      expect(got.dtype).toBe(call.dtype);
      expect(got.shape).toEqual([call.size]);
      if (call.op === "randn" && call.dtype === "float64") {
        expect(got.data).toHaveLength(want.length);
        numbers(got).forEach((x, i) => {
          expect(ulps(x, want[i]!)).toBeLessThanOrEqual(4);
        });
      } else {
        expect({ seed, call, values: numbers(got) }).toEqual({ seed, call, values: want });
      }
    }
  }
}

describe("the numbers are PyTorch's", () => {
  test("for every kind of seed: bit for bit, float64 normal numbers within 4 ulp", () => replay("seeds"));
  test("for normal numbers of all sizes around the blocks of 16: float32 bit for bit, float64 within 4 ulp", () =>
    replay("normal"));
  test("for integers of every dtype and of ranges up to 2^54, bit for bit", () => replay("randint"));
  test("for permutations, bit for bit", () => replay("randperm"));
  test("through mixed calls that leave a second normal number for later: bit for bit, float64 normal ones within 4 ulp", () =>
    replay("mixed"));

  test.each(golden.cases.digests)(
    "for a long $call.op of $call.size $call.dtype numbers, bit for bit",
    (digest) => {
      const { data } = draw(digest.call, new Generator().manualSeed(digest.seed));
      expect(createHash("sha256").update(data).digest("hex")).toBe(digest.sha256);
    },
  );
});

const seeds = fc.maxSafeInteger();
const floats = fc.constantFrom<Float>("float32", "float64");
const calls: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ op: fc.constantFrom("rand", "randn"), size: fc.nat(70), dtype: floats }),
  fc.record({
    op: fc.constant("randperm"),
    size: fc.nat(70),
    dtype: fc.constantFrom<DType>("int64", "int32"),
  }),
  fc
    .tuple(fc.maxSafeInteger(), fc.maxSafeInteger())
    .filter(([a, b]) => a !== b)
    .chain(([a, b]) =>
      fc.record({
        op: fc.constant("randint"),
        low: fc.constant(Math.min(a, b)),
        high: fc.constant(Math.max(a, b)),
        size: fc.nat(70),
        dtype: fc.constantFrom<DType>("int64", "float64"),
      }),
    ),
);

test("the same seed and calls give the same numbers, whatever another generator does between them", () => {
  fc.assert(
    fc.property(seeds, fc.array(calls), (seed, sequence) => {
      const alone = new Generator().manualSeed(seed);
      const expected = sequence.map((call) => draw(call, alone));
      const disturbed = new Generator().manualSeed(seed);
      const other = new Generator().manualSeed(seed);
      const got = sequence.map((call) => {
        normal([3], "float64", other);
        return draw(call, disturbed);
      });
      expect(got).toEqual(expected);
      expect(disturbed.random()).toBe(alone.random());
    }),
  );
});

test("uniform numbers are at least 0 and less than 1, normal ones finite and never -0", () => {
  fc.assert(
    fc.property(seeds, fc.nat(200), floats, (seed, size, dtype) => {
      const generator = new Generator().manualSeed(seed);
      expect(numbers(uniform([size], dtype, generator)).every((x) => x >= 0 && x < 1)).toBe(true);
      const zs = numbers(normal([size], dtype, generator));
      expect(zs.every((z) => Number.isFinite(z) && !Object.is(z, -0))).toBe(true);
    }),
  );
});

test("a million normal numbers have mean 0, variance 1 and fourth moment 3, each within 4 standard errors", () => {
  const n = 1e6;
  for (const dtype of ["float32", "float64"] as const) {
    const { data } = normal([n], dtype, new Generator().manualSeed(1));
    let [mean, variance, fourth] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const z = data[i] as number;
      mean += z / n;
      variance += z ** 2 / n;
      fourth += z ** 4 / n;
    }
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  }
});

test("integers stay within their bounds, whole and exact, for every dtype that holds the bounds", () => {
  const bounds: { readonly [D in Exclude<DType, HalfDType>]: readonly [number, number] } = {
    bool: [0, 2],
    uint8: [0, 256],
    int32: [-(2 ** 31), 2 ** 31],
    int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    float32: [-(2 ** 24), 2 ** 24 + 1],
    float64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  };
  for (const dtype of Object.keys(bounds) as (keyof typeof bounds)[]) {
    const [min, max] = bounds[dtype];
    fc.assert(
      fc.property(
        seeds,
        fc
          .integer({ min, max: max - 1 })
          .chain((low) => fc.tuple(fc.constant(low), fc.integer({ min: low + 1, max }))),
        (seed, [low, high]) => {
          const values = numbers(randomIntegers(low, high, [20], dtype, new Generator().manualSeed(seed)));
          expect(values.every((x) => Number.isInteger(x) && x >= low && x < high)).toBe(true);
        },
      ),
    );
  }
});

test("an integer range below 2^28 takes 32 bits a number, one from 2^28 on 64, as in PyTorch 2", () => {
  const raw = new Generator().manualSeed(6);
  const generator = new Generator().manualSeed(6);
  const take = (range: number): bigint[] => [
    ...(randomIntegers(-3, range - 3, [5], "int64", generator).data as BigInt64Array),
  ];
  const narrow = 2 ** 28 - 1;
  expect(take(narrow)).toEqual(Array.from({ length: 5 }, () => BigInt((raw.random() % narrow) - 3)));
  for (const range of [2 ** 28, 2 ** 31, 2 ** 32 - 1, 2 ** 50])
    expect(take(range)).toEqual(Array.from({ length: 5 }, () => (raw.random64() % BigInt(range)) - 3n));
});

test("a permutation holds every number once", () => {
  fc.assert(
    fc.property(
      seeds,
      fc.nat(256),
      fc.constantFrom(...DTYPES.filter((d) => d !== "bool" && !isHalf(d))),
      (seed, n, dtype) => {
        const values = numbers(permutation(n, dtype, new Generator().manualSeed(seed)));
        expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      },
    ),
  );
});

test("the shuffle of very long permutations inserts each number at a 64-bit place among those before it", () => {
  fc.assert(
    fc.property(seeds, fc.nat(100), (seed, n) => {
      const raw = new Generator().manualSeed(seed);
      const expected: number[] = [];
      for (let i = 0; i < n; i++) {
        const place = Number(raw.random64() % BigInt(i + 1));
        expected.push(expected[place] ?? i);
        expected[place] = i;
      }
      const got = new Float64Array(n);
      shuffleInsideOut(got, Number, new Generator().manualSeed(seed));
      expect([...got]).toEqual(expected);
    }),
  );
});
