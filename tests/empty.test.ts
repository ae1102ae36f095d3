/** Tensors of no element whose other sizes are huge: nothing may count them through. */

import { functional, oneHot, type Tensor, tensor, zeros } from "../src";

const HUGE = 2 ** 40;
const logits = (): Tensor => zeros([HUGE, 3, 0], { requiresGrad: true });
const classes = zeros([HUGE, 0], { dtype: "int64" });

const calls: readonly (readonly [string, () => Tensor, readonly number[]])[] = [
  ["crossEntropy", () => functional.crossEntropy(logits(), classes), []],
  ["crossEntropy, none", () => functional.crossEntropy(logits(), classes, { reduction: "none" }), [HUGE, 0]],
  ["crossEntropy of probabilities", () => functional.crossEntropy(logits(), logits()), []],
  ["crossEntropy of one-hot rows", () => functional.crossEntropy(logits(), logits().long()), []],
  ["nllLoss", () => functional.nllLoss(logits(), classes), []],
  ["softmax", () => logits().softmax(1), [HUGE, 3, 0]],
  ["logSoftmax of no class", () => zeros([HUGE, 0]).logSoftmax(1), [HUGE, 0]],
  ["logsumexp", () => logits().logsumexp(1), [HUGE, 0]],
  ["argmax", () => logits().argmax(1), [HUGE, 0]],
  ["amax", () => logits().amax(1), [HUGE, 0]],
  ["sum", () => logits().sum([0, 1]), [0]],
  ["oneHot", () => oneHot(classes, 3), [HUGE, 0, 3]],
  ["matmul", () => zeros([HUGE, 0, 3]).matmul(zeros([3, 4])), [HUGE, 0, 4]],
  ["matmul of a batch", () => zeros([HUGE, 3, 0]).matmul(zeros([HUGE, 0, 0])), [HUGE, 3, 0]],
  ["transpose", () => logits().transpose(0, 1), [3, HUGE, 0]],
  ["gather", () => logits().gather(1, logits().long()), [HUGE, 3, 0]],
  ["score", () => functional.score(logits(), classes, { dim: 1 }).logProb, [HUGE, 0]],
  [
    "topK of score",
    () => functional.score(logits(), classes, { dim: 1, topK: 2 }).topK!.values,
    [HUGE, 2, 0],
  ],
];

test.each(calls)("%s ends at once, and so does its way back", (_, call, shape) => {
  const y = call();
  expect(y.shape).toEqual(shape);
  if (y.requiresGrad) y.sum().backward();
});

test.each<readonly [string, () => unknown]>([
  ["logsumexp over nothing", () => logits().logsumexp(2)],
  ["a product of inner size 0", () => logits().matmul(zeros([0, 5]))],
  ["losses of no class", () => functional.crossEntropy(zeros([HUGE, 0]), zeros([HUGE, 0]))],
  ["tolist", () => logits().tolist()],
  ["tolist of 2^31 empty lists", () => zeros([2 ** 31, 0]).tolist()],
])("%s is refused: no memory holds the result", (_, call) => {
  expect(call).toThrow(/^Storage size calculation overflowed with sizes=\[/);
});

test("the mean of no pixel is NaN and the sum 0", () => {
  for (const [reduction, expected] of [
    ["mean", NaN],
    ["sum", 0],
  ] as const)
    expect(functional.crossEntropy(zeros([2, 3, 0]), tensor([[], []]).long(), { reduction }).item()).toBe(
      expected,
    );
});

test("of probabilities of no class the mean is NaN, the sum and the single losses are 0", () => {
  const loss = (reduction: "mean" | "sum" | "none"): unknown =>
    functional
      .crossEntropy(zeros([2, 0]), zeros([2, 0]), { reduction })
      .abs()
      .tolist();
  expect([loss("mean"), loss("sum"), loss("none")]).toEqual([NaN, 0, [0, 0]]);
});
