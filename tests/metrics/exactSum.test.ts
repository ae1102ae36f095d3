import fc from "fast-check";
import { ExactSum } from "../../src/metrics/exactSum";
import { golden } from "../golden";

type Special = number | string;

interface Case {
  readonly kind: string;
  readonly values: readonly Special[];
  readonly sum: Special;
}

const numberOf = (value: Special): number =>
  typeof value === "number" ? value : Number(value.replace("inf", "Infinity"));

const sumOf = (values: Iterable<number>): ExactSum => {
  const sum = new ExactSum();
  sum.addAll(Float64Array.from(values));
  return sum;
};

test("sums are those of Python's math.fsum, to the bit", () => {
  const cases = golden<readonly Case[]>("metrics").filter(({ kind }) => kind === "sum");
  expect(cases.length).toBeGreaterThan(150);
  for (const { values, sum } of cases) {
    const numbers = values.map(numberOf);
    expect({ numbers, sum: sumOf(numbers).value() }).toEqual({ numbers, sum: numberOf(sum) });
  }
});

/** Doubles of every size, some not finite: any bits. */
const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((bits) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
});
const doubles = fc.oneof(
  anyBits,
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  fc.constantFrom(5e-324, -0, 1, NaN, Infinity, -Infinity),
);
const lists = fc.array(doubles, { maxLength: 60 });

test("any order and any sharding gives the same bits and the same JSON", () => {
  fc.assert(
    fc.property(lists, fc.infiniteStream(fc.nat()), (values, random) => {
      const next = (): number => random.next().value as number;
      const whole = sumOf(values);
      const shuffled = values
        .map((value) => [next(), value] as const)
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value);
      const shards = Array.from({ length: 1 + (next() % 5) }, () => new ExactSum());
      for (const value of shuffled) shards[next() % shards.length]!.add(value);
      const merged = new ExactSum();
      for (const shard of shards) {
        const before = JSON.stringify(shard);
        merged.merge(next() % 2 === 0 ? shard : ExactSum.fromJSON(JSON.parse(before))!);
        expect(JSON.stringify(shard)).toBe(before);
      }
      expect(merged.value()).toBe(whole.value());
      expect(JSON.stringify(merged)).toBe(JSON.stringify(whole));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("what is added and taken away again leaves the JSON of nothing", () => {
  fc.assert(
    fc.property(fc.array(doubles.filter(Number.isFinite)), (values) => {
      const sum = sumOf([...values, ...values.map((value) => -value)]);
      expect(sum.toJSON()).toEqual(new ExactSum().toJSON());
      expect(sum.value()).toBe(0);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("carries come in time: two million additions of one limb, of both signs, are exact", () => {
  const sum = new ExactSum();
  const [n, x] = [2_200_000, 2 ** 53 - 1];
  for (let i = 0; i < n; i++) sum.add(x);
  const negative = new ExactSum();
  for (let i = 0; i < n; i++) negative.add(-x);
  const expected = Number(BigInt(n) * BigInt(x));
  expect([sum.value(), negative.value()]).toEqual([expected, -expected]);
  sum.merge(negative);
  expect(sum.toJSON()).toEqual(new ExactSum().toJSON());
});

test("a sum may be merged with itself, and reset", () => {
  const sum = sumOf([0.1, 1e300, Infinity]);
  sum.reset();
  expect(sum.toJSON()).toEqual(new ExactSum().toJSON());
  sum.add(0.1);
  sum.merge(sum);
  expect(sum.value()).toBe(0.2);
});

test("the JSON has hexadecimal digits without zeros at the end, and counts what is not finite", () => {
  const json = sumOf([-3 * 2 ** -1070, 5e-324 * 16, NaN, Infinity, Infinity, -Infinity]).toJSON();
  const counts = { nan: 1, positiveInfinity: 2, negativeInfinity: 1 };
  expect(json).toEqual({ digits: "-2", zeros: 1, ...counts });
  expect(sumOf([1]).toJSON()).toMatchObject({ digits: "4", zeros: 268 }); // 2^1074
});

test("sums up to 2^2176 units have JSON, beyond any number of doubles", () => {
  const json = { zeros: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
  const largest = { ...json, digits: "f".repeat(544) };
  expect(ExactSum.fromJSON(largest)!.toJSON()).toEqual({ digits: largest.digits, ...json });
  expect(ExactSum.fromJSON(largest)!.value()).toBe(Infinity);
  expect(ExactSum.fromJSON({ ...largest, digits: "f".repeat(545) })).toBeNull();
  expect(ExactSum.fromJSON({ ...json, digits: "1", zeros: 543 })).not.toBeNull();
  expect(ExactSum.fromJSON({ ...json, digits: "1", zeros: 544 })).toBeNull();
});

test("JSON that no sum has is refused", () => {
  const good = { digits: "a1", zeros: 3, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
  expect(ExactSum.fromJSON(good)!.toJSON()).toEqual(good);
  const bad: readonly object[] = [
    { digits: "a10" },
    { digits: "0a" },
    { digits: "A1" },
    { digits: "" },
    { digits: "-" },
    { digits: "-0" },
    { digits: "0" }, // with zeros behind it
    { digits: 10 },
    { digits: `1${"0".repeat(600)}1` },
    { zeros: -1 },
    { zeros: 0.5 },
    { zeros: 10_000 },
    { zeros: "3" },
    { nan: -1 },
    { positiveInfinity: 0.5 },
    { negativeInfinity: null },
  ];
  for (const part of bad) expect([part, ExactSum.fromJSON({ ...good, ...part })]).toEqual([part, null]);
  for (const json of [null, undefined, "0", 3, []]) expect(ExactSum.fromJSON(json)).toBeNull();
});
