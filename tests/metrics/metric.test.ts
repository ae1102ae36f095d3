import { inspect } from "node:util";
import { metrics, randint, randn, tensor } from "../../src";
import { isRecord, Metric, readMetric } from "../../src/metrics/metric";
import { js, refuses } from "../refusals";

const { Accuracy, Calibration, CrossEntropy } = metrics;

test("all metrics are made from the same base", () => {
  for (const metric of [new Accuracy(), new Calibration(), new CrossEntropy()])
    expect(metric).toBeInstanceOf(Metric);
});

test("the JSON says which metric it is, how to read it, with which options", () => {
  expect(new Accuracy({ topK: 2 }).toJSON()).toEqual({
    metric: "Accuracy",
    version: 1,
    options: { dim: -1, topK: 2, ignoreIndex: -100 },
    state: { correct: 0, count: 0 },
  });
});

test("a metric prints as itself with its options", () => {
  expect(String(new CrossEntropy({ labelSmoothing: 0.1 }))).toBe(
    "CrossEntropy(dim=-1, ignoreIndex=-100, labelSmoothing=0.1)",
  );
  expect(inspect(new Calibration({ dim: 1 }))).toBe("Calibration(dim=1, bins=15, ignoreIndex=-100)");
});

test("readMetric gives options and state of its own metric", () => {
  const json = { metric: "M", version: 1, options: { a: 1 }, state: {} };
  expect(readMetric("M", json)).toEqual({ options: { a: 1 }, state: {} });
  expect([isRecord({}), isRecord([]), isRecord(null), isRecord("a")]).toEqual([true, false, false, false]);
});

const json = (parts: object) => js({ ...new Accuracy().toJSON(), ...parts });

describe("arguments", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a metric of another kind to merge", () => new Accuracy().merge(js(new Calibration())),
     TypeError, "Accuracy.merge(): argument 'other' must be a metrics.Accuracy, not a metrics.Calibration.", "one kind"],
    ["no metric to merge", () => new Accuracy().merge(js({})),
     TypeError, "Accuracy.merge(): argument 'other' must be a metrics.Accuracy, not object.", "one kind"],
    ["nothing to merge", () => new Accuracy().merge(js(null)),
     TypeError, "Accuracy.merge(): argument 'other' must be a metrics.Accuracy, not null.", "one kind"],
    ["other options to merge", () => new Accuracy().merge(new Accuracy({ topK: 5 })),
     RangeError, "Accuracy.merge(): the options of both have to be equal.", "'topK' is 1 here and 5 there"],
    ["another weight to merge", ({ weight }) => new CrossEntropy({ weight }).merge(new CrossEntropy()),
     RangeError, "CrossEntropy.merge(): the options of both have to be equal.", "'weight' is a tensor here and null there"],
    ["a fraction as dim", () => new Accuracy({ dim: 0.5 }),
     TypeError, "Accuracy(): argument 'dim' must be int, not number", "0.5"],
    ["a fraction as ignoreIndex", () => new Calibration({ ignoreIndex: 0.5 }),
     TypeError, "Calibration(): argument 'ignore_index'", "0.5"],
    ["an unknown option", () => new Accuracy(js({ k: 3 })),
     TypeError, "Accuracy() got an unexpected keyword argument 'k'.", "'topK'"],
    ["text as JSON", () => Accuracy.fromJSON(JSON.stringify(new Accuracy())),
     TypeError, "Accuracy.fromJSON(): argument 'json' must be what toJSON() gives, not string.", "JSON.parse"],
    ["a list as JSON", () => Accuracy.fromJSON([]),
     TypeError, "Accuracy.fromJSON(): argument 'json' must be what toJSON() gives, not Array.", "an Array"],
    ["JSON of another metric", () => Calibration.fromJSON(new Accuracy().toJSON()),
     TypeError, "Calibration.fromJSON(): the JSON is not of this metric.", '"Accuracy"', "metrics.Accuracy.fromJSON"],
    ["JSON of no metric", () => Calibration.fromJSON({}),
     TypeError, "Calibration.fromJSON(): the JSON is not of this metric.", "undefined"],
    ["JSON of another version", () => Accuracy.fromJSON(json({ version: 2 })),
     RangeError, "Accuracy.fromJSON(): unknown version.", "the number 2", "version 1"],
    ["JSON without options", () => Accuracy.fromJSON(json({ options: null })),
     RangeError, "Accuracy.fromJSON(): 'options' is nothing that toJSON() writes.", "null"],
    ["JSON with an unknown option", () => Accuracy.fromJSON(json({ options: { k: 1 } })),
     TypeError, "Accuracy() got an unexpected keyword argument 'k'.", "'topK'"],
    ["JSON without state", () => Accuracy.fromJSON(json({ state: [] })),
     RangeError, "Accuracy.fromJSON(): 'state' is nothing that toJSON() writes.", "an Array"],
    ["JSON with more right answers than answers", () => Accuracy.fromJSON(json({ state: { correct: 2, count: 1 } })),
     RangeError, "Accuracy.fromJSON(): 'state.correct' is nothing that toJSON() writes.", "the number 2"],
    ["JSON with a negative count", () => Accuracy.fromJSON(json({ state: { correct: 0, count: -1 } })),
     RangeError, "Accuracy.fromJSON(): 'state.count' is nothing that toJSON() writes.", "the number -1"],
  ]);
});

test("a metric may be merged with itself", () => {
  const metric = new CrossEntropy();
  metric.update(tensor([[0, 0]]), tensor([0]));
  const { loss } = metric.compute();
  metric.merge(metric);
  expect(metric.compute()).toMatchObject({ loss, count: 2 });
});

test.each(["float16", "bfloat16"] as const)("logits of %s count as their float32", (dtype) => {
  const logits = randn([50, 9]).mul(3).to(dtype);
  const target = randint(9, [50]);
  for (const make of [() => new Accuracy({ topK: 2 }), () => new Calibration(), () => new CrossEntropy()]) {
    const [own, same] = [make(), make()];
    own.update(logits, target);
    same.update(logits.float(), target);
    expect(own.toJSON()).toEqual(same.toJSON());
  }
});
