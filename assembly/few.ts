/**
 * Cross-entropy against the indices of two or three classes, through planes, where only the sum of the losses is wanted: the
 * loss of a segmentation map. What strips.ts keeps in memory between steps stays in registers here, and no position has a
 * logarithm of its own.
 *
 * Of four positions at a time the rest r is the sum of the exponentials of the classes but the largest, over that of the
 * largest. The loss is (max − x_t) + log(1 + r), and a sum of logarithms is the logarithm of a product, of which small rests
 * keep their digits: (1 + p)(1 + r) = 1 + (p + (1 + p) r). The gradient is s e_k / (1 + r), for the target minus those of all
 * others. Exponentials and rests are times 2^24.
 */

import { expBelow, joined, log1p, promote, storeLanes } from "./vector";
import { madd as madd64 } from "./vector64";

// For whole vectors
const SINGLES = memory.data<f32>([16777216, 16777216, 16777216, 16777216, -0.0, -0.0, -0.0, -0.0], 16);
const DOUBLES = memory.data<f64>([16777216, 16777216, 1.0 / 16777216, 1.0 / 16777216], 16);
const CLASSES = memory.data<i32>([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], 16);

/** Positions whose sums are multiplied before a logarithm is taken: a lane is at most 3^512 then. */
const PER_LOG: i32 = 2048;

/** The lanes whose target is class `k`. */
// @ts-ignore: decorator
@inline
function isClass(target: v128, k: i32): v128 {
  return i32x4.eq(target, v128.load(CLASSES + (<usize>k << 4)));
}

/** The lanes of `a` where the mask is set, else those of `b`. */
// @ts-ignore: decorator
@inline
function select(a: v128, b: v128, mask: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i32x4.relaxed_laneselect(a, b, mask) : v128.bitselect(a, b, mask);
}

/** The product so far, less 1, with two factors more. */
// @ts-ignore: decorator
@inline
function multiplied(product: v128, rest: v128): v128 {
  const tiny = v128.load(DOUBLES, 16);
  return madd64(madd64(product, tiny, tiny), rest, product);
}

/** s / (1 + r) of four positions. */
// @ts-ignore: decorator
@inline
function factorsOf(s: v128, rest: v128, otherRest: v128): v128 {
  const one = v128.load(DOUBLES);
  const low = f64x2.div(s, f64x2.add(one, rest)), high = f64x2.div(s, f64x2.add(one, otherRest));
  return joined(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high));
}

/** Stores a gradient where the lines count, else 0, and no −0. */
// @ts-ignore: decorator
@inline
function storeGradient(p: usize, v: v128, counts: v128, n: i32): void {
  storeLanes(p, f32x4.add(v128.and(v, counts), f32x4.splat(0)), n);
}

/** The sum of the losses, from the sums of max − x_t and the products of 1 + r. */
// @ts-ignore: decorator
@inline
function sumOf(away: v128, otherAway: v128, product: v128, otherProduct: v128): f64 {
  const sums = f64x2.add(away, otherAway);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) +
    log1p(f64x2.extract_lane(product, 0)) + log1p(f64x2.extract_lane(product, 1)) +
    log1p(f64x2.extract_lane(otherProduct, 0)) + log1p(f64x2.extract_lane(otherProduct, 1));
}

/** Behind the last position nothing counts. */
// @ts-ignore: decorator
@inline
function endTargets(targets: usize, n: i32): void {
  v128.store(targets + (<usize>n << 2), i32x4.splat(-1));
}

/**
 * Writes the gradient for `scale` over `x`, if it is wanted.
 *
 * @returns the sum of the losses.
 */
