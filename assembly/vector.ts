/**
 * What all kernels share: four exponentials at a time, logarithms of sums, the masked end of a line, sums across lanes.
 *
 * V8 rebuilds a SIMD constant wherever it stands in a loop, so the constants lie in memory.
 */

import { madd as madd64 } from "./vector64";

/** Numbers between two transfers of a float32 sum into double precision. */
export const PER_SUM: i32 = 256;

/** Exponentials are kept times this, so that none is subnormal: what is 0 in float32 comes out as exactly 0. See expVector. */
export const UNIT: f64 = 16777216; // 2^24

/** Each constant four times. */
const CONSTANTS = memory.data<f32>(
  [
    1.44269504, 1.44269504, 1.44269504, 1.44269504, // log2(e)
    -0.693359375, -0.693359375, -0.693359375, -0.693359375, // −ln 2 in two parts (Cody–Waite); the first has 9 bits
    2.1219444e-4, 2.1219444e-4, 2.1219444e-4, 2.1219444e-4,
    1.3814610429e-3, 1.3814610429e-3, 1.3814610429e-3, 1.3814610429e-3, // the rest of exp(r): scripts/expPolynomial.py
    8.3687109873e-3, 8.3687109873e-3, 8.3687109873e-3, 8.3687109873e-3,
    4.1668388993e-2, 4.1668388993e-2, 4.1668388993e-2, 4.1668388993e-2,
    1.6666521132e-1, 1.6666521132e-1, 1.6666521132e-1, 1.6666521132e-1,
    4.9999994040e-1, 4.9999994040e-1, 4.9999994040e-1, 4.9999994040e-1,
    1, 1, 1, 1,
    12583063, 12583063, 12583063, 12583063, // 1.5 · 2^23 + 127 + 24
    12582912, 12582912, 12582912, 12582912, // 1.5 · 2^23
    0.6931472, 0.6931472, 0.6931472, 0.6931472,
    256, 256, 256, 256,
    -105, -105, -105, -105, // exp beyond these two is 0 and Infinity in float32
    89, 89, 89, 89,
    -104.66523, -104.66523, -104.66523, -104.66523, // −151 ln 2
  ],
  16,
);

// @ts-ignore: decorator
@inline
function constant(i: i32): v128 {
  return v128.load(CONSTANTS + (<usize>i << 4));
}

/** `a · b + c`; rounded once where the relaxed instructions are. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Which lanes of a maximum are too far from 0 for {@link expVector}, NaN and the infinities included: there the maximum has
 * to be subtracted first. That is exact for every number whose exponential is not 0.
 */
// @ts-ignore: decorator
@inline
export function farFromZero(max: v128): v128 {
  return v128.not(f32x4.lt(f32x4.abs(max), constant(12)));
}

/** What {@link expVector} wants to know of a maximum: 1.5 · 2^23 + 151 − N with N = round(max / ln 2). */
// @ts-ignore: decorator
@inline
export function baseOf(max: v128): v128 {
  return f32x4.sub(constant(9), f32x4.nearest(f32x4.mul(max, constant(0))));
}

/** The power of e that the base stands for: N ln 2. */
// @ts-ignore: decorator
@inline
export function logOfBase(base: f32): f64 {
  return (12583063 - f64(base)) * 0.6931471805599453;
}

/** A number whose exponential is 0, as are those of all smaller ones: (N − 151) ln 2. */
// @ts-ignore: decorator
@inline
export function lowestOf(base: v128): v128 {
  return f32x4.mul(f32x4.sub(constant(10), base), constant(11));
}

/**
 * `2^24 · exp(x) / 2^N` of four numbers that are not above a maximum within ±256, at most 1.2 ulp off; NaN stays NaN. What
 * divides is a power of 2 near exp(max): it falls out of every quotient, and takes fewer steps than exp(x − max), whose
 * difference is rounded.
 *
 * 1. Below `lowest` all are as one.
 * 2. x = n ln 2 + r with |r| ≤ ln 2 / 2: adding the base to x / ln 2 rounds it to the integer n, and leaves n − N + 151 in
 *    the low bits of the sum, which shifted by 23 are the float 2^(n − N + 24), or 0 at `lowest`.
 * 3. exp(r) = 1 + r (1 + r q(r)).
 */
// @ts-ignore: decorator
@inline
export function expVector(x: v128, base: v128, lowest: v128): v128 {
  x = f32x4.pmax(x, lowest);
  const t = madd(x, constant(0), base);
  const n = f32x4.sub(t, base);
  const r = madd(n, constant(2), madd(n, constant(1), x));
  return f32x4.mul(expOfRest(r), i32x4.shl(t, 23));
}

