/**
 * What the kernels over planes share. A strip of positions goes through the classes step by step, some classes at a time, so
 * that what is read lies side by side; between the steps a few numbers for each position of the strip wait in memory.
 * Exponentials are relative to a power of 2 near the line's own: see expVector. Sums run in float32 over 8 classes at most,
 * then in double precision. Where the classes come in parts, a step is told how many there have been.
 */

import {
  addPromoted, baseOf, demote, expVector, farFromZero, keep, lowestOf, madd, promote, storeLanes, storePromoted,
} from "./vector";

/** Classes that a strip goes through at a time. Even, because two sums are run side by side. */
export const CLASSES_PER_SUM: i32 = 16;

/** Positions in a strip at most. */
export const WIDEST: i32 = 256;
/** Numbers in a strip: they and their exponentials stay in the first cache. */
const STRIP: i32 = 4096;

// What waits for each position of a strip; those of 8 bytes are float64.
export const MAXIMA = memory.data(4 * 260, 16);
/** The maxima that the lines have: 0 where their own was far from it and has been subtracted. */
export const NEAR = memory.data(4 * 260, 16);
/** The exponentials of the maxima. */
export const TOPS = memory.data(4 * 260, 16);
export const SUMS = memory.data(8 * 260, 16);
export const RESTS = memory.data(8 * 260, 16);
export const FACTORS = memory.data(8 * 260, 16);
export const MASSES = memory.data(8 * 260, 16);
export const CROSSES = memory.data(8 * 260, 16);
export const OWN = memory.data(4 * 260, 16);
export const COUNTS = memory.data(4 * 260, 16);

/** Positions in a strip: full cache lines. */
// @ts-ignore: decorator
@inline
export function stripOf(classes: i32): i32 {
  return min(max(STRIP / classes, 16) & -16, WIDEST);
}

/** The largest of each line to `MAXIMA` and `NEAR`; where it is far from 0 it is subtracted. */
export function findMaxima(x: usize, classes: i32, step: usize, n: i32, before: i32 = 0): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM) {
    const end = min(CLASSES_PER_SUM, classes - k);
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      let a = before + k == 0 ? f32x4.splat(-Infinity) : v128.load(MAXIMA + here), b = a;
      let p = x + here;
      let j: i32 = 0;
      for (; j + 2 <= end; j += 2, p += step << 1) {
        a = f32x4.pmax(a, v128.load(p));
        b = f32x4.pmax(b, v128.load(p + step));
      }
      if (j < end) a = f32x4.pmax(a, v128.load(p));
      v128.store(MAXIMA + here, f32x4.pmax(a, b));
    }
  }
}

/** Brings lines to a maximum of 0 where their own is far from it. */
export function bringNear(x: usize, classes: i32, step: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4, x += 16) {
    const here = <usize>i << 2;
    const max = v128.load(MAXIMA + here), far = farFromZero(max);
    v128.store(NEAR + here, v128.andnot(max, far));
    if (!v128.any_true(v128.and(far, keep(n - i)))) continue;
    const away = v128.and(max, far);
    for (let k: i32 = 0, p = x; k < classes; k++, p += step) storeLanes(p, f32x4.sub(v128.load(p), away), n - i);
  }
}

/** Adds a sum over the classes up to `k` to the four at `p`; the first one makes the start. */
// @ts-ignore: decorator
@inline
export function addTo(p: usize, sum: v128, k: i32): void {
  if (k == 0) storePromoted(p, sum);
  else addPromoted(p, sum);
}

