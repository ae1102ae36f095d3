/** Random calls of every kernel, made from the table, and the comparison of what two executors leave in them. */

import { Generator, rand, randn } from "../../../src";
import { reference } from "../../../src/backends/reference/executor";
import {
  type AnyCall,
  KERNELS,
  type KernelName,
  type Operand,
  operandsOf,
} from "../../../src/backends/table";
import { createArray, type DType, type FloatArray, type TypedArray } from "../../../src/dtype";
import { convert } from "../../../src/values/convert";
import { Halves, halvesOf, toHalf } from "../../../src/values/half";
import type { Lines } from "../../../src/values/shape";
import { broadcastShapes, broadcastStrides, loopNest, numel } from "../../../src/values/shape";

export interface RandomCall {
  readonly geometry: unknown;
  readonly call: AnyCall;
}

type Mutable = { [name: string]: AnyCall[string] };

/** Random whole numbers below a bound, in a row. */
export class Dice {
  readonly generator: Generator;

  constructor(seed: number) {
    this.generator = new Generator().manualSeed(seed);
  }

  below(n: number): number {
    return Math.floor(rand([], { generator: this.generator, dtype: "float64" }).item() * n);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A size of any order of magnitude up to `most`. */
  size(most: number): number {
    return 1 + Math.floor(most ** (this.below(1000) / 1000) - 1 + this.below(3));
  }

  floats(n: number): Float64Array {
    return randn([n], { generator: this.generator, dtype: "float64" }).data as Float64Array;
  }
}

/** A call of about `most` numbers or less. */
export function randomCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const { loops } = KERNELS[kernel];
  if (loops === "lines") return linesCall(kernel, dice, most);
  if (loops === "product") return productCall(kernel, dice, most);
  if (loops === "pairs") return pairsCall(kernel, dice, most);
  return loops === "reduction" ? reductionCall(kernel, dice, most) : updateCall(kernel, dice, most);
}

function randomLines(dice: Dice, most: number): Lines {
  const length = dice.size(Math.sqrt(most));
  const rest = Math.max(1, Math.floor(most / length));
  const outer = dice.size(rest);
  return { outer, length, inner: dice.below(2) === 0 ? 1 : dice.size(Math.max(1, rest / outer)) };
}

function linesCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const lines = randomLines(dice, most);
  const count = lines.outer * lines.inner;
  const Kind = dice.of([Float32Array, Float32Array, Float64Array]);
  const single = dice.below(2) === 0;
  const call: Mutable = {};
  const some = 1 + dice.below(Math.min(lines.length, 5));
  const sizes: { readonly [layout: string]: number } = {
    line: count * lines.length,
    perClass: lines.length,
    perLine: count,
    whole: 1,
  };
  for (const [name, operand] of operandsOf(kernel)) {
    const { layout, elements, access, each, optional, oneForAll } = operand;
    const n = oneForAll && single ? 1 : sizes[layout]! * (layout === "perLine" ? each || some : 1);
    if (optional && dice.below(2) === 0) call[name] = null;
    else if (layout === "scalar") call[name] = dice.of([0, 0.1, 1]);
    else if (elements === "int32")
      call[name] = Int32Array.from({ length: n }, () => dice.below(lines.length + 1) - 1);
    else if (elements === "float64")
      call[name] = access === "in" ? dice.floats(n).map(Math.abs) : new Float64Array(n);
    else if (access === "out") call[name] = new Kind(n).fill(99);
    else
      call[name] = storedAs(
        Kind,
        operand,
        name === "x" ? dice.floats(n) : dice.floats(n).map(Math.abs),
        dice,
      );
  }
  if (operandsOf(kernel).some(([name, { access }]) => name === "stats" && access === "in")) {
    // Maximum and log of the sum are those of the logits: no other are ever passed.
    const y = new Kind(sizes["line"]!);
    reference.run("logSoftmax", lines, { x: call["x"], y, stats: call["stats"] } as never);
  }
  return { geometry: lines, call };
}

/** Numbers as an operand may have them, now and then in half precision. */
function storedAs(
  Kind: typeof Float32Array | typeof Float64Array,
  { halves }: Operand,
  numbers: Float64Array,
  dice: Dice,
): FloatArray | Halves {
  if (!halves || Kind === Float64Array || dice.below(3) > 0) return Kind.from(numbers);
  const dtype = dice.of(["float16", "bfloat16"] as const);
  return halvesOf(toHalf(numbers, dtype), dtype);
}

function productCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const [n, k, m] = [0, 0, 0].map(() => dice.size(Math.cbrt(most) * 12)) as [number, number, number];
  const dtype = dice.of<DType>(["float32", "float32", "float64", "int32", "int64"]);
  const numbers = (length: number) =>
    convert(
      dice.floats(length).map((v) => 8 * v),
      "float64",
      dtype,
    );
  const geometry = { n, k, m, transposedA: dice.below(2) === 0, transposedB: dice.below(2) === 0 };
  const [a, b] = [numbers(n * k), numbers(k * m)];
  if (kernel === "addmm") return { geometry, call: { a, b, y: numbers(n * m) } };
  const bias = dice.below(2) === 0 ? null : numbers(m);
  return { geometry, call: { a, b, bias, y: createArray(dtype, n * m) } };
}

function pairsCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const names = operandsOf(kernel).map(([name]) => name);
  const isUnary = !names.includes("a");
  const shape = Array.from({ length: 1 + dice.below(3) }, () => dice.size(Math.sqrt(most)));
  while (numel(shape) > most) shape.pop();
  const stretched = shape.map((size) => (!isUnary && dice.below(3) === 0 ? 1 : size));
  const [shapeA, shapeB] = dice.below(2) === 0 ? [shape, stretched] : [stretched, shape];
  const out = broadcastShapes(shapeA, shapeB);
  const nest = loopNest(out, broadcastStrides(shapeA, out), broadcastStrides(shapeB, out));
  const hasInt64 = ["add", "sub", "mul", "maximum", "eq", "lt", "neg", "abs"].includes(kernel);
  const dtype = dice.of<DType>(hasInt64 ? ["float32", "float64", "int64"] : ["float32", "float64"]);
  const numbers = (n: number) =>
    convert(
      dice.floats(n).map((v) => 4 * v),
      "float64",
      dtype,
    );
  const isTruth = operandsOf(kernel).some(([, { elements }]) => elements === "truth");
  const call: Mutable = {};
  for (const [name, { layout, access }] of operandsOf(kernel)) {
    if (layout === "scalar") call[name] = 1.5;
    else if (layout === "first") call[name] = numbers(numel(shapeA));
    else if (layout === "second") call[name] = numbers(numel(shapeB));
    else if (access === "sum") call[name] = numbers(numel(out));
    else call[name] = isTruth ? new Uint8Array(numel(out)) : createArray(dtype, numel(out));
  }
  return { geometry: nest, call };
}

function reductionCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const lines = randomLines(dice, most);
  const dtype = dice.of<DType>(["float32", "float32", "float64", "int64"]);
  const x = convert(
    dice.floats(lines.outer * lines.length * lines.inner).map((v) => 4 * v),
    "float64",
    dtype,
  );
  const count = lines.outer * lines.inner;
  const places = kernel === "argmax" || kernel === "argmin";
  const sums = kernel !== "sum" ? dtype : dtype === "int64" ? "int64" : "float64";
  return { geometry: lines, call: { x, y: createArray(places ? "int32" : sums, count) } };
}

function updateCall(kernel: KernelName, dice: Dice, most: number): RandomCall {
  const n = dice.size(most);
  const Kind = dice.of([Float32Array, Float64Array]);
  const call: Mutable = {};
  for (const [name, { layout, optional }] of operandsOf(kernel)) {
    if (optional && dice.below(2) === 0) call[name] = null;
    else if (layout === "scalar") call[name] = dice.of([0, 1, 0.3, 0.7]);
    else call[name] = Kind.from(name === "gradient" ? dice.floats(n) : dice.floats(n).map(Math.abs));
  }
  return { geometry: n, call };
}

/** The same call on arrays of its own. */
export const copyOf = (call: AnyCall): AnyCall =>
  Object.fromEntries(
    Object.entries(call).map(([name, value]) => {
      if (value === null || typeof value === "number") return [name, value];
      return [name, value instanceof Halves ? halvesOf(value.bits.slice(), value.dtype) : value.slice()];
    }),
  );

/** The first place where two calls differ, `name[i]`; null where they are the same bits. */
export function difference(a: AnyCall, b: AnyCall): string | null {
  for (const [name, value] of Object.entries(a)) {
    if (value === null || typeof value === "number") continue;
    const [x, y] = [value, b[name]].map((v) => (v instanceof Halves ? v.bits : v)) as [
      TypedArray,
      TypedArray,
    ];
    for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) return `${name}[${i}]: ${x[i]}, ${y[i]}`;
  }
  return null;
}
