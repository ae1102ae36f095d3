/** SGD, Adam and AdamW: the parameters after each of some steps, and options that are refused. */

import type { DType, Tensor } from "../../src";
import { type ArrayValue, createArray, sizeOf } from "./arrays";
import { EXACT, type Tolerance } from "./compare";
import { type Arg, Options, type Program, type Ref, Spelled } from "./program";
import { type Random, randomArray, type Style } from "./random";

type Name = "SGD" | "Adam" | "AdamW";
type OptionArgs = Readonly<Record<string, Arg>>;

export function optimizers(random: Random, program: Program): void {
  const kind = random.next();
  if (kind < 0.1) mistake(random, program);
  else if (kind < 0.25) classifier(random, program);
  else steps(random, program);
}

/** The float32 of PyTorch's SGD to the bit; its Adam takes square roots that are one bit off here and there. */
const tolerancesOf = (name: Name): Readonly<Record<string, Tolerance>> => ({
  float32: name === "SGD" ? EXACT : { relative: 2e-6, absolute: 2e-6 },
  float64: { relative: 1e-12, absolute: 1e-13 },
});

const anyName = (random: Random): Name => random.pick<Name>(["SGD", "SGD", "Adam", "AdamW"]);
const anyRate = (random: Random): number => random.pick([0, 0.001, 0.05, 0.1, 0.1, 1, random.next()]);
const maybe = <T>(random: Random, values: readonly T[]): T | undefined =>
  random.chance(0.4) ? undefined : random.pick(values);

/** Python's Adam wants floats, and prints them. */
function betas(first: number, second: number): Spelled {
  const text = [first, second].map((beta) => (Number.isInteger(beta) ? beta.toFixed(1) : String(beta)));
  return new Spelled([first, second], `[${first}, ${second}]`, `(${text.join(", ")})`);
}

function anyOptions(random: Random, name: Name): OptionArgs {
  const lr = maybe(random, [anyRate(random)]);
  const weightDecay = maybe(random, [0, 0.01, 0.1, 0.1, 1]);
  if (name !== "SGD") {
    const pairs = [betas(0.5, 0.9), betas(0.9, 0.99), betas(0, 0), betas(0.3, 0.999), betas(0, 0.5)];
    const eps = maybe(random, [0.001, 1e-8, 1]);
    return { lr, weightDecay, betas: maybe(random, pairs), eps, amsgrad: maybe(random, [false, true, true]) };
  }
  const momentum = maybe(random, [0, 0.5, 0.9, 0.9, 1.5]);
  const nesterov = momentum && random.chance(0.3) ? true : undefined;
  const dampening = nesterov ? undefined : maybe(random, [0, 0.3, -0.5, 1]);
  return { lr, momentum, dampening, weightDecay, nesterov, maximize: maybe(random, [false, true]) };
}

/** A shape of a parameter: small, or of so many elements that the module takes it, in one block or several. */
const anyShape = (random: Random): number[] =>
  random.chance(0.8)
    ? random.shape(random.int(0, 3))
    : [random.chance(0.9) ? random.int(50, 300) : random.int(8000, 20_000)];

/**
 * Random numbers, none tiny: beside a product that lies in the middle between two float32, a tiny number decides for PyTorch's
 * fused multiply-add, and is lost in the sum in double precision.
 */
function numbers(random: Random, shape: readonly number[], dtype: DType, style: Style): ArrayValue {
  const array = randomArray(random, shape, dtype, style);
  for (let i = 0; i < array.data.length; i++) if (Math.abs(Number(array.data[i])) < 1e-30) array.data[i] = 0;
  return array;
}

/** Steps down given gradients, or down those of a loss whose gradients are the same bits in both. */
function steps(random: Random, program: Program): void {
  const name = anyName(random);
  const style = random.pick<Style>(["normal", "normal", "normal", "positive", "integers", "hostile"]);
  program.tolerances = tolerancesOf(name);
  const params = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, i) => {
    const dtype = random.pick<DType>(["float32", "float32", "float64"]);
    return program.leaf(`p${i}`, numbers(random, anyShape(random), dtype, style), true);
  });
  const move = random.chance(0.7) ? givenGradients(random, program, params, style) : squares(random, program);
  descend(random, program, name, params, move);
}

/** Sets the gradients of a step, or lets a backward set them. */
type Move = (step: number, optimizer: Ref, params: readonly Ref[]) => void;

