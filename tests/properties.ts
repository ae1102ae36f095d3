/** Relations that hold for every cross-entropy of logits, to be checked on random samples. */

import fc from "fast-check";
import { type CrossEntropyOptions, type Nested, type Tensor, tensor } from "../src";
import { expectClose } from "./close";

/** What the relations are about: a loss of (N, C) logits against class indices. */
export type Loss = (input: Tensor, target: Tensor, options?: CrossEntropyOptions) => Tensor;

/** N samples of C logits, their classes and the weight of each class. */
export interface Sample {
  readonly rows: readonly (readonly number[])[];
  readonly classes: readonly number[];
  readonly weights: readonly number[];
}

/** A statement about a loss; it throws where the loss breaks it. */
export type Relation = (loss: Loss, sample: Sample) => void;

const TOLERANCE = { rtol: 1e-10, atol: 1e-10 };
export const SMOOTHING = 0.3;
export const double = (values: Nested<number>): Tensor => tensor(values, { dtype: "float64" });

export const samples: fc.Arbitrary<Sample> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }))
  .chain(([n, c]) => {
    const exactly = (length: number) => ({ minLength: length, maxLength: length });
    const logit = fc.double({ min: -40, max: 40, noNaN: true });
    return fc.record({
      rows: fc.array(fc.array(logit, exactly(c)), exactly(n)),
      classes: fc.array(fc.integer({ min: 0, max: c - 1 }), exactly(n)),
      weights: fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), exactly(c)),
    });
  });

/** The loss and its gradient, the upstream gradient of the i-th loss being i + 1. */
export function lossAndGradient(
  loss: Loss,
  rows: Sample["rows"],
  target: Tensor,
  options: CrossEntropyOptions,
) {
  const input = double(rows).requiresGrad_();
  const y = loss(input, target, options);
  y.backward(y.ndim === 0 ? undefined : double(Array.from({ length: y.numel() }, (_, i) => i + 1)));
  return { y: y.detach(), gradient: input.grad! };
}

type Result = ReturnType<typeof lossAndGradient>;

export function expectSame(a: Result, b: Result): void {
  expectClose(a.y, b.y, TOLERANCE);
  expectClose(a.gradient, b.gradient, TOLERANCE);
}

const each = ["none", "mean", "sum"] as const;
const withWeights = ({ weights }: Sample): CrossEntropyOptions => ({
  weight: double(weights),
  labelSmoothing: SMOOTHING,
});

export const relations: { readonly [name: string]: Relation } = {
  "a number added to all logits of a sample changes neither loss nor gradient": (loss, sample) => {
    const shifted = sample.rows.map((row, i) => row.map((x) => x + 10 * i - 7));
    const target = tensor(sample.classes);
    const options = { ...withWeights(sample), reduction: "none" } as const;
    expectSame(
      lossAndGradient(loss, shifted, target, options),
      lossAndGradient(loss, sample.rows, target, options),
    );
  },

  "renaming the classes renames the gradient": (loss, sample) => {
    const reversed = <T>(values: readonly T[]): T[] => [...values].reverse();
    const last = sample.weights.length - 1;
    const renamed = { ...sample, weights: reversed(sample.weights) };
    const options = withWeights(sample);
    const a = lossAndGradient(loss, sample.rows, tensor(sample.classes), options);
    const target = tensor(sample.classes.map((c) => last - c));
    const b = lossAndGradient(loss, sample.rows.map(reversed), target, withWeights(renamed));
    expectSame({ y: a.y, gradient: double((a.gradient.tolist() as number[][]).map(reversed)) }, b);
  },

  "smoothing 0 is no smoothing": (loss, { rows, classes }) => {
    const target = tensor(classes);
    const smoothed = lossAndGradient(loss, rows, target, { labelSmoothing: 0 });
    expect(smoothed.y.item()).toBe(loss(double(rows), target).item());
  },

  "smoothing is (1 − ε) of the loss and ε of its mean over all classes": (
    loss,
    { rows, classes, weights },
  ) => {
    const plain = loss(double(rows), tensor(classes)).mul(1 - SMOOTHING);
    const overClasses = weights.map((_, c) => loss(double(rows), tensor(classes.map(() => c))).item());
    const others = overClasses.reduce((a, b) => a + b) / weights.length;
    const smoothed = loss(double(rows), tensor(classes), { labelSmoothing: SMOOTHING });
    expectClose(smoothed, plain.add(SMOOTHING * others), TOLERANCE);
  },

  "ignored samples count as removed ones": (loss, sample) => {
    const ignored = 99;
    const { rows, classes } = sample;
    const target = tensor([...classes.flatMap((c) => [ignored, c]), ignored]);
    const padded = [...rows.flatMap((row) => [row.map((x) => -x), row]), rows[0]!];
    for (const reduction of ["mean", "sum"] as const) {
      const options = { ...withWeights(sample), reduction, ignoreIndex: ignored };
      const a = lossAndGradient(loss, padded, target, options);
      const kept = (a.gradient.tolist() as number[][]).filter((_, i) => i % 2 === 1);
      const dropped = (a.gradient.tolist() as number[][]).filter((_, i) => i % 2 === 0);
      expect(dropped.flat().every((g) => g === 0)).toBe(true);
      expectSame({ y: a.y, gradient: double(kept) }, lossAndGradient(loss, rows, tensor(classes), options));
    }
  },

  "'sum' adds up the losses of 'none', 'mean' divides them by the weights of the targets": (loss, sample) => {
    const [none, mean, sum] = each.map((reduction) =>
      loss(double(sample.rows), tensor(sample.classes), { ...withWeights(sample), reduction }),
    ) as [Tensor, Tensor, Tensor];
    expect(none.shape).toEqual([sample.rows.length]);
    expectClose(none.sum(), sum, TOLERANCE);
    const divisor = sample.classes.reduce((total, c) => total + sample.weights[c]!, 0);
    expectClose(sum.div(divisor), mean, TOLERANCE);
  },

  "the gradient of each sample sums to zero": (loss, sample) => {
    for (const reduction of each) {
      const options = { ...withWeights(sample), reduction };
      const { gradient } = lossAndGradient(loss, sample.rows, tensor(sample.classes), options);
      expectClose(gradient.sum(1), double(sample.rows.map(() => 0)), TOLERANCE);
    }
  },

  "a loss is never negative, and moving the target's logit up lowers it": (loss, { rows, classes }) => {
    const raised = rows.map((row, i) => row.map((x, c) => (c === classes[i] ? x + 1 : x)));
    const [before, after] = [rows, raised].map((logits) => loss(double(logits), tensor(classes)).item());
    expect(after).toBeGreaterThanOrEqual(0);
    expect(after).toBeLessThanOrEqual(before!);
  },
};