/**
 * `2^24 · exp(x − max)` of four numbers that are not above the maximum, whatever that is; what rounding takes from the
 * difference is given back. 0 where the exponential is in float32, NaN where the difference is.
 */
// @ts-ignore: decorator
@inline
export function expBelow(x: v128, max: v128): v128 {
  const difference = f32x4.sub(x, max), lowest = constant(15), base = constant(9);
  // Knuth's sum of two
  const subtracted = f32x4.sub(difference, x);
  const lost = f32x4.sub(f32x4.sub(x, f32x4.sub(difference, subtracted)), f32x4.add(max, subtracted));
  const d = f32x4.pmax(difference, lowest);
  const t = madd(d, constant(0), base);
  const n = f32x4.sub(t, base);
  const r = f32x4.add(madd(n, constant(2), madd(n, constant(1), d)), v128.and(lost, f32x4.gt(d, lowest)));
  return f32x4.mul(expOfRest(r), i32x4.shl(t, 23));
}

/** exp(r) for |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
function expOfRest(r: v128): v128 {
  let q = madd(constant(3), r, constant(4));
  q = madd(q, r, constant(5));
  q = madd(q, r, constant(6));
  q = madd(q, r, constant(7));
  q = madd(q, r, constant(8));
  return madd(q, r, constant(8));
}

/**
 * `exp(x)` of any four numbers, at most 1.2 ulp off: as {@link expVector}, but 2^n is made of two factors, so that the product
 * overflows to Infinity and is rounded once to a subnormal or 0.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const d = f32x4.min(f32x4.max(x, constant(13)), constant(14));
  const t = madd(d, constant(0), constant(10));
  const n = f32x4.sub(t, constant(10));
  const q = expOfRest(madd(n, constant(2), madd(n, constant(1), d)));
  const power = i32x4.sub(t, constant(10)); // n as an integer
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(q, powerOf2(half)), powerOf2(i32x4.sub(power, half)));
}

/** `1 / (1 + exp(−x))`, at most 2.5 ulp off where it is no subnormal. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(8);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** For {@link tanh}, each four times: the odd polynomial of Cephes, tanhf.c, for |x| < 0.625. */
const TANH_CONSTANTS = memory.data<f32>(
  [
    -5.70498872745e-3, -5.70498872745e-3, -5.70498872745e-3, -5.70498872745e-3,
    2.06390887954e-2, 2.06390887954e-2, 2.06390887954e-2, 2.06390887954e-2,
    -5.37397155531e-2, -5.37397155531e-2, -5.37397155531e-2, -5.37397155531e-2,
    1.33314422036e-1, 1.33314422036e-1, 1.33314422036e-1, 1.33314422036e-1,
    -3.33332819422e-1, -3.33332819422e-1, -3.33332819422e-1, -3.33332819422e-1,
    0.625, 0.625, 0.625, 0.625,
  ],
  16,
);

/** `tanh x`: near 0 a polynomial, else `1 − 2 / (exp(2 |x|) + 1)` with the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = constant(8), size = f32x4.abs(x), z = f32x4.mul(x, x);
  let p = madd(v128.load(TANH_CONSTANTS), z, v128.load(TANH_CONSTANTS, 16));
  p = madd(p, z, v128.load(TANH_CONSTANTS, 32));
  p = madd(p, z, v128.load(TANH_CONSTANTS, 48));
  p = madd(p, z, v128.load(TANH_CONSTANTS, 64));
  const near = madd(f32x4.mul(p, z), x, x);
  const power = exp(f32x4.add(size, size));
  const far = f32x4.sub(one, f32x4.div(f32x4.add(one, one), f32x4.add(power, one)));
  const result = v128.bitselect(near, far, f32x4.lt(size, v128.load(TANH_CONSTANTS, 80)));
  return v128.or(result, v128.and(x, f32x4.splat(-0.0)));
}

/** 2^n. */
// @ts-ignore: decorator
@inline
function powerOf2(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), constant(8)); // 1 has the exponent 0
}

/** For {@link log1pPair}, each twice. */
const LOG_BITS = memory.data<i64>(
  [
    0x3ff0000000000000 - 0x3fe6a09e667f3bcd, 0x3ff0000000000000 - 0x3fe6a09e667f3bcd, // 1 − √½: carries from √½ on
    0x4330000000000000, 0x4330000000000000, // 2^52
    1023 << 52, 1023 << 52,
  ],
  16,
);
const LOG_CONSTANTS = memory.data<f64>(
  [
    1, 1,
    4503599627370496 + 1023, 4503599627370496 + 1023, // 2^52 + 1023
    0.6931471805599453, 0.6931471805599453,
    2, 2,
    2.0 / 3, 2.0 / 3, 2.0 / 5, 2.0 / 5, 2.0 / 7, 2.0 / 7, 2.0 / 9, 2.0 / 9, 2.0 / 11, 2.0 / 11, 2.0 / 13, 2.0 / 13,
  ],
  16,
);

