import { metrics, tensor } from "../../src";
import { refuses } from "../refusals";

const { Calibration } = metrics;

test("options can be read", () => {
  expect(new Calibration()).toMatchObject({ dim: -1, ignoreIndex: -100, bins: 15 });
  expect(new Calibration({ dim: 0, ignoreIndex: 1, bins: 2 })).toMatchObject({
    dim: 0,
    ignoreIndex: 1,
    bins: 2,
  });
});

const counts = (bins: number, rows: readonly (readonly number[])[]): number[] => {
  const metric = new Calibration({ bins });
  metric.update(tensor(rows), tensor(rows.map(() => 0)));
  return metric.compute().bins.map(({ count }) => count);
};

test("bins are half-open (a, b]: a confidence on an edge belongs to the bin below, 1 to the last", () => {
  const even = (n: number): number[] => Array.from({ length: 10 }, (_, i) => (i < n ? 0 : -Infinity));
  for (let n = 1; n <= 10; n++) {
    // A confidence of 1 / n, exactly.
    for (const bins of [1, 2, 3, 5, 7, 10, 49, 60, 97, 1000]) {
      const place = counts(bins, [even(n)]).indexOf(1);
      const confidence = 1 / n;
      expect(place / bins).toBeLessThan(confidence);
      expect((place + 1) / bins).toBeGreaterThanOrEqual(confidence);
    }
  }
});

test("errors are the weighted mean and the largest of the bins' gaps; empty bins count for nothing", () => {
  const metric = new Calibration({ bins: 4 });
  const [half, sure] = [[0, 0], [50, 0]]; // biome-ignore format: one line
  metric.update(tensor([half, half, sure, sure]), tensor([0, 0, 0, 1]));
  expect(metric.compute()).toEqual({
    ece: 0.5,
    mce: 0.5,
    bins: [
      { count: 0, confidence: NaN, accuracy: NaN },
      { count: 2, confidence: 0.5, accuracy: 1 },
      { count: 0, confidence: NaN, accuracy: NaN },
      { count: 2, confidence: 1, accuracy: 0.5 },
    ],
  });
});

test("ignored targets do not count", () => {
  const metric = new Calibration({ bins: 1, ignoreIndex: 1 });
  metric.update(tensor([[9, 0], [9, 0]]), tensor([0, 1])); // biome-ignore format: one line
  expect(metric.compute().bins[0]!.count).toBe(1);
});

test("a line without probabilities counts in the last bin and makes the errors NaN", () => {
  const metric = new Calibration({ bins: 2 });
  metric.update(tensor([[NaN, 0], [0, 0]]), tensor([0, 0])); // biome-ignore format: one line
  const { ece, mce, bins } = metric.compute();
  expect([ece, mce, bins[1]]).toEqual([NaN, NaN, { count: 1, confidence: NaN, accuracy: 1 }]);
});

const json = (bins: unknown) => ({ ...new Calibration({ bins: 1 }).toJSON(), state: { bins } });
const sum = { digits: "0", zeros: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };

describe("arguments", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["no bin", () => new Calibration({ bins: 0 }),
     RangeError, "Calibration(): 'bins' must be a whole number from 1 to 10000.", "Got 0."],
    ["too many bins", () => new Calibration({ bins: 10_001 }),
     RangeError, "Calibration(): 'bins' must be a whole number from 1 to 10000.", "Got 10001."],
    ["half a bin", () => new Calibration({ bins: 1.5 }),
     TypeError, "Calibration(): argument 'bins' must be int, not number", "1.5"],
    ["JSON of other bins", () => Calibration.fromJSON(json([])),
     RangeError, "Calibration.fromJSON(): 'state.bins' is nothing that toJSON() writes.", "an Array"],
    ["JSON of no bins", () => Calibration.fromJSON(json(undefined)),
     RangeError, "Calibration.fromJSON(): 'state.bins' is nothing that toJSON() writes.", "undefined"],
    ["JSON of a bin that is none", () => Calibration.fromJSON(json([3])),
     RangeError, "Calibration.fromJSON(): 'state.bins[0]' is nothing that toJSON() writes.", "the number 3"],
    ["JSON of a bin with more right answers than answers", () =>
      Calibration.fromJSON(json([{ count: 1, correct: 2, confidence: sum }])),
     RangeError, "Calibration.fromJSON(): 'state.bins[0]' is nothing that toJSON() writes.", "object"],
    ["JSON of a bin without a sum", () => Calibration.fromJSON(json([{ count: 1, correct: 1, confidence: 0.5 }])),
     RangeError, "Calibration.fromJSON(): 'state.bins[0]' is nothing that toJSON() writes.", "object"],
  ]);
});
