/**
 * The kernels over pairs. Each has a loop of its own, one function in the source: the engine shares what it learns about a
 * function among all closures of it, so that one loop for all, which calls what it is given, is never inlined.
 */

import type { NumberArray, TypedArray } from "../../dtype.ts";
import type { Loop } from "../../values/shape.ts";
import { walk } from "../../values/strided.ts";
import type { AnyCall, PairKernel } from "../table.ts";

/**
 * One run of the innermost loop: `y[at …]` from `n` elements of `a` and `b`, from `i` and `j` on, `p` and `q` apart. With
 * one operand `b` is that one again. `s` is the number of a kernel that takes one.
 */
type Run<A> = (
  n: number,
  a: A,
  i: number,
  p: number,
  b: A,
  j: number,
  q: number,
  y: A,
  at: number,
  s: number,
) => void;
type Numbers = Run<NumberArray>;
type BigInts = Run<BigInt64Array>;

const add: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + b[j]!;
};
const addInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + b[j]!;
};

const sub: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! - b[j]!;
};
const subInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! - b[j]!;
};

const mul: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! * b[j]!;
};
/** A product of two int32 does not fit a double. */
const mulIntegers: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = Math.imul(a[i]!, b[j]!);
};
const mulInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! * b[j]!;
};

const div: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! / b[j]!;
};

const or: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! | b[j]!;
};

/** `a ** b` as C's pow: JavaScript gives NaN for `1 ** NaN` and `(±1) ** ±Infinity`, C gives 1. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && (b === Infinity || b === -Infinity))) return 1;
  return a ** b;
}

/** `base ** exponent` modulo 2^64; a negative exponent truncates `1 / base^|exponent|` towards zero, as in PyTorch. */
function powerOfInt64(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) {
    if (base === 1n) return 1n;
    if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
    return 0n;
  }
  let result = 1n;
  for (let e = exponent, square = base; e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

const pow: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = power(a[i]!, b[j]!);
};
const powIntegers: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) {
    y[at] = Number(BigInt.asIntN(32, powerOfInt64(BigInt(a[i]!), BigInt(b[j]!))));
  }
};
const powInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = powerOfInt64(a[i]!, b[j]!);
};

const maximum: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = Math.max(a[i]!, b[j]!);
};
const maximumInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! > b[j]! ? a[i]! : b[j]!;
};

const minimum: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = Math.min(a[i]!, b[j]!);
};
const minimumInt64: BigInts = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! < b[j]! ? a[i]! : b[j]!;
};

/** A comparison of int64, whose result is bytes. */
type Bytes = (
  n: number,
  a: BigInt64Array,
  i: number,
  p: number,
  b: BigInt64Array,
  j: number,
  q: number,
  y: Uint8Array,
  at: number,
) => void;

const eq: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i] === b[j] ? 1 : 0;
};
const eqInt64: Bytes = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i] === b[j] ? 1 : 0;
};

const ne: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i] !== b[j] ? 1 : 0;
};
const neInt64: Bytes = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i] !== b[j] ? 1 : 0;
};

const lt: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! < b[j]! ? 1 : 0;
};
const ltInt64: Bytes = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! < b[j]! ? 1 : 0;
};

const le: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! <= b[j]! ? 1 : 0;
};
const leInt64: Bytes = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! <= b[j]! ? 1 : 0;
};

const neg: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = -a[i]!;
};
const negInt64: BigInts = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = -a[i]!;
};

const exp: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.exp(a[i]!);
};

const log: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.log(a[i]!);
};

const sqrt: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.sqrt(a[i]!);
};

const rsqrt: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = 1 / Math.sqrt(a[i]!);
};

const abs: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.abs(a[i]!);
};
const absInt64: BigInts = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = a[i]! < 0n ? -a[i]! : a[i]!;
};

const relu: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = a[i]! < 0 ? 0 : a[i]!; // NaN stays NaN
};
const reluInt64: BigInts = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = a[i]! < 0n ? 0n : a[i]!;
};

const sigmoid: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = 1 / (1 + Math.exp(-a[i]!));
};

const tanh: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.tanh(a[i]!);
};

const log1p: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.log1p(a[i]!);
};

const expm1: Numbers = (n, a, i, p, _b, _j, _q, y, at) => {
  for (const end = at + n; at < end; at++, i += p) y[at] = Math.expm1(a[i]!);
};

const axpy: Numbers = (n, a, i, p, b, j, q, y, at, alpha) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + alpha * b[j]!;
};
/** Rounded as float32 arithmetic does it, by which all executors agree. */
const axpySingle: Numbers = (n, a, i, p, b, j, q, y, at, alpha) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + Math.fround(alpha * b[j]!);
};
const axpyIntegers: Numbers = (n, a, i, p, b, j, q, y, at, alpha) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + Math.imul(alpha, b[j]!);
};
const axpyInt64: BigInts = (n, a, i, p, b, j, q, y, at, alpha) => {
  const factor = BigInt(alpha);
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! + factor * b[j]!;
};

const reluGrad: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = b[j]! <= 0 ? 0 : a[i]!;
};

const absGrad: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) {
    const v = b[j]!;
    y[at] = a[i]! * (v > 0 ? 1 : v < 0 ? -1 : 0);
  }
};

