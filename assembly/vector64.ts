/** What the kernels over float64 share: two exponentials at a time, the end of a row of odd length, sums and maxima. */

import { POWERS } from "./powers";

/** For {@link exp64}, each twice: V8 rebuilds a SIMD constant wherever it stands in a loop. */
const CONSTANTS = memory.data<f64>(
  [
    1.4426950408889634, 1.4426950408889634, // log2(e)
    -0.6931471803691238, -0.6931471803691238, // −ln 2 in two parts (fdlibm's); the first has 32 bits
    -1.9082149292705877e-10, -1.9082149292705877e-10,
    6755399441055744, 6755399441055744, // 1.5 · 2^52
    -746, -746, // exp of it is 0
    1, 1,
    1, 1,
    1.0 / 2, 1.0 / 2, // 1 / k! from k = 2 to 13
    1.0 / 6, 1.0 / 6,
    1.0 / 24, 1.0 / 24,
    1.0 / 120, 1.0 / 120,
    1.0 / 720, 1.0 / 720,
    1.0 / 5040, 1.0 / 5040,
    1.0 / 40320, 1.0 / 40320,
    1.0 / 362880, 1.0 / 362880,
    1.0 / 3628800, 1.0 / 3628800,
    1.0 / 39916800, 1.0 / 39916800,
    1.0 / 479001600, 1.0 / 479001600,
    1.0 / 6227020800, 1.0 / 6227020800,
    184.6649652337873, 184.6649652337873, // 128 log2(e)
    -0.6931471803691238 / 128, -0.6931471803691238 / 128,
    -1.9082149292705877e-10 / 128, -1.9082149292705877e-10 / 128,
  ],
  16,
);

// @ts-ignore: decorator
@inline
function constant(i: i32): v128 {
  return v128.load(CONSTANTS + (<usize>i << 4));
}

/** 1 / k!. */
// @ts-ignore: decorator
@inline
export function factor(k: i32): v128 {
  return constant(5 + k);
}

/** `a · b + c`; rounded once where the relaxed instructions are. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(a, b, c) : f64x2.add(f64x2.mul(a, b), c);
}

/** `1 / k! + r / (k + 1)!`. */
// @ts-ignore: decorator
@inline
function term(r: v128, k: i32): v128 {
  return madd(factor(k + 1), r, factor(k));
}

/**
 * `exp(x)` of two numbers that are not above 0, within 1 ulp of `Math.exp` (measured); NaN stays NaN.
 *
 * x = n ln 2 + r with |r| ≤ ln 2 / 2; exp(r) by Taylor's series, whose rest is below 5e-18, in pairs
 * that do not wait for each other; 2^n of two factors, so that a
 * subnormal is rounded once.
 */
// @ts-ignore: decorator
@inline
export function exp64(x: v128): v128 {
  x = f64x2.pmax(x, constant(4));
  const t = madd(x, constant(0), constant(3)); // n, as an integer, in the low bits
  const n = f64x2.sub(t, constant(3));
  const r = madd(n, constant(2), madd(n, constant(1), x));
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2);
  const low = madd(term(r, 4), r2, term(r, 2)), middle = madd(term(r, 8), r2, term(r, 6)), high = madd(term(r, 12), r2, term(r, 10));
  const rest = madd(madd(high, r4, middle), r4, low);
  const q = f64x2.add(madd(rest, r2, r), factor(0));
  const half = i32x4.shr_s(t, 1);
  return f64x2.mul(f64x2.mul(q, powerOf2(half)), powerOf2(i32x4.sub(t, half)));
}

/** Differences below it are for {@link expNear}: the exponential is no subnormal. */
const NEAR: f64 = 708;

/**
 * `exp(x)` of two numbers from -708 to 0, within 1 ulp of `Math.exp` (measured); NaN stays NaN.
 *
 * x = n ln 2 / 128 + r with |r| ≤ ln 2 / 256; exp(x) = 2^(n/128) exp(r), the rest of whose series is below 1e-18. What
 * `POWERS` has for the last 7 bits of n, and all of n in the place of the exponent, add up to the bits of 2^(n/128).
 */
// @ts-ignore: decorator
@inline
export function expNear(x: v128): v128 {
  const t = madd(x, constant(19), constant(3)); // n, as an integer, in the low bits
  const n = f64x2.sub(t, constant(3));
  const r = madd(n, constant(21), madd(n, constant(20), x)), r2 = f64x2.mul(r, r);
  const rest = madd(madd(term(r, 4), r2, term(r, 2)), r2, r);
  const first = POWERS + ((<usize>i32x4.extract_lane(t, 0) & 127) << 3);
  const second = POWERS + ((<usize>i32x4.extract_lane(t, 2) & 127) << 3);
  const power = i64x2.add(v128.load64_lane(second, v128.load64_zero(first), 1), i64x2.shl(t, 45));
  return madd(rest, power, power);
}

/** 2^n of the integers in the low bits of two numbers. */
// @ts-ignore: decorator
@inline
function powerOf2(n: v128): v128 {
  return i64x2.add(i64x2.shl(n, 52), factor(0)); // 1 has the exponent 0
}

/** The two numbers at `p`, of which the first `count` belong to the row, `filling` behind them. */
// @ts-ignore: decorator
@inline
export function pair(p: usize, count: i32, filling: f64): v128 {
  return count >= 2 ? v128.load(p) : f64x2.replace_lane(f64x2.splat(filling), 0, load<f64>(p));
}

// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** The smallest of the row of the last {@link rowMax}. */
const LEAST = memory.data(8, 16);

/** The largest of a row; a NaN may be lost, the exponentials bring it back. */
export function rowMax(x: usize, n: i32): f64 {
  let a = f64x2.splat(-Infinity), b = a, c = f64x2.splat(Infinity), d = c;
  for (; n >= 4; n -= 4, x += 32) {
    const v = v128.load(x), w = v128.load(x, 16);
    a = f64x2.pmax(a, v);
    b = f64x2.pmax(b, w);
    c = f64x2.pmin(c, v);
    d = f64x2.pmin(d, w);
  }
  for (; n > 0; n -= 2, x += 16) {
    const v = n >= 2 ? v128.load(x) : v128.load64_splat(x);
    a = f64x2.pmax(a, v);
    c = f64x2.pmin(c, v);
  }
  const max = f64x2.pmax(a, b), first = f64x2.extract_lane(max, 0), second = f64x2.extract_lane(max, 1);
  const least = f64x2.pmin(c, d);
  store<f64>(LEAST, Math.min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)));
  return first < second ? second : first;
}

/** Whether all numbers of the row of the last {@link rowMax}, which gave `max`, are near it. */
// @ts-ignore: decorator
@inline
export function isNear(max: f64): bool {
  return max - load<f64>(LEAST) < NEAR;
}
