/** Softmax, log-softmax, NLL and cross-entropy, as functions and as modules, over the whole option space. */

import { type DType, nn } from "../../src";
import { type ArrayValue, createArray, isFloating, sizeOf } from "./arrays";
import { type Arg, DTypeArg, Options, type Program, type Ref } from "./program";
import { anyStyle, type Random, randomArray, type Style } from "./random";

export function losses(random: Random, program: Program): void {
  program.text = random.chance(0.4);
  const kind = random.next();
  if (kind < 0.6) crossEntropyCase(random, program);
  else if (kind < 0.78) nllCase(random, program);
  else if (kind < 0.92) softmaxCase(random, program);
  else if (kind < 0.96) divergenceCase(random, program);
  else if (kind < 0.99) oneHotCase(random, program);
  else moduleTextCase(random, program);
}

export interface LossShapes {
  readonly input: number[];
  readonly target: number[];
  readonly classes: number;
  readonly classDim: number;
}

/** `(C)`, `(N, C)` or `(N, C, d1, …)`. */
export function lossShapes(random: Random): LossShapes {
  const rank = random.pick([1, 2, 2, 2, 2, 3, 3, 4, 5]);
  const classes = random.chance(0.08) ? 1 : random.chance(0.06) ? random.int(20, 200) : random.int(2, 7);
  if (rank === 1) return { input: [classes], target: [], classes, classDim: 0 };
  const [batch, ...rest] = random.shape(rank - 1, classes > 10 ? 3 : 5) as [number, ...number[]];
  return { input: [batch, classes, ...rest], target: [batch, ...rest], classes, classDim: 1 };
}

export function weightArray(random: Random, classes: number, dtype: DType): ArrayValue {
  const weight = randomArray(random, [classes], dtype, "positive");
  const kind = random.next();
  for (let c = 0; c < classes; c++) {
    if (kind < 0.2) weight.data[c] = random.pick([0, 0, 1, 2]);
    else if (kind < 0.3) weight.data[c] = -(weight.data[c] as number);
    else if (kind < 0.35) weight.data[c] = 0;
    else if (kind < 0.4) weight.data[c] = random.pick([Number.NaN, 1e4, 1, 0.01]);
    else if (kind < 0.7) weight.data[c] = random.next() * 3;
  }
  return weight;
}

interface IndexTarget {
  readonly array: ArrayValue;
  readonly ignoreIndex: number | undefined;
}

export function indexTarget(random: Random, shape: readonly number[], classes: number): IndexTarget {
  const dtype = random.pick<DType>(["int64", "int64", "int64", "int64", "uint8", "int32"]);
  const ignoreIndex = random.pick([
    undefined,
    undefined,
    -100,
    random.int(0, classes - 1),
    classes + random.int(0, 3),
    -1,
    255,
  ]);
  const data = createArray(dtype, sizeOf(shape));
  const ignored = ignoreIndex ?? -100;
  const fits = dtype !== "uint8" || ignored >= 0;
  const share = random.pick([0, 0.3, 0.3, 1]);
  for (let i = 0; i < data.length; i++) {
    const value = fits && random.chance(share) ? ignored : random.int(0, classes - 1);
    if (data instanceof BigInt64Array) data[i] = BigInt(value);
    else data[i] = value;
  }
  return { array: { dtype, shape, data }, ignoreIndex };
}

type ProbabilityKind = "normalised" | "unnormalised" | "oneHot" | "zeros" | "negative";

export function probabilityTarget(
  random: Random,
  { input, classes, classDim }: LossShapes,
  dtype: DType,
): ArrayValue {
  const kind = random.pick<ProbabilityKind>([
    "normalised",
    "normalised",
    "unnormalised",
    "oneHot",
    "zeros",
    "negative",
  ]);
  const data = createArray(dtype, sizeOf(input));
  const inner = sizeOf(input.slice(classDim + 1));
  const outer = sizeOf(input.slice(0, classDim));
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / Math.max(inner, 1)) * classes * inner + (line % Math.max(inner, 1));
    const hot = random.int(0, classes - 1);
    let row = Array.from({ length: classes }, () =>
      random.chance(kind === "zeros" ? 0.5 : 0) ? 0 : random.next(),
    );
    if (kind === "normalised") {
      const total = row.reduce((a, b) => a + b, 0);
      row = row.map((p) => p / total);
    }
    if (kind === "negative") row = row.map((p) => p - 0.5);
    if (kind === "oneHot") row = row.map((_, c) => (c === hot ? 1 : 0));
    for (let c = 0; c < classes; c++) data[start + c * inner] = row[c] as number;
  }
  return { dtype, shape: input, data };
}

