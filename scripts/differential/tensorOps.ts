/** Every operation of `Tensor`, alone and in short chains, with gradients. */

import type { DType } from "../../src";
import { createArray, isFloating, pythonNumber, sizeOf } from "./arrays";
import { type Arg, DTypeArg, Options, type Program, Ref, Spelled } from "./program";
import { anyStyle, type Random, randomArray, type Style } from "./random";

export const ALL: readonly DType[] = ["float32", "float64", "int64", "int32", "uint8", "bool"];

export const anyDType = (random: Random): DType =>
  random.pick<DType>(["float32", "float32", "float32", "float32", "float64", "float64", ...ALL]);

/** Makes one case out of `x`, perhaps with further leaves. */
export type Step = (random: Random, program: Program, x: Ref, style: Style) => Ref;

export function leaf(
  random: Random,
  program: Program,
  shape: readonly number[],
  dtype: DType,
  style: Style,
): Ref {
  const name = "abcdefghijk"[program.leaves.length] as string;
  return program.leaf(
    name,
    randomArray(random, shape, dtype, style),
    isFloating(dtype) && random.chance(0.7),
  );
}

/** A shape that broadcasts with `shape`. */
export function broadcastable(random: Random, shape: readonly number[]): number[] {
  const kept = shape.slice(random.chance(0.4) ? random.int(0, shape.length) : 0);
  const partner = kept.map((size) => (size === 1 ? random.int(1, 3) : random.chance(0.25) ? 1 : size));
  return kept.length === shape.length && random.chance(0.15) && shape.length < 4
    ? [random.int(1, 3), ...partner]
    : partner;
}

const scalar = (random: Random): number | boolean =>
  random.pick<() => number | boolean>([
    () => random.int(-3, 3),
    () => random.int(1, 5),
    () => random.int(-30, 30) / 8,
    () => random.normal(),
    () => random.chance(0.5),
    () => random.pick([1e4, 1e-4, Number.POSITIVE_INFINITY, Number.NaN, 0.5]),
  ])();

const binary =
  (fn: string): Step =>
  (random, program, x, style) => {
    if (random.chance(0.3)) {
      const value = scalar(random);
      // PyTorch's backward does not take False for the exponent 0: NaN where the base is 0, infinite or NaN.
      const isFault = fn === "pow" && value === false;
      return program.method(x, fn, isFault ? 0 : value);
    }
    if (random.chance(0.1)) return program.method(x, fn, x);
    const dtype = random.chance(0.6) ? x.dtype : anyDType(random);
    // exponents in the thousands, in a chain, blow up the rounding of whatever came before
    const tame = fn === "pow" && program.python.length > 0;
    const other = tame || random.chance(0.2) ? "integers" : style;
    const b = leaf(random, program, broadcastable(random, x.shape), dtype, other);
    return random.chance(0.8) ? program.method(x, fn, b) : program.method(b, fn, x);
  };

/** A function of torch, not a method there. */
const rsub: Step = (random, program, x, style) => {
  const other = random.chance(0.5)
    ? scalar(random)
    : leaf(random, program, broadcastable(random, x.shape), x.dtype, style);
  const [python, typescript] =
    other instanceof Ref
      ? [other.name, other.name]
      : [typeof other === "boolean" ? (other ? "True" : "False") : pythonNumber(other), String(other)];
  return program.custom(`torch.rsub(${x.name}, ${python})`, `${x.name}.rsub(${typescript})`, () =>
    x.tensor.rsub(other instanceof Ref ? other.tensor : other),
  );
};

/** A copy of `x` changed in place: a leaf does not change, and what was computed before may need its old values. */
const inPlace =
  (fn: "add_" | "sub_" | "mul_" | "div_" | "copy_"): Step =>
  (random, program, x, style) => {
    const y = program.method(x, "clone");
    const dtype = random.chance(0.8) ? x.dtype : anyDType(random);
    const kept = x.shape.slice(random.chance(0.3) ? random.int(0, x.ndim) : 0);
    const shape = kept.map((size) => (random.chance(0.2) ? 1 : size));
    const value = random.chance(0.2) ? scalar(random) : null;
    const other =
      value ?? (random.chance(0.1) ? y : random.chance(0.1) ? x : leaf(random, program, shape, dtype, style));
    const factor = random.chance(0.5) ? random.int(-3, 3) : random.int(-30, 30) / 8;
    const alpha = (fn === "add_" || fn === "sub_") && random.chance(0.4) ? { alpha: factor } : {};
    return program.method(y, fn, other, new Options(alpha));
  };

