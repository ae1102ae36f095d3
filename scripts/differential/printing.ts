/** `String(t)` against `repr(t)`, to the character. */

import { inspect } from "node:util";
import type { DType } from "../../src";
import { type ArrayValue, createArray, isFloating, sizeOf } from "./arrays";
import type { Program } from "./program";
import { type Random, randomArray } from "./random";

export function printing(random: Random, program: Program): void {
  program.text = true;
  program.exact = true;
  const dtype = random.pick<DType>([
    "float32",
    "float32",
    "float32",
    "float64",
    "int64",
    "int32",
    "uint8",
    "bool",
  ]);
  const array = valuesToPrint(random, anyShape(random), dtype);
  const a = program.leaf("a", array, isFloating(dtype) && random.chance(0.3));
  if (random.chance(0.1)) program.output(program.custom("repr(a)", "inspect(a)", () => inspect(a.value)));
  if (isFloating(dtype) && random.chance(0.15)) program.output(program.method(a, "neg"));
  else program.output(a);
}

function anyShape(random: Random): number[] {
  const kind = random.next();
  if (kind < 0.6) return random.shape(random.int(0, 4), 6, 0.02);
  if (kind < 0.7) return [random.int(1, 60)];
  if (kind < 0.8) return [random.int(1, 12), random.int(1, 40)];
  if (kind < 0.83) return random.shape(random.int(1, 6), 3, 0.3);
  return random.pick([
    [random.int(995, 1005)],
    [random.int(1001, 5000)],
    [random.int(1, 300), random.int(4, 12)],
    [random.int(5, 12), random.int(80, 200)],
    [random.int(1, 9), random.int(1, 12), random.int(1, 40)],
    [random.int(1, 8), random.int(1, 8), random.int(1, 8), random.int(1, 8)],
    [random.int(1, 3), 2, random.int(5, 9), random.int(5, 9), random.int(1, 9)],
  ]);
}

function valuesToPrint(random: Random, shape: number[], dtype: DType): ArrayValue {
  if (!isFloating(dtype)) return randomArray(random, shape, dtype);
  const data = createArray(dtype, sizeOf(shape));
  const one = drawer(random);
  for (let i = 0; i < data.length; i++) data[i] = one();
  return { dtype, shape, data };
}

/** Each of these meets another branch of PyTorch's formatter. */
function drawer(random: Random): () => number {
  const exponent = random.int(-12, 12);
  const scale = 10 ** exponent;
  const special = random.pick([0, 0, 0.05, 0.5]);
  const edges = random.pick([
    [1, 1000],
    [0.5, 500],
    [0.001, 1],
    [1e-4, 0.1],
    [1e5, 1e8],
    [1, 1000.5],
  ]);
  const base = random.pick<() => number>([
    () => random.normal(),
    () => random.normal() * scale,
    () => random.int(-9, 9),
    () => random.int(-(10 ** Math.abs(exponent)), 10 ** Math.abs(exponent)),
    () => random.normal() * 10 ** random.int(-6, 6),
    () => random.int(-9, 9) * 10 ** random.int(0, 9),
    () => random.int(-5, 5) / 2,
    () => random.next(),
    () => random.next() * 1e-4,
    () => 99999999 + random.int(-5, 5),
    () => 10 ** random.int(-5, 9),
    () => random.pick([0.99995, 9.99995, 1e-45, 1.17e-38, 3.4e38, 0.00005, 1.00005, 2.5e-4, 0.5]),
    () => random.pick([0, -0, 1]),
    () => random.pick(edges),
    () => (random.chance(0.8) ? 0 : random.normal() * scale),
    () => random.next() * 1e300 * scale,
  ]);
  return () =>
    special > 0 && random.chance(special)
      ? random.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0])
      : base();
}
