/** Making tensors: inference from JS values, and the filled ones. */

import type { DType } from "../../src";
import { isFloating } from "./arrays";
import { type Arg, DTypeArg, Options, type Program } from "./program";
import { type Random, randomArray } from "./random";

const ALL: readonly DType[] = ["float32", "float64", "int64", "int32", "uint8", "bool"];

export function creation(random: Random, program: Program): void {
  program.text = true;
  const fn = random.pick(["tensor", "tensor", "zeros", "ones", "full", "arange", "linspace", "eye", "like"]);
  if (fn === "tensor") program.output(program.root("tensor", nested(random), ...options(random, "float64")));
  else if (fn === "arange") program.output(program.root("arange", ...rangeArgs(random)));
  else if (fn === "linspace") {
    const ends = [random.int(-80, 80) / 8, random.int(-80, 80) / 8];
    const dtype = random.chance(0.3) ? [new Options({ dtype: new DTypeArg("float64") })] : [];
    program.output(program.root("linspace", ...ends, random.int(0, 30), ...dtype));
  } else if (fn === "eye")
    program.output(program.root("eye", random.int(0, 5), ...options(random, "float32")));
  else if (fn === "like") {
    const dtype = random.pick(ALL);
    const like = program.leaf("a", randomArray(random, random.shape(random.int(0, 3)), dtype));
    const name = random.pick(["zerosLike", "onesLike", "fullLike"]);
    const value = name === "fullLike" ? [random.int(0, 9)] : [];
    program.output(program.root(name, like, ...value, ...options(random, "float32")));
  } else if (fn === "full") {
    const value = element(random, random.pick(["int", "float", "bool"]));
    program.output(
      program.root("full", random.shape(random.int(0, 3)), value, ...options(random, "float32")),
    );
  } else program.output(program.root(fn, random.shape(random.int(0, 4)), ...options(random, "float32")));
}

type Kind = "int" | "float" | "bool" | "mixed" | "special";

/** Numbers that fit every dtype: small, and not negative for uint8's sake. */
function element(random: Random, kind: Kind): number | boolean {
  if (kind === "bool") return random.chance(0.5);
  if (kind === "int") return random.int(0, 9);
  if (kind === "float") return random.int(1, 80) / 8 + 0.01;
  if (kind === "special")
    return random.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 0.1]);
  return element(random, random.pick(["int", "float", "bool"]));
}

function nested(random: Random): Arg {
  const kind = random.pick<Kind>(["int", "float", "bool", "mixed", "special"]);
  const build = (shape: readonly number[]): Arg =>
    shape.length === 0
      ? element(random, kind)
      : Array.from({ length: shape[0] as number }, () => build(shape.slice(1)));
  return build(random.shape(random.int(0, 4)));
}

/** dtype and requiresGrad; non-finite values go only into floating dtypes. */
function options(random: Random, safe: DType): Options[] {
  const dtype = random.chance(0.4) ? random.pick<DType>([...ALL, safe]) : undefined;
  const requiresGrad = dtype !== undefined && isFloating(dtype) && random.chance(0.3) ? true : undefined;
  if (dtype === undefined && requiresGrad === undefined) return [];
  return [new Options({ dtype: dtype === undefined ? undefined : new DTypeArg(dtype), requiresGrad })];
}

function rangeArgs(random: Random): Arg[] {
  const whole = random.chance(0.5);
  const number = (low: number, high: number): number =>
    whole ? random.int(low, high) : Math.round((low + random.next() * (high - low)) * 100) / 100;
  const kind = random.int(1, 3);
  if (kind === 1) return [number(0, 30)];
  const start = number(-10, 10);
  const end = number(start, start + 20);
  if (kind === 2) return [start, Math.max(start, end)];
  const step = whole ? random.pick([1, 2, 3, 7]) : random.pick([0.1, 0.25, 0.3, 1.5, 2]);
  return random.chance(0.3) ? [Math.max(start, end), start, -step] : [start, Math.max(start, end), step];
}