/** One-hot rows of integers: an error in PyTorch, accepted by crossent (deliberate difference 3). */
function integerOneHot(random: Random, { input, classes, classDim }: LossShapes): ArrayValue {
  const dtype = random.pick<DType>(["int64", "int32", "uint8"]);
  const data = createArray(dtype, sizeOf(input));
  const inner = sizeOf(input.slice(classDim + 1));
  const outer = sizeOf(input.slice(0, classDim));
  for (let line = 0; line < outer * inner; line++) {
    const start =
      Math.floor(line / inner) * classes * inner + (line % inner) + random.int(0, classes - 1) * inner;
    if (data instanceof BigInt64Array) data[start] = 1n;
    else data[start] = 1;
  }
  return { dtype, shape: input, data };
}

export const anyReduction = (random: Random): string | undefined =>
  random.pick([undefined, "mean", "sum", "none", "none"]);

export function backward(random: Random, program: Program, y: Ref): void {
  const scalar = y.ndim === 0;
  if (random.chance(0.9)) program.backward(y, scalar && random.chance(0.5) ? null : random.int(1, 999));
}

function crossEntropyCase(random: Random, program: Program): void {
  const shapes = lossShapes(random);
  const dtype = random.pick<DType>(["float32", "float32", "float32", "float64"]);
  const inputDtype = random.chance(0.03) ? random.pick<DType>(["int64", "int32", "uint8"]) : dtype;
  const floating = isFloating(inputDtype);
  const promoted = floating ? dtype : "float32";
  const a = program.leaf(
    "a",
    randomArray(random, shapes.input, inputDtype, anyStyle(random)),
    floating && random.chance(0.9),
  );
  const kind = random.next();
  const rules: number[] = [];
  const prologue: string[] = [];
  if (!floating) {
    rules.push(3);
    prologue.push("a = a.float()");
  }
  let b: Ref;
  let ignoreIndex: number | undefined;
  const labelSmoothing = random.pick([undefined, 0, 0.1, 0.1, 0.5, 1, 1e-8]);
  const oneHot = kind >= 0.97 && sizeOf(shapes.input) > 0;
  const probabilities = kind >= 0.6;
  if (!probabilities) {
    const target = indexTarget(random, shapes.target, shapes.classes);
    ignoreIndex = target.ignoreIndex;
    b = program.leaf("b", target.array);
    if (target.array.dtype !== "int64") {
      rules.push(2);
      prologue.push("b = b.long()");
    }
  } else if (oneHot) {
    b = program.leaf("b", integerOneHot(random, shapes));
    rules.push(3);
    prologue.push("b = b.to(a.dtype)");
  } else {
    const other = random.chance(0.05) ? random.pick<DType>(["float32", "float64"]) : promoted; // these promote
    b = program.leaf("b", probabilityTarget(random, shapes, other), random.chance(0.5));
    ignoreIndex = random.pick([undefined, undefined, -100, -7]);
  }
  const weightDType =
    probabilities && random.chance(0.05) ? random.pick<DType>(["float32", "float64"]) : promoted;
  const weight = random.chance(0.5)
    ? program.leaf(
        "w",
        weightArray(random, shapes.classes, weightDType),
        probabilities && !oneHot && random.chance(0.3),
      )
    : undefined;
  program.zeroCountsNothing = hasNonFinite(program);
  if (rules.length > 0) program.alternative = { rules, prologue: prologue.join("; ") };
  const options = new Options({ weight, ignoreIndex, reduction: anyReduction(random), labelSmoothing });
  const y = random.chance(0.5)
    ? program.functional("crossEntropy", a, b, options)
    : program.module("CrossEntropyLoss", [options], [a, b], random.chance(0.2));
  program.output(y);
  backward(random, program, y);
}

function nllCase(random: Random, program: Program): void {
  const shapes = lossShapes(random);
  const dtype = random.pick<DType>(["float32", "float32", "float64"]);
  const leaf = program.leaf(
    "a",
    randomArray(random, shapes.input, dtype, anyStyle(random)),
    random.chance(0.9),
  );
  const a = random.chance(0.5) ? program.functional("logSoftmax", leaf, shapes.classDim) : leaf;
  const target = indexTarget(random, shapes.target, shapes.classes);
  const b = program.leaf("b", target.array);
  if (target.array.dtype !== "int64") program.alternative = { rules: [2], prologue: "b = b.long()" };
  const weight = random.chance(0.5)
    ? program.leaf("w", weightArray(random, shapes.classes, dtype))
    : undefined;
  const options = new Options({
    weight,
    ignoreIndex: target.ignoreIndex,
    reduction: anyReduction(random),
  });
  const y = random.chance(0.5)
    ? program.functional("nllLoss", a, b, options)
    : program.module("NLLLoss", [options], [a, b], random.chance(0.2));
  program.output(y);
  backward(random, program, y);
}