/** The exponentials of the lines to `y`, which may be `x`; their sums to `SUMS`, those of the maxima to `TOPS`. */
export function takeExponentials(x: usize, y: usize, classes: i32, step: usize, n: i32, before: i32 = 0): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM, y += step * CLASSES_PER_SUM) {
    const end = min(CLASSES_PER_SUM, classes - k);
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      const near = v128.load(NEAR + here), base = baseOf(near), lowest = lowestOf(base);
      if (before + k == 0) v128.store(TOPS + here, expVector(near, base, lowest));
      let sum = f32x4.splat(0), other = sum;
      let p = x + here, q = y + here;
      let j: i32 = 0;
      for (; j + 4 <= end; j += 4) {
        const a = expVector(v128.load(p), base, lowest), b = expVector(v128.load(p + step), base, lowest);
        p += step << 1;
        const c = expVector(v128.load(p), base, lowest), d = expVector(v128.load(p + step), base, lowest);
        p += step << 1;
        storeLanes(q, a, n - i);
        storeLanes(q + step, b, n - i);
        q += step << 1;
        storeLanes(q, c, n - i);
        storeLanes(q + step, d, n - i);
        q += step << 1;
        sum = f32x4.add(f32x4.add(sum, a), c);
        other = f32x4.add(f32x4.add(other, b), d);
      }
      for (; j < end; j++, p += step, q += step) {
        const a = expVector(v128.load(p), base, lowest);
        storeLanes(q, a, n - i);
        sum = f32x4.add(sum, a);
      }
      addTo(SUMS + (<usize>i << 3), f32x4.add(sum, other), before + k);
    }
  }
}

/** With no more classes guessing whether the maximum is most of the sum costs more than looking twice. */
const FEW: i32 = 16;

/**
 * The sums without one of the maxima, over its exponential, to `rests`: see `rowRest` in rows.ts. Where the maximum is less
 * than half of the sum nothing is lost in subtracting it.
 */
function takeRests(y: usize, classes: i32, step: usize, n: i32, rests: usize): void {
  for (let i: i32 = 0; i < n; i += 4, y += 16, rests += 32) {
    const sums = SUMS + (<usize>i << 3), top = v128.load(TOPS + (<usize>i << 2));
    const most = v128.or(mostOf(sums, promote(top, false)), mostOf(sums + 16, promote(top, true)));
    if (classes <= FEW || v128.any_true(most)) sumOfOthers(y, classes, step, TOPS + (<usize>i << 2), OTHERS);
    storeRests(rests, sums, OTHERS, top);
  }
}

/** In which of two lines the maximum, whose exponential is `top`, is more than half of the sum at `sums`. */
// @ts-ignore: decorator
@inline
function mostOf(sums: usize, top: v128): v128 {
  return f64x2.lt(f64x2.sub(v128.load(sums), top), top);
}

/** The rests of four lines, from their sums and from those without what is `top`. */
// @ts-ignore: decorator
@inline
export function storeRests(rests: usize, sums: usize, others: usize, top: v128): void {
  const low = promote(top, false), high = promote(top, true);
  v128.store(rests, restPair(sums, others, low));
  v128.store(rests, restPair(sums + 16, others + 16, high), 16);
}

// @ts-ignore: decorator
@inline
function restPair(sums: usize, others: usize, top: v128): v128 {
  return f64x2.div(v128.bitselect(v128.load(others), f64x2.sub(v128.load(sums), top), mostOf(sums, top)), top);
}

const OTHERS = memory.data(32, 16);

/** The sums of the exponentials of four lines without those that are as at `tops`, to `others`. */
export function sumOfOthers(y: usize, classes: i32, step: usize, tops: usize, others: usize, before: i32 = 0): void {
  const top = v128.load(tops);
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM) {
    let sum = f32x4.splat(0);
    for (let j = min(CLASSES_PER_SUM, classes - k); j > 0; j--, y += step) {
      const e = v128.load(y);
      sum = f32x4.add(sum, v128.andnot(e, f32x4.eq(e, top)));
    }
    addTo(others, sum, before + k);
  }
}

/** All that comes before a line's own formula: its exponentials in `y`, which may be `x`, and `rests`. */
export function takeLines(x: usize, y: usize, classes: i32, step: usize, n: i32, rests: usize): void {
  bringNear(x, classes, step, n);
  takeExponentials(x, y, classes, step, n);
  takeRests(y, classes, step, n, rests);
}

/** `y = a · y` with `FACTORS` for the lines. */
export function scaleLines(y: usize, classes: i32, step: usize, n: i32): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, y += step * CLASSES_PER_SUM) {
    const end = min(CLASSES_PER_SUM, classes - k);
    for (let i: i32 = 0; i < n; i += 4) {
      const factors = demote(FACTORS + (<usize>i << 3));
      for (let j: i32 = 0, p = y + (<usize>i << 2); j < end; j++, p += step) {
        storeLanes(p, f32x4.mul(v128.load(p), factors), n - i);
      }
    }
  }
}

