import type { Tensor } from "../../src";
import { type Library, warningsOf } from "../freshLibrary";

const classes = ({ tensor }: Library): Tensor => tensor([0, 1]);
const learnable = ({ tensor }: Library): Tensor =>
  tensor(
    [
      [0.5, 0.3],
      [0.4, 0.8],
    ],
    { requiresGrad: true },
  );

const ofProbabilities = expect.stringContaining(
  "cross_entropy expects logits, but its input is the output of softmax",
);
const ofPositives = (value: string): string =>
  expect.stringContaining(
    `nll_loss expects log-probabilities, which are never above 0, but got ${value}`,
  ) as string;

test("cross-entropy of the output of a softmax warns once", () => {
  const warnings = warningsOf((library) => {
    const { CrossEntropyLoss, Softmax } = library;
    const probabilities = new Softmax(1)(learnable(library));
    new CrossEntropyLoss()(probabilities, classes(library));
    new CrossEntropyLoss()(probabilities, classes(library));
  });
  expect(warnings).toEqual([ofProbabilities]);
});

test.each([
  ["reshaped", (x: Tensor) => x.reshape([1, 2, 2]).squeeze(0)],
  ["transposed", (x: Tensor) => x.transpose(0, 1).permute([1, 0])],
  ["copied and converted", (x: Tensor) => x.clone().double().unsqueeze(0).squeeze()],
])("the softmax is found when its output was %s", (_, move) => {
  const warnings = warningsOf((library) => {
    library.functional.crossEntropy(move(learnable(library).softmax(1)), classes(library));
  });
  expect(warnings).toEqual([ofProbabilities]);
});

test("probability targets from a softmax are what they should be, logits from one are not", () => {
  const targets = warningsOf((library) => {
    const x = learnable(library);
    library.functional.crossEntropy(x, x.softmax(1));
  });
  const logits = warningsOf((library) => {
    const x = learnable(library);
    library.functional.crossEntropy(x.softmax(1), x.detach());
  });
  expect([targets, logits]).toEqual([[], [ofProbabilities]]);
});

test("what is computed from probabilities, or only looks like them, is no softmax", () => {
  const warnings = warningsOf((library) => {
    const { functional, tensor } = library;
    functional.crossEntropy(learnable(library).softmax(1).log(), classes(library));
    functional.crossEntropy(learnable(library).logSoftmax(1), classes(library));
    functional.crossEntropy(tensor([[0.25, 0.75]]), tensor([1]));
  });
  expect(warnings).toEqual([]);
});

test("NLLLoss of probabilities warns once, with the value", () => {
  const warnings = warningsOf((library) => {
    const { NLLLoss, Softmax } = library;
    new NLLLoss()(
      new Softmax(1)(
        library.tensor([
          [0, 0],
          [0, 0],
        ]),
      ),
      classes(library),
    );
    new NLLLoss()(new Softmax(1)(learnable(library)), classes(library));
  });
  expect(warnings).toEqual([ofPositives("0.5")]);
});

test("log-probabilities, ignored targets and classes that are not picked do not warn", () => {
  const warnings = warningsOf((library) => {
    const { functional, tensor } = library;
    functional.nllLoss(learnable(library).logSoftmax(1), classes(library));
    functional.nllLoss(tensor([[0, -1]]), tensor([0]));
    functional.nllLoss(tensor([[3, -1]]), tensor([-100]));
    functional.nllLoss(tensor([[3, -1]]), tensor([1]));
    functional.nllLoss(tensor([[Number.NaN, -1]]), tensor([0]));
  });
  expect(warnings).toEqual([]);
});