const sqrtGrad: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! / (2 * b[j]!);
};

/** The gradients are rounded at each step as float32 arithmetic does it, by which all executors agree. */
const sigmoidGrad: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! * (1 - b[j]!) * b[j]!;
};
const sigmoidGradSingle: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q)
    y[at] = Math.fround(a[i]! * Math.fround(1 - b[j]!)) * b[j]!;
};

const tanhGrad: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = a[i]! * (1 - b[j]! * b[j]!);
};
const tanhGradSingle: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q)
    y[at] = a[i]! * Math.fround(1 - Math.fround(b[j]! * b[j]!));
};

const whereNonzero: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = b[j] === 0 ? 0 : a[i]!;
};

const powSlope: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = b[j]! * power(a[i]!, b[j]! - 1);
};

const powExponentSlope: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) {
    const [x, e] = [a[i]!, b[j]!];
    y[at] = x === 0 && e >= 0 ? 0 : power(x, e) * Math.log(x);
  }
};

/** PyTorch takes roots for the powers ±0.5, which differ from C's pow at −Infinity and −0. */
const powScalarGrad: Numbers = (n, a, i, p, b, j, q, y, at, e) => {
  for (const end = at + n; at < end; at++, i += p, j += q) {
    const x = b[j]!;
    const slope = e === 1.5 ? Math.sqrt(x) : e === 0.5 ? 1 / Math.sqrt(x) : power(x, e - 1);
    y[at] = a[i]! * (e * slope);
  }
};

const expDifference: Numbers = (n, a, i, p, b, j, q, y, at) => {
  for (const end = at + n; at < end; at++, i += p, j += q) y[at] = Math.exp(a[i]! - b[j]!);
};

/** The loops of a kernel: over floats, over float32, int32 and uint8 where these need another, over int64 if it knows them. */
interface Loops {
  readonly floats: Numbers;
  readonly single?: Numbers;
  readonly integers?: Numbers;
  readonly int64?: BigInts | Bytes;
}

const LOOPS: { readonly [K in PairKernel]: Loops } = {
  add: { floats: add, int64: addInt64 },
  sub: { floats: sub, int64: subInt64 },
  mul: { floats: mul, integers: mulIntegers, int64: mulInt64 },
  div: { floats: div },
  pow: { floats: pow, integers: powIntegers, int64: powInt64 },
  or: { floats: or },
  maximum: { floats: maximum, int64: maximumInt64 },
  minimum: { floats: minimum, int64: minimumInt64 },
  eq: { floats: eq, int64: eqInt64 },
  ne: { floats: ne, int64: neInt64 },
  lt: { floats: lt, int64: ltInt64 },
  le: { floats: le, int64: leInt64 },
  neg: { floats: neg, int64: negInt64 },
  exp: { floats: exp },
  log: { floats: log },
  sqrt: { floats: sqrt },
  rsqrt: { floats: rsqrt },
  abs: { floats: abs, int64: absInt64 },
  relu: { floats: relu, int64: reluInt64 },
  sigmoid: { floats: sigmoid },
  tanh: { floats: tanh },
  log1p: { floats: log1p },
  expm1: { floats: expm1 },
  axpy: { floats: axpy, single: axpySingle, integers: axpyIntegers, int64: axpyInt64 },
  reluGrad: { floats: reluGrad },
  absGrad: { floats: absGrad },
  sqrtGrad: { floats: sqrtGrad },
  sigmoidGrad: { floats: sigmoidGrad, single: sigmoidGradSingle },
  tanhGrad: { floats: tanhGrad, single: tanhGradSingle },
  whereNonzero: { floats: whereNonzero },
  powSlope: { floats: powSlope },
  powExponentSlope: { floats: powExponentSlope },
  powScalarGrad: { floats: powScalarGrad },
  expDifference: { floats: expDifference },
};

function loopOf(kernel: PairKernel, a: TypedArray, y: TypedArray): Numbers {
  const { floats, single = floats, integers = floats, int64 } = LOOPS[kernel];
  if (a instanceof BigInt64Array) {
    if (int64 === undefined) throw new TypeError(`${kernel} does not know int64`);
    return int64 as unknown as Numbers;
  }
  if (y instanceof Float32Array) return single;
  return y instanceof Float64Array ? floats : integers;
}

/** Runs a kernel over the pairs of a nest. */
export function overPairs(kernel: PairKernel, nest: readonly Loop[], call: AnyCall): void {
  const y = call["y"] as NumberArray;
  const a = (call["a"] ?? (kernel === "axpy" ? y : call["x"])) as NumberArray;
  const b = (call["b"] ?? call["x"]) as NumberArray;
  const given = (call["alpha"] ?? call["exponent"] ?? 0) as number;
  // As PyTorch, which has the factor in the dtype of the sum.
  const s = kernel === "axpy" && y instanceof Float32Array ? Math.fround(given) : given;
  const run = loopOf(kernel, a, y);
  const { size, strideA, strideB } = nest[nest.length - 1]!;
  if (nest.length === 1) {
    run(size, a, 0, strideA, b, 0, strideB, y, 0, s);
    return;
  }
  let at = 0;
  walk(nest, (i, j) => {
    run(size, a, i, strideA, b, j, strideB, y, at, s);
    at += size;
  });
}