export function lossOfTwo(x: usize, step: usize, targets: usize, n: i32, scale: f64, gradient: bool): f64 {
  const s = f64x2.splat(scale);
  let total: f64 = 0;
  endTargets(targets, n);
  while (n > 0) {
    let away = f64x2.splat(0), otherAway = away, product = away, otherProduct = away;
    for (const end = n - min(n, PER_LOG); n > end; n -= 4, x += 16, targets += 16) {
      const target = v128.load(targets), isA = isClass(target, 0), isB = isClass(target, 1), counts = v128.or(isA, isB);
      const a = v128.load(x), b = v128.load(x + step);
      const max = f32x4.pmax(a, b), low = f32x4.pmin(b, a);
      const ofLow = f32x4.add(expBelow(low, max), f32x4.sub(max, max)); // NaN where the maximum is infinite
      const isLow = v128.xor(isB, f32x4.lt(a, b)); // the target, if it counts
      const wrong = v128.and(isLow, counts), from = v128.and(max, wrong), to = v128.and(low, wrong);
      away = f64x2.add(away, f64x2.sub(promote(from, false), promote(to, false)));
      otherAway = f64x2.add(otherAway, f64x2.sub(promote(from, true), promote(to, true)));
      const counted = v128.and(ofLow, counts), rest = promote(counted, false), otherRest = promote(counted, true);
      product = multiplied(product, rest);
      otherProduct = multiplied(otherProduct, otherRest);
      if (!gradient) continue;
      const sign = v128.load(SINGLES, 16);
      const ofOther = f32x4.mul(select(v128.load(SINGLES), ofLow, isLow), factorsOf(s, rest, otherRest));
      const ofA = v128.xor(ofOther, v128.and(sign, isA));
      storeGradient(x, ofA, counts, n);
      storeGradient(x + step, v128.xor(ofA, sign), counts, n);
    }
    total += sumOf(away, otherAway, product, otherProduct);
  }
  return total;
}

/** As {@link lossOfTwo}. */
export function lossOfThree(x: usize, step: usize, targets: usize, n: i32, scale: f64, gradient: bool): f64 {
  const s = f64x2.splat(scale);
  let total: f64 = 0;
  endTargets(targets, n);
  while (n > 0) {
    let away = f64x2.splat(0), otherAway = away, product = away, otherProduct = away;
    for (const end = n - min(n, PER_LOG); n > end; n -= 4, x += 16, targets += 16) {
      const target = v128.load(targets), isA = isClass(target, 0), isB = isClass(target, 1), isC = isClass(target, 2);
      const counts = v128.or(v128.or(isA, isB), isC);
      const a = v128.load(x), b = v128.load(x + step), c = v128.load(x + (step << 1));
      // The larger of the first two, then that of it and the third.
      const larger = f32x4.pmax(a, b), smaller = f32x4.pmin(b, a), max = f32x4.pmax(c, larger), low = f32x4.pmin(larger, c);
      const ofSmaller = expBelow(smaller, max), ofLow = expBelow(low, max);
      const own = v128.or(v128.or(v128.and(a, isA), v128.and(b, isB)), v128.and(c, isC)), from = v128.and(max, counts);
      away = f64x2.add(away, f64x2.sub(promote(from, false), promote(own, false)));
      otherAway = f64x2.add(otherAway, f64x2.sub(promote(from, true), promote(own, true)));
      const counted = v128.and(f32x4.add(ofSmaller, ofLow), counts);
      const rest = promote(counted, false), otherRest = promote(counted, true);
      product = multiplied(product, rest);
      otherProduct = multiplied(otherProduct, otherRest);
      if (!gradient) continue;
      const one = v128.load(SINGLES), isLowA = f32x4.lt(a, b), isLowC = f32x4.lt(c, larger);
      const ofLarger = select(one, ofLow, isLowC);
      // The exponentials, without that of the target
      const ofA = v128.andnot(select(ofSmaller, ofLarger, isLowA), isA);
      const ofB = v128.andnot(select(ofLarger, ofSmaller, isLowA), isB);
      const ofC = v128.andnot(select(ofLow, one, isLowC), isC);
      const ofTarget = f32x4.neg(f32x4.add(f32x4.add(ofA, ofB), ofC)), factors = factorsOf(s, rest, otherRest);
      storeGradient(x, f32x4.mul(v128.or(ofA, v128.and(ofTarget, isA)), factors), counts, n);
      storeGradient(x + step, f32x4.mul(v128.or(ofB, v128.and(ofTarget, isB)), factors), counts, n);
      storeGradient(x + (step << 1), f32x4.mul(v128.or(ofC, v128.and(ofTarget, isC)), factors), counts, n);
    }
    total += sumOf(away, otherAway, product, otherProduct);
  }
  return total;
}
