/** Bad calls: both must refuse, and crossent's message must begin with PyTorch's. */

import type { DType } from "../../src";
import * as crossent from "../../src";
import { type ArrayValue, createArray, sizeOf } from "./arrays";
import { type Arg, DTypeArg, Options, type Program, type Ref } from "./program";
import { type Random, randomArray } from "./random";

type Mistake = (random: Random, program: Program) => void;

export function errors(random: Random, program: Program): void {
  const names = Object.keys(MISTAKES);
  (MISTAKES[random.pick(names)] as Mistake)(random, program);
}

/** An int64 array of random class indices. */
function indices(
  random: Random,
  shape: readonly number[],
  classes: number,
  dtype: DType = "int64",
): ArrayValue {
  const data = createArray(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    const index = random.int(0, classes - 1);
    if (data instanceof BigInt64Array) data[i] = BigInt(index);
    else data[i] = index;
  }
  return { dtype, shape, data };
}

const float = (random: Random, program: Program, name: string, shape: readonly number[], grad = false): Ref =>
  program.leaf(name, randomArray(random, shape, "float32"), grad);

/** Calls cross-entropy or NLL, as a function or a module. */
function loss(
  random: Random,
  program: Program,
  a: Ref,
  b: Ref,
  options: Readonly<Record<string, Arg>> = {},
): void {
  const nll = !("labelSmoothing" in options) && random.chance(0.4);
  const given = new Options(options);
  program.output(
    random.chance(0.5)
      ? program.functional(nll ? "nllLoss" : "crossEntropy", a, b, given)
      : program.module(nll ? "NLLLoss" : "CrossEntropyLoss", [given], [a, b]),
  );
}

/** A batch of logits with good targets, the start of most mistakes. */
function batch(
  random: Random,
  program: Program,
): { a: Ref; b: Ref; n: number; c: number; spatial: number[] } {
  const n = random.int(1, 4);
  const c = random.int(2, 5);
  const spatial = random.chance(0.6) ? [] : random.shape(random.int(1, 2), 3, 0);
  const a = float(random, program, "a", [n, c, ...spatial]);
  const b = program.leaf("b", indices(random, [n, ...spatial], c));
  return { a, b, n, c, spatial };
}

const tensorOf = (random: Random, program: Program, least = 0): Ref =>
  float(random, program, "a", random.shape(random.int(least, 4), 4, 0), random.chance(0.3));

const REDUCERS = ["sum", "mean", "amax", "argmax", "softmax", "logSoftmax", "squeeze"];

