/** Linear cross-entropy, as function and as module: values, and the gradients of all that may have one. */

import type { DType, LinearCrossEntropyLoss } from "../../src";
import { type ArrayValue, isFloating, sizeOf } from "./arrays";
import {
  anyReduction,
  backward,
  hasNonFinite,
  indexTarget,
  type LossShapes,
  lossShapes,
  probabilityTarget,
  weightArray,
} from "./losses";
import { Options, type Program, type Ref, Spelled } from "./program";
import { type Random, randomArray, type Style } from "./random";

export function linearLosses(random: Random, program: Program): void {
  program.text = random.chance(0.4);
  program.needsTorch2 = "PyTorch 1 has no linear_cross_entropy";
  if (random.chance(0.85)) functionCase(random, program);
  else moduleCase(random, program);
}

/** Shapes of logits, some over several packs of rows, some over several blocks of 8192 outputs. */
function logitsShapes(random: Random): LossShapes {
  const kind = random.next();
  if (kind < 0.87) return lossShapes(random);
  const isLong = kind < 0.97;
  const rest = isLong || random.chance(0.6) ? [] : [random.int(1, 4)];
  const rows = isLong ? random.int(60, 140) : random.int(1, 3);
  const classes = isLong ? random.int(2, 9) : random.int(8000, 20_000);
  return { input: [rows, classes, ...rest], target: [rows, ...rest], classes, classDim: 1 };
}

/** Not finite, or at the ends of what exp takes. A huge number would only multiply roundings. */
const SPECIAL: readonly number[] = [
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  0,
  -0,
  1e-45,
  88.8,
  -104,
];

/** What the numbers of a layer are like. Long sums of equal numbers would all be rounded the same way. */
export const layerStyle = (random: Random, longest: number): Style =>
  random.pick<Style>([
    "normal",
    "normal",
    "normal",
    longest > 20 ? "normal" : "equal",
    "integers",
    "positive",
  ]);

/** Numbers of a layer, with a `special` one now and then. */
export function layerArray(
  random: Random,
  shape: readonly number[],
  dtype: DType,
  special: boolean,
  style = layerStyle(random, 0),
): ArrayValue {
  const array = randomArray(random, shape, dtype, style);
  if (special && isFloating(dtype))
    for (let i = 0; i < array.data.length; i++) if (random.chance(0.1)) array.data[i] = random.pick(SPECIAL);
  return array;
}

interface Features {
  readonly a: Ref;
  readonly rules: number[];
  readonly prologue: string[];
}

/** The features `a`, seldom of integers. */
function features(
  random: Random,
  program: Program,
  shape: readonly number[],
  dtype: DType,
  special: boolean,
  learns: boolean,
): Features {
  const integers = random.chance(0.03);
  const own = integers ? random.pick<DType>(["int64", "int32", "uint8"]) : dtype;
  const a = program.leaf("a", layerArray(random, shape, own, special), !integers && learns);
  return integers
    ? { a, rules: [3], prologue: [`a = a.to(torch.${dtype})`] }
    : { a, rules: [], prologue: [] };
}

interface Target {
  readonly b: Ref;
  readonly ignoreIndex: number | undefined;
}

/** The target `b`: classes or probabilities. */
function target(
  random: Random,
  program: Program,
  shapes: LossShapes,
  dtype: DType,
  { rules, prologue }: Features,
  learns: boolean,
): Target {
  if (random.chance(0.4)) {
    const other = random.chance(0.05) ? random.pick<DType>(["float32", "float64"]) : dtype; // these promote
    const array = probabilityTarget(random, shapes, other);
    return { b: program.leaf("b", array, learns), ignoreIndex: undefined };
  }
  const { array, ignoreIndex } = indexTarget(random, shapes.target, shapes.classes);
  if (array.dtype !== "int64") {
    rules.push(2);
    prologue.push("b = b.long()");
  }
  return { b: program.leaf("b", array), ignoreIndex };
}

/** A float, which the module prints as one. */
const anySmoothing = (random: Random): Spelled | undefined => {
  const smoothing = random.pick([undefined, 0, 0.1, 0.1, 0.5, 1, 1e-8]);
  if (smoothing === undefined) return undefined;
  const python = Number.isInteger(smoothing) ? smoothing.toFixed(1) : String(smoothing);
  return new Spelled(smoothing, String(smoothing), python);
};