/** `Σ w (max − x)` of the lines to `CROSSES`, `w` for each class or 0 for 1. */
export function takeSpreads(x: usize, w: usize, classes: i32, step: usize, n: i32, before: i32 = 0): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM) {
    const end = min(k + CLASSES_PER_SUM, classes);
    for (let i: i32 = 0; i < n; i += 4) {
      const max = v128.load(MAXIMA + (<usize>i << 2));
      let sum = f32x4.splat(0);
      for (let j = k, p = x + (<usize>i << 2); j < end; j++, p += step) {
        const term = f32x4.sub(max, v128.load(p));
        sum = f32x4.add(sum, w != 0 ? f32x4.mul(term, v128.load32_splat(w + (<usize>j << 2))) : term);
      }
      addTo(CROSSES + (<usize>i << 3), sum, before + k);
    }
  }
}

/** Two or four scales from `scales`; the same one for all where `scaleStep` is 0. */
// @ts-ignore: decorator
@inline
export function scalesAt(scales: usize, scaleStep: usize, offset: usize): v128 {
  return scaleStep == 0 ? v128.load64_splat(scales) : v128.load(scales + offset);
}

/** A float32 for each of four lines: that of index `i` in the arrays at `p`, `step` bytes from one index to the next. */
// @ts-ignore: decorator
@inline
export function gather(p: usize, i: v128, step: usize, lineStep: usize): v128 {
  let v = v128.load32_zero(p + <usize>i32x4.extract_lane(i, 0) * step);
  v = v128.load32_lane(p + <usize>i32x4.extract_lane(i, 1) * step + lineStep, v, 1);
  v = v128.load32_lane(p + <usize>i32x4.extract_lane(i, 2) * step + 2 * lineStep, v, 2);
  return v128.load32_lane(p + <usize>i32x4.extract_lane(i, 3) * step + 3 * lineStep, v, 3);
}

/** The targets of four lines, 0 where they are no classes or there is no line; which are, is in `counts`. */
// @ts-ignore: decorator
@inline
export function classesAt(targets: usize, classes: i32, count: i32): v128 {
  return v128.and(i32x4.lt_u(v128.load(targets), i32x4.splat(classes)), keep(count));
}

/** Two lines: what their losses begin with, and what they have of the logarithm. */
// @ts-ignore: decorator
@inline
function startPair(
  upperHalf: bool, there: usize, losses: usize, shares: usize, valid: v128, max: v128, logits: v128, own: v128,
  rate: v128, spread: v128, even: v128, smooth: bool,
): void {
  const hit = f64x2.mul(promote(own, upperHalf), rate), counts = lanes(valid, upperHalf);
  let loss = f64x2.mul(hit, f64x2.sub(promote(max, upperHalf), promote(logits, upperHalf)));
  if (smooth) loss = f64x2.add(loss, f64x2.mul(spread, v128.load(CROSSES + there)));
  v128.store(losses + there, v128.and(loss, counts));
  v128.store(shares + there, v128.and(f64x2.add(hit, even), counts));
}

/** Two lines: what their exponentials are multiplied with, and the gradient of the target, whose exponential is `e`. */
// @ts-ignore: decorator
@inline
function factorPair(
  upperHalf: bool, there: usize, s: v128, shares: usize, rests: usize, top: v128, own: v128, e: v128,
  rate: v128, spread: v128, smooth: bool,
): void {
  const sum = f64x2.mul(promote(top, upperHalf), f64x2.add(f64x2.splat(1), v128.load(rests + there)));
  const factor = f64x2.div(f64x2.mul(s, v128.load(shares + there)), sum);
  v128.store(FACTORS + there, factor);
  // The target's own gradient in double precision: near p = 1 it is a small difference.
  const weight = promote(own, upperHalf), hit = f64x2.mul(weight, rate);
  const ownShare = smooth ? f64x2.add(hit, f64x2.mul(spread, weight)) : hit;
  v128.store(MASSES + there, f64x2.sub(f64x2.mul(factor, promote(e, upperHalf)), f64x2.mul(s, ownShare)));
  if (smooth) v128.store(CROSSES + there, f64x2.neg(f64x2.mul(s, spread)));
}

/** A mask of four lanes as one of two. */
// @ts-ignore: decorator
@inline
export function lanes(mask: v128, upperHalf: bool): v128 {
  return upperHalf ? i64x2.extend_high_i32x4_s(mask) : i64x2.extend_low_i32x4_s(mask);
}