/** A bound that may be absent, and one that may not. */
const clamp: Step = (random, program, x) => {
  const bound = (): Arg => (random.chance(0.5) ? random.int(-3, 3) : random.int(-30, 30) / 8);
  const none = new Spelled(undefined, "undefined", "None");
  if (random.chance(0.3)) return program.method(x, "clamp", bound());
  return program.method(x, "clamp", random.chance(0.3) ? none : bound(), bound());
};

const fill: Step = (random, program, x, style) => {
  const y = program.method(x, "clone");
  if (random.chance(0.3)) return program.method(y, "zero_");
  if (random.chance(0.3)) return program.method(y, "fill_", leaf(random, program, [], x.dtype, style));
  return program.method(y, "fill_", scalar(random));
};

const unary =
  (fn: string): Step =>
  (_, program, x) =>
    program.method(x, fn);

export const anyDim = (random: Random, x: Ref): number =>
  random.sign(random.int(0, Math.max(x.ndim, 1) - 1), x.ndim);

const anyDims = (random: Random, x: Ref): number[] =>
  random.some([...Array(x.ndim).keys()], 0.6).map((dim) => random.sign(dim, x.ndim));

/** `none` is Python's spelling of an absent dim. */
const reduction =
  (fn: string, none: string, lists = true): Step =>
  (random, program, x) => {
    const keepdim = random.pick([undefined, false, true]);
    const kind = random.next();
    if (kind < 0.25) return program.method(x, fn);
    if (kind < 0.35 && keepdim === true)
      return program.method(x, fn, new Spelled(undefined, "undefined", none), keepdim);
    const dim: Arg = lists && random.chance(0.5) ? anyDims(random, x) : anyDim(random, x);
    return program.method(x, fn, dim, keepdim);
  };

/** The elements along a dim, or their places. */
const extremes =
  (fn: "max" | "min"): Step =>
  (random, program, x) => {
    if (random.chance(0.3)) return program.method(x, fn);
    const both = program.method(x, fn, anyDim(random, x), random.chance(0.5));
    return program.property(both, random.pick(["values", "values", "indices"]));
  };

const spread =
  (fn: "std" | "var"): Step =>
  (random, program, x, style) => {
    // Of equal numbers PyTorch's mean is another number, and all that follows is its rounding.
    if (style === "equal") return program.method(x, "sum");
    if (random.chance(0.2)) return program.method(x, fn);
    const some = random.chance(0.3) ? anyDims(random, x) : [];
    const dim: Arg = some.length > 0 ? some : anyDim(random, x); // of an empty list PyTorch's gradient is another one
    const correction = random.pick([0, 1, 0.5]);
    const keepdim = random.chance(0.5)
      ? new Spelled(true, "true", "keepdim=True")
      : new Spelled(false, "false", "keepdim=False");
    return program.method(x, fn, dim, keepdim, new Options({ correction }));
  };

const cumsum: Step = (random, program, x) => program.method(x, "cumsum", anyDim(random, x));

const bincount: Step = (random, program, _, style) => {
  const n = random.int(0, 9);
  const data = createArray("int64", n) as BigInt64Array;
  for (let i = 0; i < n; i++) data[i] = BigInt(random.int(0, 5));
  const counted = program.leaf(`i${program.leaves.length}`, { dtype: "int64", shape: [n], data });
  if (random.chance(0.5)) return program.method(counted, "bincount");
  const weights = program.leaf(
    `w${program.leaves.length}`,
    randomArray(random, [n], anyDType(random), style),
  );
  return program.method(counted, "bincount", weights, random.int(0, 8));
};

const logical =
  (fn: "logicalAnd" | "logicalOr"): Step =>
  (random, program, x, style) =>
    program.method(x, fn, leaf(random, program, broadcastable(random, x.shape), anyDType(random), style));

const logsumexp: Step = (random, program, x) => {
  const dim: Arg = random.chance(0.3) && x.ndim > 0 ? anyDims(random, x) : anyDim(random, x);
  return program.method(x, "logsumexp", dim, random.pick([undefined, false, true]));
};

const alongDim =
  (fn: string): Step =>
  (random, program, x) => {
    if (x.name === "a" && !isFloating(x.dtype))
      program.alternative = { rules: [3], prologue: "a = a.float()" };
    const floating = isFloating(x.dtype) || x.name === "a" ? x : program.method(x, "float");
    return program.method(floating, fn, anyDim(random, x));
  };