/** Sizes as Python's tuple, which the module prints. */
const tupled = (sizes: readonly number[]): Spelled =>
  new Spelled(sizes, `[${sizes.join(", ")}]`, `(${sizes.map((size) => `${size},`).join("")})`);

/** PyTorch has chunks only for some of the cases; ours change no number. */
const anyChunk = (random: Random): Spelled | undefined => {
  const chunkSize = random.pick([undefined, undefined, 1, 2, 3, 7, 64, 100]);
  return chunkSize === undefined ? undefined : new Spelled(chunkSize, String(chunkSize), "");
};

function finish(program: Program, { rules, prologue }: Features): void {
  program.zeroCountsNothing = hasNonFinite(program);
  if (rules.length > 0) program.alternative = { rules, prologue: prologue.join("; ") };
}

function functionCase(random: Random, program: Program): void {
  const shapes = logitsShapes(random);
  const dtype = random.pick<DType>(["float32", "float32", "float64"]);
  const outputs = shapes.input.slice(shapes.classDim);
  const depth = random.int(1, sizeOf(outputs) > 1000 ? 3 : 6);
  const special = random.chance(0.2);
  const style = (): Style => layerStyle(random, sizeOf(outputs));
  const isRecorded = random.chance(0.92);
  const anyLearn = random.chance(0.8);
  const learns = (share: number): boolean => anyLearn && random.chance(share);
  const shape = [...shapes.input.slice(0, shapes.classDim), depth];
  const input = features(random, program, shape, dtype, special, learns(0.8));
  const layer = program.leaf(
    "l",
    layerArray(random, [...outputs, depth], dtype, special, style()),
    learns(0.8),
  );
  const linearBias = random.chance(0.5)
    ? program.leaf("c", layerArray(random, outputs, dtype, special, style()), learns(0.8))
    : undefined;
  const { b, ignoreIndex } = target(random, program, shapes, dtype, input, learns(0.4));
  const probabilities = isFloating(b.dtype);
  const weight = random.chance(0.4)
    ? program.leaf("w", weightArray(random, shapes.classes, dtype), probabilities && learns(0.3))
    : undefined;
  finish(program, input);
  const options = new Options({
    ...{ linearBias, weight, ignoreIndex, reduction: anyReduction(random) },
    ...{ labelSmoothing: anySmoothing(random), chunkSize: anyChunk(random) },
  });
  const call = [input.a, layer, b, options] as const;
  const y = isRecorded
    ? program.functional("linearCrossEntropy", ...call)
    : program.functionalWithoutGrad("linearCrossEntropy", ...call);
  program.output(y);
  backward(random, program, y);
}

/** The module with the initial values of a seed; the gradients of its layer are outputs. */
function moduleCase(random: Random, program: Program): void {
  const shapes = lossShapes(random);
  const dtype = random.pick<"float32" | "float64">(["float32", "float64"]);
  const depth = random.int(1, 6);
  const [batch, outFeatures] = [
    shapes.input.slice(0, shapes.classDim),
    shapes.input.slice(shapes.classDim + 1),
  ];
  const input = features(random, program, [...batch, depth], dtype, false, random.chance(0.8));
  const { b, ignoreIndex } = target(random, program, shapes, dtype, input, random.chance(0.4));
  const weight = random.chance(0.4)
    ? program.leaf("w", weightArray(random, shapes.classes, dtype))
    : undefined;
  finish(program, input);
  const bias = random.pick([undefined, false, true]);
  const options = {
    ...(outFeatures.length > 0 ? { outFeatures: tupled(outFeatures) } : {}),
    bias,
    weight,
    ignoreIndex,
    ...{ reduction: anyReduction(random), labelSmoothing: anySmoothing(random) },
  };
  const sizes = [depth, shapes.classes];
  const m = program.layer("LinearCrossEntropyLoss", sizes, options, dtype, random.int(0, 999));
  const module = m.value as LinearCrossEntropyLoss;
  program.output(program.custom(`repr(${m.name})`, `String(${m.name})`, () => String(module)));
  const y = program.custom(`${m.name}(a, b)`, `${m.name}(a, b)`, () => module(input.a.tensor, b.tensor));
  program.output(y);
  backward(random, program, y);
  for (const name of ["weight", "bias"] as const) {
    const grad = `${m.name}.linear.${name}.grad`;
    if (module.linear[name]?.grad)
      program.output(program.custom(grad, grad, () => module.linear[name]?.grad));
  }
}