const MISTAKES: Readonly<Record<string, Mistake>> = {
  targetOutOfRange(random, program) {
    const c = random.int(2, 5);
    const shape = [random.int(1, 6), ...(random.chance(0.7) ? [] : random.shape(random.int(1, 2), 3, 0))];
    const target = indices(random, shape, c);
    target.data[random.int(0, target.data.length - 1)] = BigInt(random.pick([c, c + 5, -1, -101, 255]));
    const a = float(random, program, "a", [shape[0] as number, c, ...shape.slice(1)]);
    const options = random.pick<Record<string, Arg>>([
      {},
      { ignoreIndex: 7 },
      { reduction: "none" },
      { labelSmoothing: 0.1 },
    ]);
    loss(random, program, a, program.leaf("b", target), options);
  },
  targetOutOfRangeUnbatched(random, program) {
    const c = random.int(1, 5);
    const target: ArrayValue = {
      dtype: "int64",
      shape: [],
      data: BigInt64Array.of(BigInt(random.pick([c, -1, 99]))),
    };
    loss(random, program, float(random, program, "a", [c]), program.leaf("b", target));
  },
  batchSize(random, program) {
    const c = random.int(2, 5);
    const n = random.int(1, 4);
    const a = float(random, program, "a", [n, c]);
    loss(random, program, a, program.leaf("b", indices(random, [n + random.int(1, 2)], c)));
  },
  batchSizeSpatial(random, program) {
    const c = random.int(2, 4);
    const a = float(random, program, "a", [2, c, 3]);
    loss(random, program, a, program.leaf("b", indices(random, [3, 3], c)));
  },
  spatialSize(random, program) {
    const c = random.int(2, 4);
    const more = random.chance(0.5) ? [] : [2];
    const a = float(random, program, "a", [2, c, 3, ...more]);
    loss(random, program, a, program.leaf("b", indices(random, [2, 4, ...more], c)));
  },
  classesLast(random, program) {
    const a = float(random, program, "a", [2, 5, 7]);
    loss(random, program, a, program.leaf("b", indices(random, [2, 5], 7)));
  },
  columnTarget(random, program) {
    const n = random.int(1, 4);
    const a = float(random, program, "a", [n, 3]);
    loss(random, program, a, program.leaf("b", indices(random, [n, 1], 3)));
  },
  scalarTargetForBatch(random, program) {
    const a = float(random, program, "a", [random.int(1, 3), 3]);
    loss(random, program, a, program.leaf("b", indices(random, [], 3)));
  },
  tooManyTargets(random, program) {
    const a = float(random, program, "a", [3]);
    loss(random, program, a, program.leaf("b", indices(random, [random.int(1, 2)], 3)));
  },
  scalarInput(random, program) {
    loss(random, program, float(random, program, "a", []), program.leaf("b", indices(random, [], 3)));
  },
  floatIndexTarget(random, program) {
    const n = random.int(1, 4);
    const a = float(random, program, "a", [n, 3]);
    const b = program.leaf("b", {
      dtype: "float32",
      shape: [n],
      data: Float32Array.from({ length: n }, () => random.int(0, 2)),
    });
    loss(random, program, a, b);
  },
  boolTarget(random, program) {
    const a = float(random, program, "a", [2, 3]);
    loss(random, program, a, program.leaf("b", indices(random, [2], 2, "bool")));
  },
  integerTargetOfInputShape(random, program) {
    const n = random.int(1, 3);
    const a = float(random, program, "a", [n, 3]);
    const target = indices(random, [n, 3], 4);
    target.data[0] = 2n; // not one-hot
    program.output(program.functional("crossEntropy", a, program.leaf("b", target)));
  },
  weightSize(random, program) {
    const { a, b, c } = batch(random, program);
    const weight = float(random, program, "w", [c + random.pick([-1, 1, 2])]);
    loss(random, program, a, b, { weight });
  },
  weightRank(random, program) {
    const { a, b, c } = batch(random, program);
    loss(random, program, a, b, { weight: float(random, program, "w", [1, c]) });
  },
  weightDType(random, program) {
    const { a, b, c } = batch(random, program);
    const dtype = random.pick<DType>(["float64", "int64"]);
    const weight = program.leaf("w", randomArray(random, [c], dtype));
    if (dtype === "int64") program.alternative = { rules: [3], prologue: "w = w.float()" };
    loss(random, program, a, b, { weight });
  },
  weightSizeProbabilities(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const b = float(random, program, "b", [2, 3]);
    const weight = float(random, program, "w", [random.pick([2, 4])]);
    program.output(program.functional("crossEntropy", a, b, new Options({ weight })));
  },
  weightNeedsGradient(random, program) {
    const { a, b, c } = batch(random, program);
    loss(random, program, a, b, { weight: float(random, program, "w", [c], true) });
  },
  reduction(random, program) {
    const { a, b } = batch(random, program);
    loss(random, program, a, b, { reduction: random.pick(["avg", "Mean", "", "batchmean"]) });
  },
  labelSmoothing(random, program) {
    const { a, b } = batch(random, program);
    program.refusal = { rule: 1, message: /^label_?[sS]moothing must be between 0\.0 and 1\.0/ };
    loss(random, program, a, b, { labelSmoothing: random.pick([-0.1, 1.5, Number.NaN, 7]) });
  },
  constructorReduction(random, program) {
    program.refusal = { rule: 1, message: /is not a valid value for reduction/ };
    const name = random.pick(["NLLLoss", "CrossEntropyLoss"]);
    program.output(program.moduleText(name, [new Options({ reduction: random.pick(["avg", "total"]) })]));
  },
  constructorLabelSmoothing(random, program) {
    program.refusal = { rule: 1, message: /^label_?[sS]moothing must be between 0\.0 and 1\.0/ };
    const labelSmoothing = random.pick([-0.1, 1.5, Number.NaN]);
    program.output(program.moduleText("CrossEntropyLoss", [new Options({ labelSmoothing })]));
  },
  ignoreIndexWithProbabilities(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const b = float(random, program, "b", [2, 3]);
    program.output(program.functional("crossEntropy", a, b, new Options({ ignoreIndex: random.int(0, 4) })));
  },
  probabilitiesToNll(random, program) {
    const a = float(random, program, "a", [2, 3]);
    program.output(program.functional("nllLoss", a, float(random, program, "b", [2, 3])));
  },
  probabilitiesOfOtherShape(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const b = float(
      random,
      program,
      "b",
      random.pick([
        [2, 4],
        [3, 3],
        [2, 3, 1],
        [1, 3],
      ]),
    );
    program.output(program.functional("crossEntropy", a, b));
  },
  oneHotNegative(random, program) {
    const a = program.leaf("a", { dtype: "int64", shape: [3], data: BigInt64Array.of(0n, -1n, 2n) });
    program.output(program.functional("oneHot", a, random.pick([undefined, 3])));
  },
  oneHotTooFew(random, program) {
    const a = program.leaf("a", { dtype: "int64", shape: [2], data: BigInt64Array.of(0n, 4n) });
    program.output(program.functional("oneHot", a, random.pick([1, 3, 0, -2])));
  },
  oneHotDType(random, program) {
    const dtype = random.pick<DType>(["float32", "int32", "bool", "uint8"]);
    const a = program.leaf("a", randomArray(random, [3], dtype, "integers"));
    if (dtype === "int32" || dtype === "uint8")
      program.alternative = { rules: [2], prologue: "a = a.long()" };
    program.output(program.functional("oneHot", a, 10));
  },
  oneHotEmpty(_, program) {
    const a = program.leaf("a", { dtype: "int64", shape: [0], data: new BigInt64Array(0) });
    program.output(program.functional("oneHot", a));
  },
  dimOutOfRange(random, program) {
    const a = tensorOf(random, program);
    const n = Math.max(a.ndim, 1);
    const dim = random.pick([n, n + 3, -n - 1, -n - 5]);
    const fn = random.pick(REDUCERS);
    program.output(program.method(a, fn, dim));
  },
  dimOutOfRangeInList(random, program) {
    const a = tensorOf(random, program, 1);
    program.output(program.method(a, random.pick(["sum", "mean", "amax", "logsumexp"]), [0, a.ndim]));
  },
  dimTwice(random, program) {
    const a = tensorOf(random, program, 1);
    const dim = random.int(0, a.ndim - 1);
    program.output(program.method(a, random.pick(["sum", "mean", "amax", "logsumexp"]), [dim, dim - a.ndim]));
  },
  functionalDim(random, program) {
    const a = tensorOf(random, program, 1);
    const fn = random.pick(["softmax", "logSoftmax"]);
    if (random.chance(0.5)) program.output(program.functional(fn, a, a.ndim));
    else program.output(program.module(fn === "softmax" ? "Softmax" : "LogSoftmax", [a.ndim + 1], [a]));
  },
  transposeDim(random, program) {
    const a = tensorOf(random, program);
    program.output(program.method(a, "transpose", 0, Math.max(a.ndim, 1) + random.int(0, 2)));
  },
  permuteCount(random, program) {
    const a = tensorOf(random, program, 1);
    program.output(program.method(a, "permute", random.pick([[...Array(a.ndim + 1).keys()], []])));
  },
  permuteRepeated(random, program) {
    const a = float(random, program, "a", [2, 3]);
    program.output(
      program.method(
        a,
        "permute",
        random.pick([
          [0, 0],
          [1, -1],
          [0, 2],
        ]),
      ),
    );
  },
  unsqueezeDim(random, program) {
    const a = tensorOf(random, program);
    program.output(program.method(a, "unsqueeze", random.pick([a.ndim + 1, -a.ndim - 2])));
  },
  outputShape(random, program) {
    const a = float(random, program, "a", random.pick([[3], [1, 3], [2, 1]]));
    const b = float(random, program, "b", random.pick([[2, 3], [4], [2, 1, 3]]));
    program.output(program.method(a, random.pick(["add_", "sub_", "mul_", "div_", "copy_"]), b));
  },
  outputType(random, program) {
    const a = program.leaf("a", randomArray(random, [3], random.pick<DType>(["int64", "uint8", "bool"])));
    program.output(
      program.method(a, random.pick(["add_", "mul_", "div_"]), float(random, program, "b", [3])),
    );
  },
  leafInPlace(random, program) {
    const a = float(random, program, "a", [2, 3], true);
    const x = random.chance(0.3) ? program.method(a, "reshape", [6]) : a;
    program.output(program.method(x, random.pick(["add_", "sub_", "mul_", "div_", "copy_", "fill_"]), 2));
  },
  fillValue(random, program) {
    const a = program.leaf("a", randomArray(random, [3], random.pick<DType>(["int64", "int32", "uint8"])));
    program.output(program.method(a, "fill_", random.pick([1e20, Number.NaN, Number.POSITIVE_INFINITY])));
  },
  changedInPlace(random, program) {
    const a = float(random, program, "a", [2, 3], true);
    const x = program.method(a, "mul", 2);
    const y = program.method(x, random.pick(["exp", "relu", "sqrt", "log", "abs"]));
    const total = program.method(y, "sum");
    const z = program.method(program.method(random.pick([x, y]), "detach"), "add_", 1);
    program.backward(total, null);
    program.output(z);
  },
  broadcast(random, program) {
    const a = float(random, program, "a", [...random.shape(random.int(0, 2), 3, 0), random.pick([2, 3])]);
    const b = float(random, program, "b", [...random.shape(random.int(0, 1), 3, 0), 4]);
    program.output(program.method(a, random.pick(["add", "sub", "mul", "div", "pow", "eq"]), b));
  },
  matmulSizes(random, program) {
    const [p, q] = random.pick<[number[], number[]]>([
      [
        [2, 3],
        [4, 2],
      ],
      [[3], [4]],
      [[2, 3], [2]],
      [[3], [2, 3]],
      [
        [2, 2, 3],
        [2, 4, 2],
      ],
      [
        [2, 2, 3],
        [3, 3, 2],
      ],
      [[2, 2, 3], [4]],
      [[], [3]],
      [[3], []],
    ]);
    const a = float(random, program, "a", p);
    program.output(program.method(a, "matmul", float(random, program, "b", q)));
  },
  matmulDTypes(random, program) {
    const a = float(random, program, "a", random.pick([[2, 3], [3]]));
    const b = program.leaf(
      "b",
      randomArray(random, random.pick([[3, 2], [3]]), random.pick<DType>(["float64", "int64"])),
    );
    if (b.dtype === "int64") program.alternative = { rules: [3], prologue: "b = b.to(a.dtype)" };
    program.output(program.method(a, "matmul", b));
  },
  reshapeSizes(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const shape = random.pick([[4], [-1, -1], [-1, 4], [2, -2], [7, 0], [0, -1], []]);
    program.output(program.method(a, "reshape", shape));
  },
  reshapeEmpty(random, program) {
    const a = float(random, program, "a", [0, 3]);
    program.output(program.method(a, "reshape", random.pick([[-1, 0], [0, -1], [1], [5, -1]])));
  },
  gatherIndex(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const i = program.leaf("i", {
      dtype: "int64",
      shape: [1, 2],
      data: BigInt64Array.of(0n, BigInt(random.pick([3, 4, -1, -4]))),
    });
    program.output(program.method(a, "gather", random.int(0, 1), i));
  },
  gatherShape(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const i = program.leaf("i", indices(random, random.pick([[3, 3], [2], [2, 3, 1], [2, 4]]), 2));
    program.output(program.method(a, "gather", random.int(0, 1), i));
  },
  gatherDType(random, program) {
    const a = float(random, program, "a", [2, 3]);
    const i = program.leaf("i", indices(random, [1, 2], 2, random.pick<DType>(["float32", "uint8", "bool"])));
    program.output(program.method(a, "gather", 1, i));
  },
  itemOfMany(random, program) {
    const a = float(random, program, "a", random.pick([[2], [0], [2, 3]]));
    program.output(program.method(a, "item"));
  },
  emptyReduction(random, program) {
    const a = float(random, program, "a", random.pick([[0], [2, 0], [0, 3]]));
    const fn = random.pick(["amax", "argmax"]);
    program.output(
      random.chance(0.5) ? program.method(a, fn) : program.method(a, fn, random.int(0, a.ndim - 1)),
    );
  },
  integerMean(random, program) {
    const a = program.leaf(
      "a",
      randomArray(random, [2, 2], random.pick<DType>(["int64", "int32", "uint8", "bool"])),
    );
    program.output(random.chance(0.5) ? program.method(a, "mean") : program.method(a, "mean", 1));
  },
  boolArithmetic(random, program) {
    const a = program.leaf("a", randomArray(random, [3], "bool"));
    const [fn, ...args] = random.pick<[string, ...Arg[]]>([
      ["neg"],
      ["sub", a],
      ["sub", true],
      ["sub", 1],
      ["abs"],
      ["relu"],
      ["argmax"],
    ]);
    program.output(program.method(a, fn, ...args));
  },
  negativeIntegerPower(random, program) {
    const a = program.leaf("a", randomArray(random, [3], random.pick<DType>(["int64", "int32"])));
    program.output(program.method(a, "pow", random.int(-3, -1)));
  },
  integerGradient(random, program) {
    const a = program.leaf("a", randomArray(random, [3], random.pick<DType>(["int64", "bool", "uint8"])));
    program.output(program.method(a, "requiresGrad_"));
  },
  createIntegerGradient(random, program) {
    const options = new Options({
      dtype: new DTypeArg(random.pick(["int64", "int32", "bool"])),
      requiresGrad: true,
    });
    program.output(
      random.chance(0.5) ? program.root("zeros", [2], options) : program.root("tensor", [1, 0], options),
    );
  },
  ragged(random, program) {
    const data = random.pick<Arg>([
      [[1, 2], [3]],
      [[1], 2],
      [1, [2]],
      [[[1], [2]], [[3]]],
      [[1], []],
      [
        [1, 2],
        [3, 4, 5],
      ],
    ]);
    program.output(program.root("tensor", data));
  },
  negativeSize(random, program) {
    const fn = random.pick(["zeros", "ones", "rand", "randn"]);
    program.output(program.root(fn, random.pick([[-1], [2, -3]])));
  },
  fullNegativeSize(_, program) {
    program.output(program.root("full", [-2], 1));
  },
  range(random, program) {
    program.output(
      program.root(
        "arange",
        ...random.pick([
          [0, 5, 0],
          [0, 5, -1],
          [5, 0, 1],
          [5, 0],
          [-3],
          [0, Number.NaN],
          [0, Number.POSITIVE_INFINITY, 1],
        ]),
      ),
    );
  },
  randomBounds(random, program) {
    program.output(
      program.root(
        "randint",
        ...random.pick<Arg[]>([
          [3, 3, [2]],
          [5, 2, [2]],
          [0, [2]],
          [-1, [1]],
          [2, [-1]],
        ]),
      ),
    );
  },
  randomPermutation(random, program) {
    program.output(program.root("randperm", random.int(-5, -1)));
  },
  randomDType(random, program) {
    const dtype = new DTypeArg(random.pick(["int64", "bool", "uint8"]));
    program.output(program.root(random.pick(["rand", "randn"]), [2], new Options({ dtype })));
  },
  backwardOfMany(random, program) {
    const a = float(random, program, "a", [random.int(2, 3)], true);
    program.backward(program.method(a, "exp"), null);
  },
  backwardWithoutGraph(random, program) {
    const a = float(random, program, "a", []);
    program.statement("a.backward()", "a.backward()", () => a.tensor.backward());
  },
  backwardTwice(random, program) {
    const a = float(random, program, "a", [3], true);
    const y = program.method(program.method(a, random.pick(["exp", "sqrt", "abs", "log"])), "sum");
    program.backward(y, null);
    program.backward(y, null);
  },
  backwardGradientShape(random, program) {
    const a = float(random, program, "a", [2, 3], true);
    const y = program.method(a, "exp");
    const g = float(random, program, "g", random.pick([[3, 2], [6], [], [2, 3, 1]]));
    program.statement(`${y.name}.backward(g)`, `${y.name}.backward(g)`, () => y.tensor.backward(g.tensor));
  },
  requiresGradOff(random, program) {
    const a = float(random, program, "a", [2], true);
    program.output(program.method(program.method(a, "exp"), "requiresGrad_", false));
  },
  noGrad(random, program) {
    const a = float(random, program, "a", [], true);
    program.statement(
      "with torch.no_grad(): y = a.exp()",
      "const y = noGrad(() => a.exp())",
      () => undefined,
    );
    program.statement("y.backward()", "y.backward()", () => crossent.noGrad(() => a.tensor.exp()).backward());
  },
  sizeDim(random, program) {
    const a = tensorOf(random, program);
    program.output(program.method(a, "size", random.pick([a.ndim, -a.ndim - 1])));
  },
  integerSoftmaxTarget(random, program) {
    const a = float(random, program, "a", [2, 3], true);
    const b = program.leaf("b", randomArray(random, [2, 3], "bool"));
    program.alternative = { rules: [3], prologue: "b = b.to(a.dtype)" };
    program.output(program.functional("crossEntropy", a, b));
  },
  inputRankMismatch(random, program) {
    const a = float(random, program, "a", [2, 3, 4, 5]);
    loss(
      random,
      program,
      a,
      program.leaf("b", indices(random, random.pick([[2], [2, 4], [2, 4, 5, 1], []]), 3)),
    );
  },
};
