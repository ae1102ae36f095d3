/**
 * PyTorch's distributions over its generator (aten/src/ATen/core/DistributionsHelper.h,
 * native/cpu/DistributionTemplates.h, native/TensorFactories.cpp): the same draws in the same order.
 * Arguments are taken to be valid; the public functions check them.
 */

import type { DType, FloatArray } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { logf, sincosf } from "./cephes.ts";
import type { Generator } from "./generator.ts";

/** Uniform numbers in [0, 1), bit for bit PyTorch's: multiples of 2^−24 in float32, of 2^−53 in float64. */
export function uniform(
  shape: readonly number[],
  dtype: "float32" | "float64",
  generator: Generator,
): NDArray {
  const values = zerosOf(shape, dtype);
  fillUniform(values.data as FloatArray, 0, generator);
  return values;
}

function fillUniform(data: FloatArray, start: number, generator: Generator): void {
  if (data instanceof Float32Array) {
    for (let i = start; i < data.length; i++) data[i] = (generator.random() & 0xffffff) * 2 ** -24;
  } else {
    for (let i = start; i < data.length; i++) data[i] = generator.random53() * 2 ** -53;
  }
}

/** PyTorch fills this many numbers at a time; a smaller tensor goes element by element. */
const BLOCK = 16;
const HALF_BLOCK = BLOCK / 2;

/**
 * Numbers of the standard normal distribution, from the same draws as PyTorch's.
 *
 * float32, 16 elements and more: the bits of PyTorch's AVX2 code, on every JS engine. Measured against PyTorch 1.13
 * on x86-64: 317 million numbers, no difference. `ATEN_CPU_CAPABILITY=avx512` gives the same bits; `default` computes
 * with the C library's `logf`, `cosf` and `sinf`, and 38 % of its numbers differ, by at most 2.4e-6 in 20 million.
 *
 * float64, and fewer than 16 elements: double precision from `Math.log`, `cos` and `sin`, whose last bits belong to
 * the JS engine. Measured with Node 20: float64 at most 3 ulp from PyTorch, 94 % equal (50 million numbers); float32,
 * where the double is rounded, no difference (4.5 million).
 */
export function normal(
  shape: readonly number[],
  dtype: "float32" | "float64",
  generator: Generator,
): NDArray {
  const values = zerosOf(shape, dtype);
  const data = values.data as FloatArray;
  const n = data.length;
  if (n < BLOCK) {
    for (let i = 0; i < n; i++) data[i] = nextNormal(generator);
  } else {
    fillUniform(data, 0, generator);
    for (let start = 0; start + BLOCK <= n; start += BLOCK) normalBlock(data, start);
    if (n % BLOCK !== 0) {
      // The last 16 are drawn anew, though some of them were done already.
      fillUniform(data, n - BLOCK, generator);
      normalBlock(data, n - BLOCK);
    }
  }
  return values;
}

/** One number by Box–Muller; every second call returns what the call before it kept. */
function nextNormal(generator: Generator): number {
  const kept = generator.nextDoubleNormalSample;
  if (kept !== undefined) {
    generator.nextDoubleNormalSample = undefined;
    return kept;
  }
  const u1 = generator.random53() * 2 ** -53;
  const u2 = generator.random53() * 2 ** -53;
  const radius = Math.sqrt(-2 * Math.log1p(-u2));
  const theta = 2 * Math.PI * u1;
  generator.nextDoubleNormalSample = plusZero(radius * Math.sin(theta));
  return plusZero(radius * Math.cos(theta));
}

/** PyTorch adds the mean, 0, to every number: it has no −0. */
const plusZero = (x: number): number => x + 0;

/** Turns 16 uniform numbers into 16 normal ones: `j` and `j + 8` are a Box–Muller pair. */
function normalBlock(data: FloatArray, start: number): void {
  if (data instanceof Float32Array) normalBlock32(data, start);
  else normalBlock64(data, start);
}

