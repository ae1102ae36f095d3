/** The runner notices what is other, what is thrown and what is not there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Adapter, Composed, NotThere } from "../adapter.ts";
import type { Case, FunctionCase, RefusedCase } from "../case.ts";
import type { Plain } from "../plain.ts";
import { numbers } from "../plain.ts";
import { run } from "../run.ts";

const scalar = (value: number | string): Plain => ({ dtype: "float32", shape: [], data: [value] });

const softmax: FunctionCase = {
  group: "softmax",
  gradientGroup: "gradients of softmax",
  kind: "function",
  function: "softmax",
  options: { dim: 0 },
  inputs: { input: scalar(2) },
  output: scalar(4),
  upstream: scalar(1),
  grads: { input: scalar(3) },
};

/** A library whose tensors are numbers, whose softmax is a square, and whose gradients are 3. */
const squares: Adapter<number> = {
  name: "squares",
  package: "squares",
  dtypes: ["float32"],
  tensor: (x) => numbers(x)[0]!,
  numbers: (t) => [t],
  gradients: (f, leaves, upstream) => {
    f(leaves.map((x) => numbers(x)[0]!));
    return leaves.map(() => 3 * numbers(upstream)[0]!);
  },
  functions: { softmax: ({ input }) => input! ** 2 },
  optimizers: {},
  seeded: null,
  print: String,
};

const results = (adapter: Adapter<number>, one: Case): string[] =>
  run(adapter, one).map(({ result }) => result);

test("value and gradient are judged each by itself", () => {
  assert.deepEqual(results(squares, softmax), ["same", "same"]);
  assert.deepEqual(results(squares, { ...softmax, output: scalar(5) }), ["other", "same"]);
  assert.deepEqual(results(squares, { ...softmax, grads: { input: scalar(5) } }), ["same", "other"]);
  assert.deepEqual(results(squares, { ...softmax, output: scalar("nan") }), ["other", "same"]);
  assert.deepEqual(results({ ...squares, gradients: () => [3, 3] }, softmax), ["same", "other"]);
});

test("what is missing is not there: a function, a dtype, gradients", () => {
  const both = ["not there", "not there"];
  assert.deepEqual(results({ ...squares, functions: {} }, softmax), both);
  assert.deepEqual(results({ ...squares, dtypes: ["float64"] }, softmax), both);
  assert.deepEqual(results(squares, { ...softmax, options: { dtype: "float64" } }), both);
  assert.deepEqual(results({ ...squares, gradients: null }, softmax), ["same", "not there"]);
  const refusing = (): never => {
    throw new NotThere();
  };
  assert.deepEqual(results({ ...squares, functions: { softmax: refusing } }, softmax), both);
});

test("an error is another result", () => {
  const failing = (): never => {
    throw new RangeError("no");
  };
  const outcomes = run({ ...squares, functions: { softmax: failing } }, softmax);
  assert.deepEqual(
    outcomes.map(({ result, instead }) => [result, instead]),
    Array(2).fill(["other", "RangeError: no"]),
  );
});

test("what is composed is said to be", () => {
  const composing: Adapter<number> = {
    ...squares,
    functions: { softmax: ({ input }) => new Composed(input! ** 2) },
  };
  assert.deepEqual(
    run(composing, softmax).map(({ result, composed }) => [result, composed]),
    [
      ["same", true],
      ["same", true],
    ],
  );
});

test("a call that PyTorch refuses has to fail, in any way", () => {
  const { group: _, gradientGroup, output, upstream, grads, kind, ...call } = softmax;
  const refused: RefusedCase = { ...call, group: "calls that PyTorch refuses", kind: "refused", error: "no" };
  assert.deepEqual(results(squares, refused), ["other"]);
  const failing = (): never => {
    throw new Error();
  };
  assert.deepEqual(results({ ...squares, functions: { softmax: failing } }, refused), ["same"]);
  assert.deepEqual(results({ ...squares, functions: {} }, refused), ["not there"]);
});

test("steps, draws and texts are compared from the first to the last", () => {
  const optimizer: Case = {
    group: "optim.SGD",
    kind: "optimizer",
    function: "SGD",
    options: { lr: 1 },
    parameter: scalar(1),
    gradients: [scalar(1), scalar(2)],
    values: [scalar(0), scalar(-2)],
  };
  const stepping = (last: number): Adapter<number> => ({
    ...squares,
    optimizers: { SGD: () => [[0], [last]] },
  });
  assert.deepEqual(results(stepping(-2), optimizer), ["same"]);
  assert.deepEqual(results(stepping(-1), optimizer), ["other"]);
  assert.deepEqual(results(squares, optimizer), ["not there"]);
  const draws: Case = {
    group: "random numbers of a seed",
    kind: "random",
    seed: 7,
    calls: [{ function: "rand", size: 1, dtype: "float32", values: [0.25] }],
  };
  assert.deepEqual(results({ ...squares, seeded: (seed) => () => [seed / 28] }, draws), ["same"]);
  assert.deepEqual(results({ ...squares, seeded: (seed) => () => [seed] }, draws), ["other"]);
  assert.deepEqual(results(squares, draws), ["not there"]);
  const text: Case = { group: "printed tensors", kind: "print", tensor: scalar(2), text: "2" };
  assert.deepEqual(results(squares, text), ["same"]);
  assert.deepEqual(results(squares, { ...text, text: "tensor(2.)" }), ["other"]);
});