/** `y = a · y + b w` with `FACTORS` and `CROSSES` for the lines, `w` for each class or 0 for 1. */
export function scaleAndSpread(y: usize, w: usize, classes: i32, step: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4, y += 16) {
    const factors = demote(FACTORS + (<usize>i << 3)), spreads = demote(CROSSES + (<usize>i << 3));
    for (let k: i32 = 0, p = y; k < classes; k++, p += step) {
      const b = w != 0 ? f32x4.mul(spreads, v128.load32_splat(w + (<usize>k << 2))) : spreads;
      storeLanes(p, madd(v128.load(p), factors, b), n - i);
    }
  }
}

/** All of an ignored line is 0, also where its exponentials are NaN. */
export function clearLine(y: usize, classes: i32, step: usize): void {
  for (; classes > 0; classes--, y += step) store<f32>(y, 0);
}

// Steps of the cross-entropy against class indices

/**
 * What the losses begin with, and what they have of the logarithm; both are 0 where the target is no class. The logit of
 * target t is at `x + t · step`, 4 bytes further for each line.
 */
export function startLosses(
  x: usize, step: usize, targets: usize, weights: usize, classes: i32, n: i32, losses: usize, shares: usize,
  smoothing: f64, weightSum: f64,
): void {
  const smooth = smoothing > 0, spread = f64x2.splat(smoothing / f64(classes));
  const rate = f64x2.splat(1 - smoothing), even = f64x2.mul(spread, f64x2.splat(weightSum));
  for (let i: i32 = 0; i < n; i += 4) {
    const here = <usize>i << 2, there = here << 1;
    const valid = classesAt(targets + here, classes, n - i), target = v128.and(v128.load(targets + here), valid);
    const max = v128.load(MAXIMA + here), logits = gather(x + here, target, step, 4);
    const own = weights != 0 ? gather(weights, target, 4, 0) : f32x4.splat(1);
    v128.store(OWN + here, own);
    startPair(false, there, losses, shares, valid, max, logits, own, rate, spread, even, smooth);
    startPair(true, there + 16, losses, shares, valid, max, logits, own, rate, spread, even, smooth);
  }
}

/** `FACTORS`, `MASSES` and `CROSSES` for the gradient; the exponentials of the targets are at `e`, as the logits above. */
export function takeFactors(
  e: usize, step: usize, targets: usize, classes: i32, n: i32, scales: usize, scaleStep: usize, shares: usize, rests: usize,
  smoothing: f64,
): void {
  const smooth = smoothing > 0, rate = f64x2.splat(1 - smoothing), spread = f64x2.splat(smoothing / f64(classes));
  for (let i: i32 = 0; i < n; i += 4) {
    const here = <usize>i << 2, there = here << 1;
    const valid = classesAt(targets + here, classes, n - i), target = v128.and(v128.load(targets + here), valid);
    const own = v128.load(OWN + here), top = v128.load(TOPS + here), exps = gather(e + here, target, step, 4);
    factorPair(false, there, scalesAt(scales, scaleStep, there), shares, rests, top, own, exps, rate, spread, smooth);
    factorPair(true, there + 16, scalesAt(scales, scaleStep, there + 16), shares, rests, top, own, exps, rate, spread, smooth);
  }
}

/** The gradients of the targets among the classes `before` and on; all of an ignored line is 0. */
export function storeOwn(x: usize, targets: usize, before: i32, classes: i32, all: i32, step: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++, x += 4, targets += 4) {
    const target = load<i32>(targets), k = target - before;
    if (<u32>target >= <u32>all) clearLine(x, classes, step);
    else if (<u32>k < <u32>classes) store<f32>(x + <usize>k * step, f32(load<f64>(MASSES + (<usize>i << 3))));
  }
}

/** The rests are 0 where the target is no class. */
export function dropIgnored(targets: usize, classes: i32, n: i32, rests: usize): void {
  for (let i: i32 = 0; i < n; i += 4, targets += 16, rests += 32) {
    const valid = classesAt(targets, classes, n - i);
    v128.store(rests, v128.and(v128.load(rests), lanes(valid, false)));
    v128.store(rests, v128.and(v128.load(rests, 16), lanes(valid, true)), 16);
  }
}
