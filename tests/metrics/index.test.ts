import fc from "fast-check";
import { functional, metrics, type Tensor, tensor } from "../../src";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface Case {
  readonly kind: "batches" | "sum";
  readonly dim: number;
  readonly batches: readonly { readonly logits: GoldenArray; readonly target: GoldenArray }[];
  readonly results: readonly (readonly [
    kind: "CrossEntropy" | "Accuracy" | "Calibration",
    options: { readonly [name: string]: unknown },
    weight: GoldenArray | null,
    result: { readonly [name: string]: unknown },
  ])[];
}

type AnyMetric = metrics.CrossEntropy | metrics.Accuracy | metrics.Calibration;

const cases = golden<readonly Case[]>("metrics").filter(({ kind }) => kind === "batches");

/** Numbers within the error of float32, or of float64; all else is equal. */
function expectNear(actual: unknown, expected: unknown, error: number): void {
  if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected))
      expectNear((actual as { readonly [name: string]: unknown })[name], value, error);
  } else if (expected === "nan") expect(actual).toBeNaN();
  else expect(Math.abs((actual as number) - (expected as number))).toBeLessThanOrEqual(error);
}

test.each(["CrossEntropy", "Accuracy", "Calibration"] as const)(
  "%s: the results of two batches are PyTorch's",
  (kind) => {
    let checked = 0;
    for (const { dim, batches, results } of cases) {
      for (const [, options, weight, result] of results.filter(([other]) => other === kind)) {
        const own = { dim, ...options, ...(weight && { weight: fromGolden(weight) }) };
        const metric = new metrics[kind](own as object);
        for (const { logits, target } of batches) metric.update(fromGolden(logits), fromGolden(target));
        expectNear(metric.compute(), result, batches[0]!.logits.dtype === "float64" ? 1e-12 : 2e-6);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(10);
  },
);

/** Metrics of all kinds and options, of logits with four classes. */
const MAKERS: readonly (readonly [string, () => AnyMetric])[] = [
  ["CrossEntropy", () => new metrics.CrossEntropy()],
  [
    "CrossEntropy with weights and smoothing",
    () =>
      new metrics.CrossEntropy({ weight: tensor([0.1, 0.7, 1.3, 2]), labelSmoothing: 0.1, ignoreIndex: 1 }),
  ],
  ["Accuracy", () => new metrics.Accuracy({ ignoreIndex: 3 })],
  ["Accuracy of two", () => new metrics.Accuracy({ topK: 2 })],
  ["Calibration", () => new metrics.Calibration({ bins: 7 })],
];

const logit = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -30, max: 30, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, NaN, Infinity, -Infinity, 3e38) },
);
const row = fc.record({
  logits: fc.array(logit, { minLength: 4, maxLength: 4 }),
  target: fc.constantFrom(0, 1, 2, 3, -100),
});
type Row = { readonly logits: readonly number[]; readonly target: number };

function update(metric: AnyMetric, rows: readonly Row[]): void {
  if (rows.length === 0) return;
  // Targets that are ignored by default are so by some metrics only.
  const target = rows.map(({ target }) => (target < 0 ? metric.ignoreIndex : target));
  metric.update(tensor(rows.map(({ logits }) => logits)) as Tensor, tensor(target));
}

const merge = (into: AnyMetric, from: AnyMetric): void =>
  (into as metrics.Accuracy).merge(from as metrics.Accuracy);
const again = (metric: AnyMetric): AnyMetric =>
  metrics[metric.toJSON().metric as "Accuracy"].fromJSON(JSON.parse(JSON.stringify(metric)));

describe.each(MAKERS)("%s", (_, make) => {
  test("any batches, sharding, order, merging and JSON in between give the same bits", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (rows, random) => {
        const next = (n: number): number => (random.next().value as number) % n;
        const whole = make();
        update(whole, rows);
        const shards = Array.from({ length: 1 + next(4) }, make);
        const rest = [...rows];
        while (rest.length > 0) {
          const batch = Array.from({ length: 1 + next(4) }, () =>
            rest.splice(next(rest.length || 1), 1),
          ).flat();
          const i = next(shards.length);
          update(shards[i]!, batch);
          if (next(3) === 0) shards[i] = again(shards[i]!);
        }
        while (shards.length > 1) {
          const [from] = shards.splice(next(shards.length), 1);
          const before = JSON.stringify(from);
          merge(shards[next(shards.length)]!, from!);
          expect(JSON.stringify(from)).toBe(before);
        }
        expect(shards[0]!.compute()).toEqual(whole.compute());
        expect(JSON.stringify(shards[0])).toBe(JSON.stringify(whole));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("what is reset is as new, and its JSON as short as that of one row", () => {
    const metric = make();
    const rows = Array.from({ length: 500 }, (_, i) => ({ logits: [i / 99, 1, 2, -3], target: i % 3 }));
    update(metric, rows);
    expect(JSON.stringify(metric).length).toBeLessThan(4000);
    metric.reset();
    expect(JSON.stringify(metric)).toBe(JSON.stringify(make()));
  });

  test("a bad batch leaves the metric as it was", () => {
    const metric = make();
    update(metric, [{ logits: [1, 2, 3, 4], target: 2 }]);
    const before = JSON.stringify(metric);
    const two = tensor([[1, 2, 3, 4], [1, 2, 3, 4]]); // biome-ignore format: one line
    expect(() => metric.update(two, tensor([0, 4]))).toThrow(/^Target 4 is out of bounds/);
    expect(() => metric.update(two, tensor([0]))).toThrow(/^Expected target size \[2\], got \[1\]/);
    expect(() => metric.update(two, tensor([0.5, 1]))).toThrow(/^expected target dtype to be Long or Byte/);
    expect(JSON.stringify(metric)).toBe(before);
  });

  test("the options are those of the JSON", () => {
    const metric = make();
    expect(JSON.stringify(again(metric).toJSON().options)).toBe(JSON.stringify(metric.toJSON().options));
  });
});

test("the accuracy is that of ranks", () => {
  const x = tensor([[1, 2], [2, 1], [0, 0]]); // biome-ignore format: one line
  const target = tensor([1, 1, 0]);
  const metric = new metrics.Accuracy();
  metric.update(x, target);
  expect(metric.compute().correct).toBe(functional.score(x, target).rank.eq(0).sum().item());
});
