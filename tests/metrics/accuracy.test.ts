import { metrics, tensor } from "../../src";
import { js, refuses } from "../refusals";

const { Accuracy } = metrics;

test("options can be read", () => {
  expect(new Accuracy()).toMatchObject({ dim: -1, ignoreIndex: -100, topK: 1 });
  expect(new Accuracy({ dim: 0, ignoreIndex: 1, topK: 2 })).toMatchObject({
    dim: 0,
    ignoreIndex: 1,
    topK: 2,
  });
});

test("of equally likely classes the first come first", () => {
  const metric = new Accuracy();
  metric.update(tensor([[1, 1], [1, 1]]), tensor([0, 1])); // biome-ignore format: one line
  expect(metric.compute()).toEqual({ accuracy: 0.5, correct: 1, count: 2 });
});

test("targets among the topK most likely classes are right, ignored ones are not counted", () => {
  const metric = new Accuracy({ topK: 2, ignoreIndex: 0 });
  metric.update(tensor([[3, 2, 1], [3, 2, 1], [3, 2, 1]]), tensor([1, 2, 0])); // biome-ignore format: one line
  expect(metric.compute()).toEqual({ accuracy: 0.5, correct: 1, count: 2 });
});

test("NaN is the largest logit", () => {
  const metric = new Accuracy();
  metric.update(tensor([[NaN, 5], [NaN, 5]]), tensor([0, 1])); // biome-ignore format: one line
  expect(metric.compute().correct).toBe(1);
});

describe("arguments", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["no class", () => new Accuracy({ topK: 0 }),
     RangeError, "Accuracy(): 'topK' must be a whole number from 1 up.", "Got 0."],
    ["half a class", () => new Accuracy({ topK: 1.5 }),
     TypeError, "Accuracy(): argument 'topK' must be int, not number", "1.5"],
    ["a string of classes", () => new Accuracy({ topK: js("5") }),
     TypeError, "Accuracy(): argument 'topK' must be int, not string", '"5"'],
    ["more classes than there are", ({ x, classes }) => new Accuracy({ topK: 4 }).update(x, classes),
     RangeError, "selected index k out of range.", "4", "3"],
  ]);
});
