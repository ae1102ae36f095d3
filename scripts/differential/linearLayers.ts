/** functional.linear and nn.Linear: values, gradients of all three, and sizes and dtypes that do not fit. */

import type { DType, Linear } from "../../src";
import { isFloating, sizeOf } from "./arrays";
import { layerArray, layerStyle } from "./linearLosses";
import { backward } from "./losses";
import type { Program, Ref } from "./program";
import type { Random, Style } from "./random";
import { ALL } from "./tensorOps";

const FLOATS: readonly DType[] = ["float32", "float64"];
const INTEGERS: readonly DType[] = ["int64", "int32", "uint8"];

export function linearLayers(random: Random, program: Program): void {
  program.text = random.chance(0.4);
  if (random.chance(0.85)) functionCase(random, program);
  else moduleCase(random, program);
}

/** Features before or after a layer: few, seldom none, and some over several blocks of a product. */
const anySize = (random: Random): number =>
  random.chance(0.03) ? 0 : random.chance(0.08) ? random.int(60, 300) : random.int(1, 6);

/** The sizes of an input but its last. */
const anyBatch = (random: Random): number[] =>
  random.chance(0.08) ? [random.int(60, 140)] : random.shape(random.pick([0, 1, 1, 1, 2, 2, 3]));

function leaf(
  random: Random,
  program: Program,
  name: string,
  shape: readonly number[],
  dtype: DType,
  { special, style }: { readonly special: boolean; readonly style: Style },
): Ref {
  const array = layerArray(random, shape, dtype, special, style);
  return program.leaf(name, array, isFloating(dtype) && random.chance(0.8));
}

type Mistake =
  | "inFeatures"
  | "weightDims"
  | "noWeightDims"
  | "noInputDims"
  | "outFeatures"
  | "biasDims"
  | "dtype"
  | "bool";
const MISTAKES: readonly Mistake[] = [
  ...(["inFeatures", "weightDims", "noWeightDims", "noInputDims", "outFeatures", "biasDims"] as const),
  ...(["dtype", "dtype", "bool"] as const),
];

/** Dtypes of the three: one, but for integers beside floats, and where they are the mistake. */
function dtypes(random: Random, mistake: Mistake | undefined): [x: DType, w: DType, b: DType] {
  if (mistake === "bool") return ["bool", "bool", "bool"];
  const one = random.pick<DType>([...FLOATS, ...FLOATS, ...FLOATS, ...INTEGERS]);
  const all: [DType, DType, DType] = [one, one, one];
  if (mistake === "dtype") all[random.int(0, 2)] = random.pick(ALL);
  else if (isFloating(one) && random.chance(0.1)) all[random.int(0, 2)] = random.pick(INTEGERS);
  return all;
}

function functionCase(random: Random, program: Program): void {
  const mistake = random.chance(0.15) ? random.pick(MISTAKES) : undefined;
  const [features, outputs, batch] = [anySize(random), anySize(random), anyBatch(random)];
  const input = mistake === "noInputDims" ? [] : [...batch, features];
  const isVector = random.chance(0.06);
  const depth = features + (mistake === "inFeatures" ? random.int(1, 2) : 0);
  const weight = isVector ? [depth] : [outputs, depth];
  if (mistake === "weightDims") weight.unshift(1);
  const many = outputs + (mistake === "outFeatures" ? random.int(2, 3) : 0);
  const biases = [
    [many],
    [many],
    [many],
    [many],
    [1, many],
    ...(mistake === "bool" ? [] : [[], [1], [1, 1]]),
  ];
  const bias = random.pick(biases);
  const [ofInput, ofWeight, ofBias] = dtypes(random, mistake);
  const numbers = {
    special: random.chance(0.2),
    style: layerStyle(random, Math.max(features, outputs, sizeOf(batch))),
  };
  const x = leaf(random, program, "x", input, ofInput, numbers);
  const w = leaf(random, program, "w", mistake === "noWeightDims" ? [] : weight, ofWeight, numbers);
  // What PyTorch adds to the product, instead of beginning it with that, may be of another dtype there.
  const isSingle = sizeOf(bias) === 1 && bias.length !== 1;
  const shape = mistake === "biasDims" ? [1, 1, Math.max(outputs, 2)] : bias;
  const b = random.chance(isVector ? 0.1 : 0.6)
    ? leaf(random, program, "b", shape, isSingle ? ofWeight : ofBias, numbers)
    : undefined;
  joinFloats(program, b === undefined ? [x, w] : [x, w, b]);
  const y = program.functional("linear", x, w, b);
  program.output(y);
  if (isFloating(y.dtype)) backward(random, program, y);
}

/** Integers join floats here (deliberate difference 3). */
function joinFloats(program: Program, operands: readonly Ref[]): void {
  const floating = operands.find(({ dtype }) => isFloating(dtype));
  const integers = operands.filter(({ dtype }) => !isFloating(dtype) && dtype !== "bool");
  if (floating === undefined || integers.length === 0) return;
  const prologue = integers.map(({ name }) => `${name} = ${name}.to(torch.${floating.dtype})`).join("; ");
  program.alternative = { rules: [3], prologue };
}

/** The module with the initial values of a seed; the gradients of its parameters are outputs. */
function moduleCase(random: Random, program: Program): void {
  const dtype = random.pick<"float32" | "float64">(["float32", "float64"]);
  const [features, outputs] = [anySize(random), anySize(random)];
  const wrong = random.chance(0.05) ? 1 : 0;
  const batch = anyBatch(random);
  const numbers = { special: false, style: layerStyle(random, Math.max(features, outputs, sizeOf(batch))) };
  const x = leaf(random, program, "x", [...batch, features + wrong], dtype, numbers);
  const bias = random.pick([undefined, false, true]);
  const m = program.layer("Linear", [features, outputs], { bias }, dtype, random.int(0, 999));
  const module = m.value as Linear;
  program.output(program.custom(`repr(${m.name})`, `String(${m.name})`, () => String(module)));
  const y = program.custom(`${m.name}(x)`, `${m.name}(x)`, () => module(x.tensor));
  program.output(y);
  backward(random, program, y);
  for (const name of ["weight", "bias"] as const) {
    const grad = `${m.name}.${name}.grad`;
    if (module[name]?.grad) program.output(program.custom(grad, grad, () => module[name]?.grad));
  }
}
