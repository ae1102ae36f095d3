/** What the elementwise operations do to one element, for each kind of dtype. */

import type { DType, NumberArray, TypedArray } from "../dtype.ts";

type NumberFn = (a: number, b: number) => number;
type BigIntFn = (a: bigint, b: bigint) => bigint;

/**
 * One binary operation per kind of dtype. Storing into the typed array rounds (float32) or wraps (integers) the result;
 * `int32` is apart because a product of two int32 does not fit a double, `bool` because it must stay 0 or 1.
 */
interface BinaryTable {
  readonly float: NumberFn;
  readonly int64: BigIntFn;
  readonly int32: NumberFn;
  readonly bool: NumberFn;
}

/** `base ** exponent` modulo 2^64; a negative exponent truncates `1 / base^|exponent|` towards zero, as in PyTorch. */
function powInt(base: bigint, exponent: bigint): bigint {
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
const powNumber: NumberFn = (a, b) => Number(BigInt.asIntN(32, powInt(BigInt(a), BigInt(b))));

/** `a ** b` as C's pow: JavaScript gives NaN for `1 ** NaN` and `(±1) ** ±Infinity`, C gives 1. */
export const powFloat: NumberFn = (a, b) => {
  if (a === 1 || (a === -1 && (b === Infinity || b === -Infinity))) return 1;
  return a ** b;
};

const BINARY = {
  add: { float: (a, b) => a + b, int64: (a, b) => a + b, int32: (a, b) => a + b, bool: (a, b) => a | b },
  sub: { float: (a, b) => a - b, int64: (a, b) => a - b, int32: (a, b) => a - b, bool: (a, b) => a ^ b },
  mul: { float: (a, b) => a * b, int64: (a, b) => a * b, int32: Math.imul, bool: (a, b) => a & b },
  div: { float: (a, b) => a / b, int64: (a, b) => a / b, int32: (a, b) => a / b, bool: (a, b) => a / b },
  pow: { float: powFloat, int64: powInt, int32: powNumber, bool: powNumber },
} satisfies { readonly [name: string]: BinaryTable };

export type BinaryName = keyof typeof BINARY;

/** The function of `name` for arrays of `dtype`. */
export function binaryFn(name: BinaryName, dtype: DType): NumberFn | BigIntFn {
  const table: BinaryTable = BINARY[name];
  if (dtype === "int64") return table.int64;
  if (dtype === "int32" || dtype === "uint8") return table.int32;
  return dtype === "bool" ? table.bool : table.float;
}

const UNARY = {
  neg: (x: number) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  relu: (x: number) => (x < 0 ? 0 : x), // NaN stays NaN
};

export type UnaryName = keyof typeof UNARY;

/** `y = f(x)` element by element; only neg, abs and relu know int64. */
export function unary(name: UnaryName, x: TypedArray, y: TypedArray): void {
  if (x instanceof BigInt64Array) {
    const out = y as BigInt64Array;
    for (let i = 0; i < x.length; i++) {
      const v = x[i]!;
      out[i] = name === "neg" || (name === "abs" && v < 0n) ? -v : name === "relu" && v < 0n ? 0n : v;
    }
    return;
  }
  const f = UNARY[name];
  const out = y as NumberArray;
  for (let i = 0; i < x.length; i++) out[i] = f(x[i]!);
}