function divergenceCase(random: Random, program: Program): void {
  const shape = random.shape(random.int(0, 4), 5);
  const dtype = random.pick<DType>(["float32", "float32", "float64"]);
  const style = random.pick<Style>(["normal", "normal", "equal"]);
  const leaf = program.leaf("a", randomArray(random, shape, dtype, style), random.chance(0.9));
  const a = random.chance(0.5) && shape.length > 0 ? program.functional("logSoftmax", leaf, -1) : leaf;
  const logTarget = random.pick([undefined, false, true]);
  const targetShape = random.chance(0.2) ? shape.slice(1) : shape;
  const other = random.chance(0.1) ? random.pick<DType>(["float32", "float64"]) : dtype;
  // Probabilities of 0 are a deliberate difference, for which PyTorch has NaN.
  const target = randomArray(random, targetShape, other, "positive");
  if (logTarget) for (const [i, v] of target.data.entries()) target.data[i] = -(Number(v) % 20);
  const b = program.leaf("b", target, random.chance(0.5));
  const reduction = random.pick([undefined, "mean", "sum", "none", "batchmean"]);
  const options = new Options({ reduction, logTarget });
  const y = random.chance(0.5)
    ? program.functional("klDiv", a, b, options)
    : program.module("KLDivLoss", [options], [a, b], random.chance(0.2));
  program.output(y);
  backward(random, program, y);
}

function softmaxCase(random: Random, program: Program): void {
  const rank = random.int(0, 5);
  const shape =
    random.chance(0.1) && rank > 0 ? [...random.shape(rank - 1, 2), random.int(20, 300)] : random.shape(rank);
  const dtype = random.pick<DType>([
    "float32",
    "float32",
    "float32",
    "float64",
    "float64",
    "int64",
    "uint8",
    "bool",
  ]);
  const floating = isFloating(dtype);
  const a = program.leaf(
    "a",
    randomArray(random, shape, dtype, anyStyle(random)),
    floating && random.chance(0.9),
  );
  const log = random.chance(0.5);
  const dim = random.chance(0.1) ? undefined : random.sign(random.int(0, Math.max(rank, 1) - 1), rank);
  const to = random.chance(0.3) ? random.pick<DType>(["float32", "float64"]) : undefined;
  const kind = random.pick(["function", "function", "module", "method"]);
  if (!floating && (kind !== "function" || to === undefined))
    program.alternative = { rules: [3], prologue: "a = a.float()" };
  let y: Ref;
  if (kind === "function") {
    const options: Arg[] = to === undefined ? [] : [new Options({ dtype: new DTypeArg(to) })];
    y = program.functional(log ? "logSoftmax" : "softmax", a, dim, ...options);
  } else if (kind === "module") {
    const options = dim === undefined ? [] : random.chance(0.5) ? [dim] : [new Options({ dim })];
    y = program.module(log ? "LogSoftmax" : "Softmax", options, [a], random.chance(0.2));
  } else {
    y = program.method(a, log ? "logSoftmax" : "softmax", dim ?? 0);
  }
  program.output(y);
  backward(random, program, y);
}

function oneHotCase(random: Random, program: Program): void {
  const classes = random.int(1, 6);
  const shape = random.shape(random.int(0, 3), 4, 0);
  const dtype = "int64";
  const data = createArray(dtype, sizeOf(shape)) as BigInt64Array;
  for (let i = 0; i < data.length; i++) data[i] = BigInt(random.int(0, classes - 1));
  const a = program.leaf("a", { dtype, shape, data });
  const numClasses = random.pick([undefined, classes, classes + 2, -1]);
  const y = random.chance(0.5)
    ? program.functional("oneHot", a, numClasses)
    : program.root("oneHot", a, numClasses);
  program.output(y);
}

function moduleTextCase(random: Random, program: Program): void {
  const {
    Module: _,
    functional: __,
    Parameter: ___,
    Linear: ____,
    LinearCrossEntropyLoss: _____,
    ...modules
  } = nn;
  const name = random.pick(Object.keys(modules) as (keyof typeof modules)[]);
  const known = { dim: random.pick([0, 1, -1, 3]), reduction: anyReduction(random), ignoreIndex: 3 };
  const own = new modules[name]();
  const options = Object.entries(known).filter(([option]) => option in own && random.chance(0.7));
  const places = "dim" in own && options.length > 0 && random.chance(0.5);
  program.output(
    program.moduleText(
      name,
      options.length === 0 ? [] : places ? [known.dim] : [new Options(Object.fromEntries(options))],
    ),
  );
}

/** Whether a floating leaf holds an infinity or NaN. */
export function hasNonFinite(program: Program): boolean {
  return program.leaves.some(
    ({ array }) =>
      isFloating(array.dtype) && (array.data as Float64Array).some((value) => !Number.isFinite(value)),
  );
}