// @ts-ignore: decorator
@inline
function logConstant(i: i32): v128 {
  return v128.load(LOG_CONSTANTS + (<usize>i << 4));
}

/**
 * `log(1 + u)` of two float64 that are not negative (or NaN, which stays one), relative error at most 1e-10.
 *
 * 1 + u = 2^k m with m from √½ to √2; log m = 2 artanh(s) with s = (m − 1) / (m + 1), and m − 1 is u itself where k = 0.
 */
// @ts-ignore: decorator
@inline
export function log1pPair(u: v128): v128 {
  return f64x2.add(logPair(f64x2.add(u, logConstant(0)), u), f64x2.sub(u, u));
}

/** `log(x)` of four numbers, at most 0.5001 ulp off: the logarithms are float64, and rounded once. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const zero = f32x4.splat(0), infinity = f32x4.splat(Infinity), one = logConstant(0);
  const low = promote(x, false), high = promote(x, true);
  const logs = joined(
    f32x4.demote_f64x2_zero(logPair(low, f64x2.sub(low, one))), f32x4.demote_f64x2_zero(logPair(high, f64x2.sub(high, one))),
  );
  // Infinity and NaN stay, 0 gives −Infinity, what is negative NaN.
  const finite = v128.bitselect(logs, x, f32x4.lt(x, infinity));
  const some = v128.bitselect(f32x4.neg(infinity), finite, f32x4.eq(x, zero));
  return v128.bitselect(f32x4.sub(infinity, infinity), some, f32x4.lt(x, zero));
}

/** `log y` of two float64 that are positive, where y − 1 = u. */
// @ts-ignore: decorator
@inline
function logPair(y: v128, u: v128): v128 {
  const one = logConstant(0);
  const exponent = i64x2.shr_u(i64x2.add(y, v128.load(LOG_BITS)), 52); // 1023 + k
  // As the last bits of a float that is 2^52 otherwise.
  const k = f64x2.sub(v128.or(exponent, v128.load(LOG_BITS, 16)), logConstant(1));
  const m = i64x2.sub(y, i64x2.sub(i64x2.shl(exponent, 52), v128.load(LOG_BITS, 32)));
  const f = v128.bitselect(u, f64x2.sub(m, one), i64x2.eq(i64x2.shl(exponent, 52), v128.load(LOG_BITS, 32)));
  const s = f64x2.div(f, f64x2.add(f, logConstant(3)));
  const z = f64x2.mul(s, s);
  // In pairs of coefficients, which do not wait for each other.
  const zz = f64x2.mul(z, z);
  const low = f64x2.add(f64x2.mul(z, logConstant(4)), logConstant(3)), middle = f64x2.add(f64x2.mul(z, logConstant(6)), logConstant(5));
  const high = f64x2.add(f64x2.mul(z, logConstant(8)), logConstant(7));
  const upper = f64x2.add(f64x2.mul(zz, logConstant(9)), high);
  const p = f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(upper, zz), middle), zz), low);
  return f64x2.add(f64x2.mul(p, s), f64x2.mul(k, logConstant(2)));
}

/** `log(1 + u)` of one number. */
// @ts-ignore: decorator
@inline
export function log1p(u: f64): f64 {
  return f64x2.extract_lane(log1pPair(f64x2.splat(u)), 0);
}

/**
 * `losses += shares · log(1 + rests)` of `n` lines, all float64, with room for one line more; adds their sum to `total`, or to
 * nothing where that is 0.
 *
 * @returns whether all of them are finite.
 */