/** Makes the optimizer, and some steps; what the parameters are after each is an output. */
function descend(
  random: Random,
  program: Program,
  name: Name,
  params: readonly Ref[],
  move: Move,
  options = anyOptions(random, name),
): void {
  const optimizer = program.optimizer(name, params, new Options(options));
  const o = optimizer.name;
  if (random.chance(0.3))
    program.output(program.custom(`repr(${o})`, `String(${o})`, () => String(optimizer.value)));
  const count = params.some(({ shape }) => sizeOf(shape) > 1000) ? random.int(1, 3) : random.int(1, 10);
  for (let step = 0; step < count; step++) {
    if (step > 0 && random.chance(0.2)) {
      const lr = anyRate(random);
      // Without blanks around the sign: what has them is moved by a rounding where the conditioning is asked for.
      program.statement(`${o}.param_groups[0]['lr']=${lr}`, `${o}.lr = ${lr}`, () => {
        (optimizer.value as { lr: number }).lr = lr;
      });
    }
    move(step, optimizer, params);
    program.statement(`${o}.step()`, `${o}.step()`, () => (optimizer.value as { step(): void }).step());
    for (const { name: p, tensor } of params)
      program.output(
        program.custom(`${p}.detach().clone()`, `${p}.detach().clone()`, () => tensor.detach().clone()),
      );
  }
}

function givenGradients(random: Random, program: Program, params: readonly Ref[], style: Style): Move {
  return (step) => {
    for (const [i, { name, tensor }] of params.entries()) {
      const set = (gradient: string, python: string, value: Tensor | null): void =>
        program.statement(`${name}.grad=${python}`, `${name}.grad = ${gradient}`, () => {
          tensor.grad = value;
        });
      if (random.chance(0.12)) {
        set("null", "None", null);
        continue;
      }
      const array = numbers(random, tensor.shape, tensor.dtype, style);
      const g = program.leaf(`g${step}_${i}`, array);
      set(g.name, g.name, g.tensor);
    }
  };
}

/** The sum of the squares of some parameters; gradients may add up, or be zeros where they lie. */
function squares(random: Random, program: Program): Move {
  return (step, { name, value }, params) => {
    if (step > 0) {
      const kind = random.next();
      const zeroGrad = (value as { zeroGrad(setToNull?: boolean): void }).zeroGrad.bind(value);
      if (kind < 0.5) program.statement(`${name}.zero_grad()`, `${name}.zeroGrad()`, () => zeroGrad());
      else if (kind < 0.8)
        program.statement(`${name}.zero_grad(False)`, `${name}.zeroGrad(false)`, () => zeroGrad(false));
    }
    const some = params.filter(() => random.chance(0.85));
    for (const p of some) program.backward(program.method(program.method(p, "mul", p), "sum"), null);
  };
}

/** A linear layer under cross-entropy, whose gradients are sums: they agree to a rounding. */
function classifier(random: Random, program: Program): void {
  const name = anyName(random);
  const [rows, features, classes] = [random.int(2, 8), random.int(1, 5), random.int(2, 5)];
  const dtype = random.pick<DType>(["float32", "float64"]);
  const x = program.leaf("x", normals(random, [rows, features], dtype));
  const w = program.leaf("w", normals(random, [classes, features], dtype), true);
  const b = program.leaf("b", normals(random, [classes], dtype), true);
  const data = createArray("int64", rows) as BigInt64Array;
  for (let i = 0; i < rows; i++) data[i] = BigInt(random.int(0, classes - 1));
  const t = program.leaf("t", { dtype: "int64", shape: [rows], data });
  const options = { ...anyOptions(random, name), ...(name === "SGD" ? {} : { betas: betas(0.9, 0.99) }) };
  const move: Move = (_, optimizer) => {
    const zeroGrad = (optimizer.value as { zeroGrad(): void }).zeroGrad.bind(optimizer.value);
    program.statement(`${optimizer.name}.zero_grad()`, `${optimizer.name}.zeroGrad()`, zeroGrad);
    program.backward(program.functional("crossEntropy", program.functional("linear", x, w, b), t), null);
  };
  descend(random, program, name, [w, b], move, options);
}

function normals(random: Random, shape: readonly number[], dtype: DType): ArrayValue {
  const data = createArray(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = random.normal();
  return { dtype, shape, data };
}

const BAD: Readonly<Record<"SGD" | "Adam", readonly OptionArgs[]>> = {
  SGD: [
    { lr: -1 },
    { momentum: -0.5 },
    { weightDecay: -0.5 },
    { nesterov: true },
    { nesterov: true, momentum: 0.9, dampening: 0.1 },
    { lr: -1, momentum: -1, weightDecay: -1 },
  ],
  Adam: [
    ...[-1, -0.5, Number.NaN].flatMap((bad) => [{ lr: bad }, { eps: bad }, { weightDecay: bad }]),
    ...[-0.5, 1, 1.5, Number.NaN].flatMap((bad) => [{ betas: [bad, 0.5] }, { betas: [0.5, bad] }]),
    { lr: -1, eps: -1 },
    { eps: -1, betas: [1, 1] },
    { betas: [2, 2], weightDecay: -1 },
  ],
};

/** A bad option, or no parameters, or none that is a leaf. */
function mistake(random: Random, program: Program): void {
  const name = anyName(random);
  const p = program.leaf("p", randomArray(random, [3], "float32"), true);
  const kind = random.next();
  const options = new Options(kind < 0.8 ? random.pick(BAD[name === "SGD" ? "SGD" : "Adam"]) : {});
  const params = kind < 0.8 ? [p] : kind < 0.9 ? [] : [p, program.method(p, "mul", 2)];
  program.optimizer(name, params, options);
}
