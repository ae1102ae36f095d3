import { classes, learnable, warningsOf } from "../freshLibrary";

const ofPositives = (value: string): string =>
  expect.stringContaining(
    `nll_loss expects log-probabilities, which are never above 0, but got ${value}`,
  ) as string;

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

test("the value in the warning is that of the target's class, in any row and through planes", () => {
  const last = (shape: readonly number[], at: number, target: readonly number[], targetShape: number[]) =>
    warningsOf(({ functional, full, tensor }) => {
      const x = full(shape, -1, { dtype: "float32" });
      x.data[at] = 0.25;
      functional.nllLoss(x, tensor(target).reshape(targetShape));
    });
  expect(last([3, 4], 4 + 3, [0, 3, 1], [3])).toEqual([ofPositives("0.25")]);
  expect(last([3, 4], 4 + 3, [0, 2, 1], [3])).toEqual([]);
  expect(last([2, 3, 2], 6 + 2 * 2 + 1, [0, 0, 0, 2], [2, 2])).toEqual([ofPositives("0.25")]);
  expect(last([2, 3, 2], 6 + 2 * 2 + 1, [0, 2, 2, 1], [2, 2])).toEqual([]);
});