const matmul: Step = (random, program, x, style) => {
  const other = random.chance(0.95) ? x.dtype : anyDType(random);
  // Integers join floats here; in Python only a leaf can be converted for that.
  const joins = isFloating(other) && !isFloating(x.dtype) && x.dtype !== "bool";
  const dtype = joins && x.name !== "a" ? x.dtype : other;
  const inner = x.shape.at(-1) ?? 1;
  const batch = x.shape.slice(0, -2);
  const columns = random.int(1, 4);
  const shape = random.pick([
    [inner],
    [inner, columns],
    [inner, columns],
    [...broadcastable(random, batch), inner, columns],
    [random.int(1, 3), inner, columns],
  ]);
  const b = leaf(random, program, shape, dtype, style);
  if (dtype !== "bool" && x.dtype !== "bool" && isFloating(x.dtype) !== isFloating(dtype)) {
    const [integer, floats] = isFloating(x.dtype) ? [b.name, x.dtype] : [x.name, dtype];
    program.alternative = { rules: [3], prologue: `${integer} = ${integer}.to(torch.${floats})` };
  }
  return program.method(x, "matmul", b);
};

const gather: Step = (random, program, x) => {
  const dim = random.int(0, Math.max(x.ndim, 1) - 1);
  const shape = x.shape.map((size, d) =>
    d === dim ? random.int(0, 5) : random.int(Math.min(size, 1), size),
  );
  const size = x.ndim === 0 ? 1 : (x.shape[dim] ?? 1);
  const count = size === 0 ? 0 : sizeOf(shape);
  if (size === 0) shape[dim] = 0;
  const dtype: DType = random.chance(0.05) ? "int32" : "int64";
  const data = createArray(dtype, count);
  for (let i = 0; i < count; i++) {
    const index = random.int(0, size - 1);
    if (data instanceof BigInt64Array) data[i] = BigInt(index);
    else data[i] = index;
  }
  const index = program.leaf(`i${program.leaves.length}`, { dtype, shape, data });
  return program.method(x, "gather", random.sign(dim, x.ndim), index);
};

const reshape: Step = (random, program, x) => {
  let sizes = random.shuffle(x.shape);
  if (random.chance(0.4) && sizes.length > 1) {
    const [first, second, ...rest] = sizes as [number, number, ...number[]];
    sizes = [first * second, ...rest];
  }
  if (random.chance(0.3)) sizes.splice(random.int(0, sizes.length), 0, 1);
  if (random.chance(0.2)) sizes = [sizeOf(x.shape)];
  const unknown = random.int(0, Math.max(sizes.length - 1, 0));
  const others = sizeOf(sizes.filter((_, i) => i !== unknown));
  if (random.chance(0.4) && sizes.length > 0 && others > 0) sizes[unknown] = -1;
  return program.method(x, "reshape", sizes);
};

const transpose: Step = (random, program, x) =>
  program.method(x, "transpose", anyDim(random, x), anyDim(random, x));

const permute: Step = (random, program, x) =>
  program.method(
    x,
    "permute",
    random.shuffle([...Array(x.ndim).keys()]).map((dim) => random.sign(dim, x.ndim)),
  );

const unsqueeze: Step = (random, program, x) =>
  program.method(x, "unsqueeze", random.int(-x.ndim - 1, x.ndim));

const squeeze: Step = (random, program, x) =>
  random.chance(0.4) ? program.method(x, "squeeze") : program.method(x, "squeeze", anyDim(random, x));

const convert: Step = (random, program, x, style) => {
  const harmless = style !== "hostile" || !isFloating(x.dtype); // float to integer out of range is undefined in C
  const way = random.pick(["to", "to", "float", "double", ...(harmless ? ["long"] : [])]);
  if (way !== "to") return program.method(x, way);
  const safe = isFloating(x.dtype) ? SAFE : ALL; // nor does C say what a negative float is as uint8
  return program.method(x, "to", new DTypeArg(random.pick(harmless ? safe : ["float32", "float64", "bool"])));
};
const SAFE: readonly DType[] = ["float32", "float64", "int64", "int32", "bool"];