const TWO_PI_32 = Math.fround(2 * Math.PI);
const sinCos = new Float32Array(2);

function normalBlock32(data: Float32Array, start: number): void {
  for (let j = start; j < start + HALF_BLOCK; j++) {
    const radius = Math.fround(Math.sqrt(-2 * logf(1 - data[j]!)));
    sincosf(Math.fround(TWO_PI_32 * data[j + HALF_BLOCK]!), sinCos);
    data[j] = plusZero(radius * sinCos[1]!);
    data[j + HALF_BLOCK] = plusZero(radius * sinCos[0]!);
  }
}

function normalBlock64(data: Float64Array, start: number): void {
  for (let j = start; j < start + HALF_BLOCK; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - data[j]!));
    const theta = 2 * Math.PI * data[j + HALF_BLOCK]!;
    data[j] = plusZero(radius * Math.cos(theta));
    data[j + HALF_BLOCK] = plusZero(radius * Math.sin(theta));
  }
}

/** From this range on PyTorch 2 takes 64 bits a number, because a remainder of 32 would be uneven. */
const WIDE_RANGE = 2 ** 28;

/**
 * Integers in [low, high), bit for bit those of PyTorch 2. (PyTorch 1.13 draws other numbers for ranges from 2^28 up
 * to 2^32.) Every dtype must hold the bounds; for float32 these are ±2^24, beyond which PyTorch warns.
 */
export function randomIntegers(
  low: number,
  high: number,
  shape: readonly number[],
  dtype: DType,
  generator: Generator,
): NDArray {
  const values = zerosOf(shape, dtype);
  const { data } = values;
  const range = high - low;
  if (range >= WIDE_RANGE) {
    const base = BigInt(low);
    const exactRange = BigInt(high) - base; // may exceed 2^53
    for (let i = 0; i < data.length; i++) {
      const value = (generator.random64() % exactRange) + base;
      if (data instanceof BigInt64Array) data[i] = value;
      else data[i] = Number(value);
    }
  } else if (data instanceof BigInt64Array) {
    for (let i = 0; i < data.length; i++) data[i] = BigInt((generator.random() % range) + low);
  } else {
    for (let i = 0; i < data.length; i++) data[i] = (generator.random() % range) + low;
  }
  return values;
}

/** From this length on (2^32 / 20, rounded down) PyTorch 2 shuffles with 64 bits a number. */
const LONG_PERMUTATION = 214748364;

/** The integers from 0 to n − 1 in random order, bit for bit those of PyTorch 2. */
export function permutation(n: number, dtype: DType, generator: Generator): NDArray {
  const values = zerosOf([n], dtype);
  const { data } = values;
  const shuffle = n < LONG_PERMUTATION ? shuffleForward : shuffleInsideOut;
  if (data instanceof BigInt64Array) shuffle(data, BigInt, generator);
  else shuffle(data, Number, generator);
  return values;
}

/** What a shuffle needs of a typed array whose elements are `T`. */
interface Cells<T> {
  readonly length: number;
  [index: number]: T;
}

/** Fisher–Yates from the front: element `i` changes places with one of those from `i` on. */
function shuffleForward<T>(data: Cells<T>, from: (i: number) => T, generator: Generator): void {
  const n = data.length;
  for (let i = 0; i < n; i++) data[i] = from(i);
  for (let i = 0; i < n - 1; i++) {
    const k = i + (generator.random() % (n - i));
    const kept = data[i]!;
    data[i] = data[k]!;
    data[k] = kept;
  }
}

/**
 * The inside-out shuffle: value `i` takes the place of one of those before it, which moves to the end.
 * Exported for its test, because a call of `permutation` that comes here fills gigabytes.
 */
export function shuffleInsideOut<T>(data: Cells<T>, from: (i: number) => T, generator: Generator): void {
  for (let i = 0; i < data.length; i++) {
    const k = Number(generator.random64() % BigInt(i + 1));
    data[i] = from(i);
    data[i] = data[k]!;
    data[k] = from(i);
  }
}