export function addLogs(n: i32, losses: usize, shares: usize, rests: usize, total: usize): bool {
  let sum = f64x2.splat(0);
  for (let i: i32 = 0; i < n; i += 2, losses += 16, shares += 16, rests += 16) {
    const log = log1pPair(v128.load(rests));
    const loss = f64x2.add(v128.load(losses), f64x2.mul(v128.load(shares), log));
    v128.store(losses, loss);
    sum = f64x2.add(sum, i + 1 < n ? loss : f64x2.replace_lane(loss, 1, 0));
  }
  return addTotal(total, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** Lines whose sums are multiplied before a logarithm is taken: a line has at most 2^22 numbers. */
const PER_LOG: i32 = 64;

/**
 * Adds `Σ losses + log(1 + rests)` of `n` lines to `total`, as {@link addLogs} with shares of 1, but by the logarithms of
 * products, of which small rests keep their digits: (1 + p)(1 + r) = 1 + (p + (1 + p) r).
 *
 * @returns whether it is finite.
 */
export function addProducts(n: i32, losses: usize, rests: usize, total: usize): bool {
  let sums = f64x2.splat(0), logs = sums;
  const one = logConstant(0), first = i64x2.replace_lane(sums, 0, -1);
  while (n > 0) {
    let product = f64x2.splat(0);
    for (const end = n - min(n, PER_LOG); n > end; n -= 2, losses += 16, rests += 16) {
      let loss = v128.load(losses), rest = v128.load(rests);
      if (n == 1) {
        loss = v128.and(loss, first);
        rest = v128.and(rest, first);
      }
      sums = f64x2.add(sums, loss);
      product = madd64(f64x2.add(product, one), rest, product);
    }
    logs = f64x2.add(logs, log1pPair(product));
  }
  sums = f64x2.add(sums, logs);
  return addTotal(total, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
}

/**
 * Adds the sum of some losses to that of all, or to nothing where there is none.
 *
 * @returns whether it is finite.
 */
export function addTotal(total: usize, sum: f64): bool {
  if (total != 0) store<f64>(total, load<f64>(total) + sum);
  return sum - sum == 0;
}

/** Masks that keep the first 0, 1, 2, 3 or 4 lanes. */
const KEEP = memory.data<i32>([0, 0, 0, 0, -1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0, -1, -1, -1, -1], 16);

/** The mask of the first `count` lanes: none below 0, all above 4. */
// @ts-ignore: decorator
@inline
export function keep(count: i32): v128 {
  return v128.load(KEEP + (<usize>min(max(count, 0), 4) << 4));
}

/** The upper two lanes, for `promote_low`. */
// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Sum of the lanes in double precision. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f64 {
  const pairs = f64x2.add(promote(v, false), promote(v, true));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** The largest lane; a NaN may be lost, the exponentials bring it back. */
// @ts-ignore: decorator
@inline
export function maxLanes(v: v128): f32 {
  const a = f32x4.pmax(v, upper(v));
  return f32x4.extract_lane(f32x4.pmax(a, i8x16.shuffle(a, a, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15)), 0);
}

/** The lower or upper two lanes as float64. */
// @ts-ignore: decorator
@inline
export function promote(v: v128, upperHalf: bool): v128 {
  return f64x2.promote_low_f32x4(upperHalf ? upper(v) : v);
}

/** Four float32 as four float64 at `p`. */
// @ts-ignore: decorator
@inline
export function storePromoted(p: usize, v: v128): void {
  v128.store(p, promote(v, false));
  v128.store(p, promote(v, true), 16);
}

/** Adds four float32 to four float64 at `p`. */
// @ts-ignore: decorator
@inline
export function addPromoted(p: usize, v: v128): void {
  v128.store(p, f64x2.add(v128.load(p), promote(v, false)));
  v128.store(p, f64x2.add(v128.load(p, 16), promote(v, true)), 16);
}

/** Four float64 at `p` as float32. */
// @ts-ignore: decorator
@inline
export function demote(p: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(p)), high = f32x4.demote_f64x2_zero(v128.load(p, 16));
  return joined(low, high);
}

/** The lower two lanes of both. */
// @ts-ignore: decorator
@inline
export function joined(low: v128, high: v128): v128 {
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** What {@link demote} of the four at `p` to `v` took away. */
// @ts-ignore: decorator
@inline
export function demoteLost(p: usize, v: v128): v128 {
  const low = f32x4.demote_f64x2_zero(f64x2.sub(v128.load(p), promote(v, false)));
  const high = f32x4.demote_f64x2_zero(f64x2.sub(v128.load(p, 16), promote(v, true)));
  return joined(low, high);
}

/** Stores the first `count` lanes, 1 or more. */
// @ts-ignore: decorator
@inline
export function storeLanes(p: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(p, v);
    return;
  }
  v128.store32_lane(p, v, 0);
  if (count > 1) v128.store32_lane(p, v, 1, 4);
  if (count > 2) v128.store32_lane(p, v, 2, 8);
}

// @ts-ignore: decorator
@inline
function negativeInfinity(): v128 {
  return f32x4.splat(-Infinity);
}

/** The four numbers at `p`, of which the first `count` belong to the row, −Infinity behind them. */
// @ts-ignore: decorator
@inline
export function tail(p: usize, count: i32): v128 {
  return v128.bitselect(v128.load(p), negativeInfinity(), keep(count));
}

/** The largest of a row, −Infinity if it has no number. */
// @ts-ignore: decorator
@inline
export function rowMax(x: usize, n: i32): f32 {
  let a = negativeInfinity(), b = a, c = a, d = a;
  let i: i32 = 0;
  for (; i + 16 <= n; i += 16, x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  for (; i + 4 <= n; i += 4, x += 16) a = f32x4.pmax(a, v128.load(x));
  if (i < n) b = f32x4.pmax(b, tail(x, n - i));
  return maxLanes(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
}
