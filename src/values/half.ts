/**
 * Half precision as storage: 16 bits a number, in a Uint16Array. The float32 of each pattern stands in a table of 256 kB for
 * each of the two formats, made when it is first needed; what reads half precision looks its numbers up there.
 */

import type { DType, FloatArray, HalfDType, TypedArray } from "../dtype.ts";
import { isHalf } from "../dtype.ts";
import type { NDArray } from "./ndarray.ts";

/** Numbers of half precision as kernels take them: to be read, one by one or copied. */
export class Halves {
  readonly bits: Uint16Array;
  readonly dtype: HalfDType;
  /** The float32 of each of the 65,536 patterns. */
  readonly floats: Float32Array;

  constructor(bits: Uint16Array, dtype: HalfDType) {
    this.bits = bits;
    this.dtype = dtype;
    this.floats = tableOf(dtype);
  }

  get length(): number {
    return this.bits.length;
  }

  at(i: number): number {
    return this.floats[this.bits[i]!]!;
  }

  subarray(start: number, end: number): Halves {
    return new Halves(this.bits.subarray(start, end), this.dtype);
  }

  /** `to[at + i · step]` becomes number `start + i`, for `count` of them. */
  copy(start: number, count: number, to: FloatArray, at: number, step = 1): void {
    const { bits, floats } = this;
    for (const end = start + count; start < end; start++, at += step) to[at] = floats[bits[start]!]!;
  }
}

const tables = new Map<HalfDType, Float32Array>();

/** The float32 of each pattern. float16: sign, 5 bits of exponent (bias 15), 10 of fraction. bfloat16: half a float32. */
function tableOf(dtype: HalfDType): Float32Array {
  let table = tables.get(dtype);
  if (table !== undefined) return table;
  table = new Float32Array(65536);
  const bits = new Uint32Array(table.buffer);
  for (let pattern = 0; pattern < 65536; pattern++) {
    if (dtype === "bfloat16") bits[pattern] = pattern << 16;
    else {
      const exponent = (pattern >> 10) & 31;
      const fraction = pattern & 1023;
      const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
      if (exponent === 31) bits[pattern] = 0x7f800000 | (fraction << 13);
      else table[pattern] = magnitude;
      bits[pattern]! |= (pattern >> 15) << 31;
    }
  }
  tables.set(dtype, table);
  return table;
}

/** Values of half precision for a kernel. */
export const halvesOf = (data: TypedArray, dtype: HalfDType): Halves =>
  new Halves(data as Uint16Array, dtype);

/** Floating values of any dtype for a kernel over lines. */
export const floatsOf = ({ data, dtype }: NDArray): FloatArray | Halves =>
  isHalf(dtype) ? halvesOf(data, dtype) : (data as FloatArray);

/** One of the numbers that {@link floatsOf} gives. */
export const numberAt = (numbers: FloatArray | Halves, i: number): number =>
  numbers instanceof Halves ? numbers.at(i) : numbers[i]!;

/** Values of half precision as float32. */
export function fromHalf(data: TypedArray, dtype: HalfDType): Float32Array {
  const out = new Float32Array(data.length);
  halvesOf(data, dtype).copy(0, out.length, out, 0);
  return out;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** A float32 as float16, rounded to nearest, ties to even; beyond 65504 to infinity where that is nearer. */
function toFloat16(value: number): number {
  float[0] = value;
  const sign = (word[0]! >>> 16) & 0x8000;
  const magnitude = word[0]! & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520, half way to what would be next, and more
  if (magnitude < 0x38800000) {
    // Below 2^-14, the numbers are 2^-24 apart, as float32 are from 1/2 on: adding that rounds.
    float[0] = Math.abs(value) + 0.5;
    return sign | (word[0]! - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

/** A float32 as bfloat16, rounded to nearest, ties to even. */
function toBFloat16(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fc0; // NaN
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** Numbers as half precision. They are rounded to float32 first, as in PyTorch. */
export function toHalf(x: ArrayLike<number>, dtype: HalfDType): Uint16Array {
  const out = new Uint16Array(x.length);
  const round = dtype === "float16" ? toFloat16 : toBFloat16;
  for (let i = 0; i < out.length; i++) out[i] = round(x[i]!);
  return out;
}

/** The engine's Float16Array; not every engine has one. */
const Float16 = (
  globalThis as { readonly Float16Array?: new (b: ArrayBufferLike, o: number, n: number) => object }
).Float16Array;

/** The array that a user sees over some bits, so that he always sees the same one. */
const shown = new WeakMap<TypedArray, TypedArray>();

/** Lets a user who gave an array see that very one. */
export const showAs = (bits: TypedArray, given: TypedArray): void => {
  shown.set(bits, given);
};

/** What a user sees of the data of a tensor: numbers instead of bits, where the engine has an array for them. */
export function shownData(data: TypedArray, dtype: DType): TypedArray {
  if (!isHalf(dtype)) return data;
  let array = shown.get(data);
  if (array === undefined) {
    const hasKind = dtype === "float16" && Float16 !== undefined;
    array = hasKind ? (new Float16(data.buffer, data.byteOffset, data.length) as TypedArray) : data;
    shown.set(data, array);
  }
  return array;
}
