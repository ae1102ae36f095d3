import fc from "fast-check";
import {
  CrossEntropyLoss,
  functional,
  LogSoftmax,
  NLLLoss,
  randn,
  setWarnings,
  type Tensor,
  tensor,
} from "../src";
import { expectClose } from "./close";
import {
  double,
  expectSame,
  type Loss,
  lossAndGradient,
  relations,
  type Sample,
  SMOOTHING,
  samples,
} from "./properties";

beforeAll(() => setWarnings(false)); // random shapes, single classes too
afterAll(() => setWarnings(true));

const { crossEntropy, logSoftmax, nllLoss, oneHot, softmax } = functional;
const RUNS = { seed: 20, numRuns: 60 }; // a fixed seed: every run sees the same samples

/** The loss from nllLoss and tensor operations only: the article's formula, with weights. */
const composed: Loss = (input, target, { labelSmoothing = 0, ...options } = {}) => {
  const logProbs = logSoftmax(input, 1);
  const { weight, reduction = "mean", ignoreIndex = -100 } = options;
  const classes = input.size(1);
  const weighted = weight ? logProbs.mul(weight) : logProbs;
  const counts = target.eq(ignoreIndex).to(input.dtype).mul(-1).add(1);
  const smooth = weighted.sum(1).neg().mul(counts);
  const first = target.mul(counts.long());
  const divisor = weight ? weight.gather(0, first).mul(counts).sum() : counts.sum();
  const reduced =
    reduction === "none" ? smooth : reduction === "sum" ? smooth.sum() : smooth.sum().div(divisor);
  const nll = nllLoss(logProbs, target, options);
  return nll.mul(1 - labelSmoothing).add(reduced.mul(labelSmoothing / classes));
};

describe.each<[string, Loss]>([
  ["crossEntropy", crossEntropy],
  ["CrossEntropyLoss", (input, target, options) => new CrossEntropyLoss(options)(input, target)],
  ["nllLoss of logSoftmax with smoothing by hand", composed],
  [
    "crossEntropy over (N, C, d)",
    (input, target, options) =>
      crossEntropy(input.unsqueeze(2), target.unsqueeze(1), options).reshape(
        options?.reduction === "none" ? [target.numel()] : [],
      ),
  ],
])("%s", (_, loss) => {
  test.each(Object.entries(relations))("%s", (_name, relation) => {
    fc.assert(
      fc.property(samples, (sample) => relation(loss, sample)),
      RUNS,
    );
  });
});

const property = (check: (sample: Sample) => void): void => fc.assert(fc.property(samples, check), RUNS);

test("class indices are one-hot probabilities, with weights and smoothing too", () => {
  property(({ rows, classes, weights }) => {
    const probabilities = oneHot(tensor(classes), weights.length).double();
    for (const reduction of ["none", "sum"] as const) {
      const options = { weight: double(weights), labelSmoothing: SMOOTHING, reduction };
      expectSame(
        lossAndGradient(crossEntropy, rows, tensor(classes), options),
        lossAndGradient(crossEntropy, rows, probabilities, options),
      );
    }
  });
});

test("smoothing is the loss against smoothed probabilities", () => {
  property(({ rows, classes, weights }) => {
    const smoothed = oneHot(tensor(classes), weights.length)
      .double()
      .mul(1 - SMOOTHING)
      .add(SMOOTHING / weights.length);
    expectSame(
      lossAndGradient(crossEntropy, rows, tensor(classes), { labelSmoothing: SMOOTHING }),
      lossAndGradient(crossEntropy, rows, smoothed, {}),
    );
  });
});

test("CrossEntropyLoss is NLLLoss of LogSoftmax", () => {
  property(({ rows, classes, weights }) => {
    for (const reduction of ["none", "mean", "sum"] as const) {
      const options = { weight: double(weights), reduction, ignoreIndex: 0 };
      const apart: Loss = (input, target) => new NLLLoss(options)(new LogSoftmax(1)(input), target);
      // Class 0 is ignored; the last sample is not, so that there is a mean.
      const target = tensor([...classes.slice(1), weights.length - 1]);
      expectSame(
        lossAndGradient(new CrossEntropyLoss(options), rows, target, {}),
        lossAndGradient(apart, rows, target, {}),
      );
    }
  });
});

test("the gradient of an ignored sample is exactly 0 and its loss 0, whatever its logits", () => {
  property(({ rows, classes }) => {
    for (const wild of [NaN, Infinity, -Infinity]) {
      for (const labelSmoothing of [0, SMOOTHING]) {
        const padded = [...rows, rows[0]!.map(() => wild)];
        const target = tensor([...classes, -100]);
        const wildly = lossAndGradient(crossEntropy, padded, target, { labelSmoothing, reduction: "none" });
        const calmly = lossAndGradient(crossEntropy, rows, tensor(classes), {
          labelSmoothing,
          reduction: "none",
        });
        const zeros = [rows[0]!.map(() => 0)];
        expect(wildly.y.tolist()).toEqual([...(calmly.y.tolist() as number[]), 0]);
        expect(wildly.gradient.tolist()).toEqual([...(calmly.gradient.tolist() as number[][]), ...zeros]);
      }
    }
  });
});

test("a class of probability 0 at a logit of −Infinity counts as a class that is not there", () => {
  property(({ rows, classes, weights }) => {
    const probabilities = classes.map((c) => weights.map((w, k) => (k === c ? 1 : w)));
    const options = { weight: double(weights), reduction: "none" } as const;
    const widened = lossAndGradient(
      crossEntropy,
      rows.map((row) => [-Infinity, ...row]),
      double(probabilities.map((row) => [0, ...row])),
      { ...options, weight: double([2, ...weights]) },
    );
    const gradient = widened.gradient.tolist() as number[][];
    expect(gradient.every(([first]) => first === 0)).toBe(true);
    expectSame(
      { y: widened.y, gradient: double(gradient.map((row) => row.slice(1))) },
      lossAndGradient(crossEntropy, rows, double(probabilities), options),
    );
  });
});

test.each([
  ["softmax", softmax],
  ["logSoftmax", logSoftmax],
] as const)("%s along a dim is that of the transposed tensor along its last", (_, f) => {
  const x = randn([2, 3, 4, 2], { dtype: "float64" });
  for (let dim = 0; dim < 4; dim++) {
    expectClose(f(x, dim), f(x.transpose(dim, 3), 3).transpose(dim, 3), { rtol: 1e-14, atol: 1e-14 });
    expect(f(x, dim - 4).tolist()).toEqual(f(x, dim).tolist());
  }
});

test("the loss over (N, C, d1, d2) is the loss over all its pixels as samples", () => {
  const x = randn([2, 5, 3, 4], { dtype: "float64" });
  const classes = Array.from({ length: 24 }, (_, i) => (i * 7) % 5);
  const pixels = x.permute([0, 2, 3, 1]).reshape([24, 5]);
  const flat = crossEntropy(pixels, tensor(classes), { labelSmoothing: SMOOTHING, reduction: "none" });
  const shaped = crossEntropy(x, tensor(classes).reshape([2, 3, 4]), {
    labelSmoothing: SMOOTHING,
    reduction: "none",
  });
  expectClose(shaped.reshape([24]), flat);
  const probabilities = (logits: Tensor, dim: number): Tensor => softmax(logits.mul(0.5), dim);
  const spread = crossEntropy(x, probabilities(x, 1), { reduction: "none" });
  expectClose(spread.reshape([24]), crossEntropy(pixels, probabilities(pixels, 1), { reduction: "none" }));
});