const STEPS: Readonly<Record<string, Step>> = {
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div"),
  pow: binary("pow"),
  eq: binary("eq"),
  ne: binary("ne"),
  lt: binary("lt"),
  le: binary("le"),
  gt: binary("gt"),
  ge: binary("ge"),
  add_: inPlace("add_"),
  sub_: inPlace("sub_"),
  mul_: inPlace("mul_"),
  div_: inPlace("div_"),
  copy_: inPlace("copy_"),
  fill,
  neg: unary("neg"),
  exp: unary("exp"),
  log: unary("log"),
  sqrt: unary("sqrt"),
  abs: unary("abs"),
  relu: unary("relu"),
  sigmoid: unary("sigmoid"),
  tanh: unary("tanh"),
  log1p: unary("log1p"),
  expm1: unary("expm1"),
  reciprocal: unary("reciprocal"),
  isnan: unary("isnan"),
  logicalNot: unary("logicalNot"),
  logicalAnd: logical("logicalAnd"),
  logicalOr: logical("logicalOr"),
  rsub,
  clamp,
  detach: unary("detach"),
  clone: unary("clone"),
  sum: reduction("sum", "None"),
  mean: reduction("mean", "None"),
  amax: reduction("amax", "()"),
  amin: reduction("amin", "()"),
  argmax: reduction("argmax", "None", false),
  argmin: reduction("argmin", "None", false),
  any: reduction("any", "None"),
  all: reduction("all", "None"),
  max: extremes("max"),
  min: extremes("min"),
  std: spread("std"),
  var: spread("var"),
  cumsum,
  bincount,
  logsumexp,
  softmax: alongDim("softmax"),
  logSoftmax: alongDim("logSoftmax"),
  matmul,
  gather,
  reshape,
  transpose,
  permute,
  unsqueeze,
  squeeze,
  convert,
};
const OPS = Object.keys(STEPS);
const SINGULAR: ReadonlySet<string> = new Set([
  ...["log", "sqrt", "pow", "div", "div_", "log1p", "reciprocal", "std", "convert"],
  ...["eq", "ne", "lt", "le", "gt", "ge", "isnan", "logicalNot", "logicalAnd", "logicalOr", "any", "all"],
]);

export function tensorOps(random: Random, program: Program): void {
  program.text = random.chance(0.5);
  const kind = random.next();
  if (kind < 0.04) readers(random, program);
  else if (kind < 0.08) accumulation(random, program);
  else operations(random, program);
}

/** One operation, or a chain of them. */
function operations(random: Random, program: Program): void {
  const long = random.chance(0.25) ? random.int(2, 4) : 1;
  const style = long > 1 ? random.pick<Style>(["normal", "positive"]) : anyStyle(random);
  const dtype = long > 1 ? random.pick<DType>(["float32", "float64"]) : anyDType(random);
  const big = random.chance(0.05);
  const shape = big ? [random.int(1, 3), random.int(100, 2000)] : random.shape(random.int(0, 4));
  let y = program.leaf(
    "a",
    randomArray(random, shape, dtype, style),
    isFloating(dtype) && random.chance(0.85),
  );
  for (let i = 0; i < long; i++) {
    // near 0 the last digits of a log-probability are PyTorch's error, which these would blow up
    const op = random.pick(OPS);
    const isSingular = SINGULAR.has(op) && program.python.some((line) => line.includes("log_softmax"));
    const step = STEPS[isSingular ? "neg" : op] as Step;
    y = step(random, program, y, style);
  }
  program.output(y);
  if (isFloating(y.dtype) && random.chance(0.9))
    program.backward(y, sizeOf(y.shape) === 1 && random.chance(0.3) ? null : random.int(1, 999));
}

/** What gives plain values. */
function readers(random: Random, program: Program): void {
  const shape = random.chance(0.4) ? [] : random.shape(random.int(1, 3));
  const a = program.leaf("a", randomArray(random, shape, anyDType(random), anyStyle(random)));
  program.output(program.method(a, "tolist"));
  program.output(
    program.method(a, "numel"),
    program.property(a, "ndim"),
    program.property(a, "requiresGrad"),
  );
  program.output(program.custom("list(a.size())", "a.size()", () => a.tensor.size()));
  program.output(program.custom("list(a.shape)", "a.shape", () => a.shape));
  if (shape.length > 0) program.output(program.method(a, "size", anyDim(random, a)));
  if (sizeOf(shape) === 1) program.output(program.method(a, "item"));
}

/** Two graphs over one leaf: gradients add up; the leaf is used twice in one of them. */
function accumulation(random: Random, program: Program): void {
  const dtype = random.pick<DType>(["float32", "float64"]);
  const shape = random.shape(random.int(0, 3));
  const a = program.leaf("a", randomArray(random, shape, dtype), true);
  const fn = random.pick(["exp", "neg", "relu", "abs"]);
  const first = program.method(program.method(a, "mul", a), "add", program.method(a, fn));
  const second = program.method(program.method(a, "detach"), "mul", a);
  program.backward(first, random.int(1, 999));
  program.backward(second, random.int(1, 999));
  program.output(first, second);
}
