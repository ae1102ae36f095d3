/**
 * Kernels over planes: `classes` planes of `n` positions each, `stride` numbers apart; the line of a position goes through
 * all planes. Up to three positions beyond a plane are read; nothing is written there. Most work in place.
 *
 * A strip of positions goes through the classes step by step, some classes at a time, so that what is read lies side by
 * side; between the steps a few numbers for each position of the strip wait in memory. Exponentials are relative to a power
 * of 2 near the line's own: see expVector. Sums run in float32 over 8 classes at most, then in double precision.
 */

import { lengthOf, pointer, roomOf, scalar, stepOf, strideOf } from "./call";
import * as at from "./operands";
import { CANCELLED, sumOfWeights } from "./rows";
import {
  UNIT, addLogs, addPromoted, baseOf, demote, demoteLost, expVector, farFromZero, keep, log1pPair, logOfBase, lowestOf, madd, promote,
  storeLanes, storePromoted,
} from "./vector";

/** Classes that a strip goes through at a time. Even, because two sums are run side by side. */
const CLASSES_PER_SUM: i32 = 16;

/** Positions in a strip at most. */
const WIDEST: i32 = 256;
/** Numbers in a strip: they and their exponentials stay in the first cache. */
const STRIP: i32 = 4096;

// What waits for each position of a strip; those of 8 bytes are float64.
const MAXIMA = memory.data(4 * 260, 16);
/** The maxima that the lines have: 0 where their own was far from it and has been subtracted. */
const NEAR = memory.data(4 * 260, 16);
/** The exponentials of the maxima. */
const TOPS = memory.data(4 * 260, 16);
const SUMS = memory.data(8 * 260, 16);
const RESTS = memory.data(8 * 260, 16);
const FACTORS = memory.data(8 * 260, 16);
const MASSES = memory.data(8 * 260, 16);
const CROSSES = memory.data(8 * 260, 16);
const OWN = memory.data(4 * 260, 16);
const COUNTS = memory.data(4 * 260, 16);

/** Positions in a strip: full cache lines. */
// @ts-ignore: decorator
@inline
function stripOf(classes: i32): i32 {
  return min(max(STRIP / classes, 16) & -16, WIDEST);
}

/** The largest of each line to `MAXIMA` and `NEAR`; where it is far from 0 it is subtracted. */
function findMaxima(x: usize, classes: i32, step: usize, n: i32): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM) {
    const end = min(CLASSES_PER_SUM, classes - k);
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      let a = k == 0 ? f32x4.splat(-Infinity) : v128.load(MAXIMA + here), b = a;
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
function bringNear(x: usize, classes: i32, step: usize, n: i32): void {
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
function addTo(p: usize, sum: v128, k: i32): void {
  if (k == 0) storePromoted(p, sum);
  else addPromoted(p, sum);
}

/** The exponentials of the lines to `y`, which may be `x`; their sums to `SUMS`, those of the maxima to `TOPS`. */
function takeExponentials(x: usize, y: usize, classes: i32, step: usize, n: i32): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM, y += step * CLASSES_PER_SUM) {
    const end = min(CLASSES_PER_SUM, classes - k);
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      const near = v128.load(NEAR + here), base = baseOf(near), lowest = lowestOf(base);
      if (k == 0) v128.store(TOPS + here, expVector(near, base, lowest));
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
      addTo(SUMS + (<usize>i << 3), f32x4.add(sum, other), k);
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
    const sums = SUMS + (<usize>i << 3);
    const top = v128.load(TOPS + (<usize>i << 2)), topLow = promote(top, false), topHigh = promote(top, true);
    let low = f64x2.sub(v128.load(sums), topLow), high = f64x2.sub(v128.load(sums, 16), topHigh);
    const smallLow = f64x2.lt(low, topLow), smallHigh = f64x2.lt(high, topHigh);
    if (classes <= FEW || v128.any_true(v128.or(smallLow, smallHigh))) {
      sumOfOthers(y, classes, step, top);
      low = v128.bitselect(v128.load(OTHERS), low, smallLow);
      high = v128.bitselect(v128.load(OTHERS, 16), high, smallHigh);
    }
    v128.store(rests, f64x2.div(low, topLow));
    v128.store(rests, f64x2.div(high, topHigh), 16);
  }
}

const OTHERS = memory.data(32, 16);

/** The sum of the exponentials of four lines without those that are `top`, to `OTHERS`. */
function sumOfOthers(y: usize, classes: i32, step: usize, top: v128): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM) {
    let sum = f32x4.splat(0);
    for (let j = min(CLASSES_PER_SUM, classes - k); j > 0; j--, y += step) {
      const e = v128.load(y);
      sum = f32x4.add(sum, v128.andnot(e, f32x4.eq(e, top)));
    }
    addTo(OTHERS, sum, k);
  }
}

/** All that comes before a line's own formula: its exponentials in `y`, which may be `x`, and `rests`. */
function takeLines(x: usize, y: usize, classes: i32, step: usize, n: i32, rests: usize): void {
  bringNear(x, classes, step, n);
  takeExponentials(x, y, classes, step, n);
  takeRests(y, classes, step, n, rests);
}

/** The logarithms of `1 + RESTS` in its place. */
function takeLogs(n: i32): void {
  for (let p = RESTS; n > 0; n -= 2, p += 16) v128.store(p, log1pPair(v128.load(p)));
}

/** `y = a · y` with `FACTORS` for the lines. */
function scaleLines(y: usize, classes: i32, step: usize, n: i32): void {
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

/** `stats` of the lines: maximum and log of the sum, two float64. */
function storeStats(stats: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++, stats += 16) {
    store<f64>(stats, load<f32>(MAXIMA + (<usize>i << 2)));
    store<f64>(stats, load<f64>(RESTS + (<usize>i << 3)), 8);
  }
}

/** `x = softmax(x)`. */
export function planesSoftmax(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  const one = f64x2.splat(1);
  for (let x = pointer(call, at.softmax.x); n > 0; n -= strip, x += <usize>strip << 2) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    bringNear(x, classes, step, count);
    takeExponentials(x, x, classes, step, count);
    for (let i: i32 = 0; i < count; i += 4) {
      const there = <usize>i << 3, top = v128.load(TOPS + (<usize>i << 2));
      const low = f64x2.div(one, v128.load(SUMS + there)), high = f64x2.div(one, v128.load(SUMS + there, 16));
      v128.store(FACTORS + there, low);
      v128.store(FACTORS + there, high, 16);
      v128.store(MASSES + there, f64x2.mul(low, promote(top, false)));
      v128.store(MASSES + there, f64x2.mul(high, promote(top, true)), 16);
    }
    for (let k: i32 = 0, y = x; k < classes; k += CLASSES_PER_SUM, y += step * CLASSES_PER_SUM) {
      const end = min(CLASSES_PER_SUM, classes - k);
      for (let i: i32 = 0; i < count; i += 4) {
        const factors = demote(FACTORS + (<usize>i << 3)), most = demote(MASSES + (<usize>i << 3));
        const top = v128.load(TOPS + (<usize>i << 2));
        for (let j: i32 = 0, p = y + (<usize>i << 2); j < end; j++, p += step) {
          const e = v128.load(p);
          // What is certain is exactly 1.
          storeLanes(p, v128.bitselect(most, f32x4.mul(e, factors), f32x4.eq(e, top)), count - i);
        }
      }
    }
  }
  return true;
}

/** `y = x − log Σ exp x`; maximum and log of the sum of each line go to `stats`, two float64. */
export function planesLogSoftmax(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  let x = pointer(call, at.logSoftmax.x), y = pointer(call, at.logSoftmax.y), stats = pointer(call, at.logSoftmax.stats);
  const bytes = <usize>strip << 2;
  for (; n > 0; n -= strip, x += bytes, y += bytes, stats += bytes << 2) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    takeLines(x, y, classes, step, count, RESTS);
    takeLogs(count);
    storeStats(stats, count);
    for (let k: i32 = 0, p = x, q = y; k < classes; k++, p += step, q += step) {
      for (let i: i32 = 0; i < count; i += 4) {
        const here = <usize>i << 2;
        const d = f32x4.sub(v128.load(p + here), v128.load(NEAR + here));
        storeLanes(q + here, f32x4.sub(d, demote(RESTS + (<usize>i << 3))), count - i);
      }
    }
  }
  return true;
}

/** `y = log Σ exp x` of each line, one float64; as `rowsLogsumexp`. */
export function planesLogsumexp(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  let x = pointer(call, at.logsumexp.x), y = pointer(call, at.logsumexp.y);
  let content = true;
  for (; n > 0; n -= strip, x += <usize>strip << 2, y += <usize>strip << 3) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    takeLines(x, x, classes, step, count, RESTS);
    takeLogs(count);
    for (let i: i32 = 0; i < count; i++) {
      const sum = f64(load<f32>(MAXIMA + (<usize>i << 2))) + load<f64>(RESTS + (<usize>i << 3));
      store<f64>(y + (<usize>i << 3), sum);
      content = content && Math.abs(sum) >= CANCELLED;
    }
  }
  return content;
}

/** `Σ w (max − x)` of the lines to `CROSSES`, `w` for each class or 0 for 1. */
function takeSpreads(x: usize, w: usize, classes: i32, step: usize, n: i32): void {
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM) {
    const end = min(k + CLASSES_PER_SUM, classes);
    for (let i: i32 = 0; i < n; i += 4) {
      const max = v128.load(MAXIMA + (<usize>i << 2));
      let sum = f32x4.splat(0);
      for (let j = k, p = x + (<usize>i << 2); j < end; j++, p += step) {
        const term = f32x4.sub(max, v128.load(p));
        sum = f32x4.add(sum, w != 0 ? f32x4.mul(term, v128.load32_splat(w + (<usize>j << 2))) : term);
      }
      addTo(CROSSES + (<usize>i << 3), sum, k);
    }
  }
}

/** Two or four scales from `scales`; the same one for all where `scaleStep` is 0. */
// @ts-ignore: decorator
@inline
function scalesAt(scales: usize, scaleStep: usize, offset: usize): v128 {
  return scaleStep == 0 ? v128.load64_splat(scales) : v128.load(scales + offset);
}

/** A float32 for each of four lines: that of index `i` in the arrays at `p`, `step` bytes from one index to the next. */
// @ts-ignore: decorator
@inline
function gather(p: usize, i: v128, step: usize, lineStep: usize): v128 {
  let v = v128.load32_zero(p + <usize>i32x4.extract_lane(i, 0) * step);
  v = v128.load32_lane(p + <usize>i32x4.extract_lane(i, 1) * step + lineStep, v, 1);
  v = v128.load32_lane(p + <usize>i32x4.extract_lane(i, 2) * step + 2 * lineStep, v, 2);
  return v128.load32_lane(p + <usize>i32x4.extract_lane(i, 3) * step + 3 * lineStep, v, 3);
}

/** The targets of four lines, 0 where they are no classes or there is no line; which are, is in `counts`. */
// @ts-ignore: decorator
@inline
function classesAt(targets: usize, classes: i32, count: i32): v128 {
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

/** Cross-entropy of lines through planes against class indices; as `rowsCrossEntropy`, with room for four lines more. */
export function planesCrossEntropy(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  let x = pointer(call, at.crossEntropy.x), targets = pointer(call, at.crossEntropy.targets);
  let losses = pointer(call, at.crossEntropy.losses);
  const weights = pointer(call, at.crossEntropy.weights), smoothing = scalar(call, at.crossEntropy.labelSmoothing);
  let scales = pointer(call, at.crossEntropy.dx) != 0 ? pointer(call, at.crossEntropy.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropy.scale);
  const smooth = smoothing > 0;
  const rate = f64x2.splat(1 - smoothing), spread = f64x2.splat(smoothing / f64(classes));
  const even = f64x2.mul(spread, f64x2.splat(smooth ? sumOfWeights(weights, classes) : 0));
  let shares = roomOf(call), rests = shares + (<usize>(n + 4) << 3);
  const lossesStart = losses, sharesStart = shares, restsStart = rests, all = n;
  const bytes = <usize>strip << 2;
  for (; n > 0; n -= strip, x += bytes, targets += bytes, losses += bytes << 1, shares += bytes << 1, rests += bytes << 1) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    if (smooth) takeSpreads(x, weights, classes, step, count);
    for (let i: i32 = 0; i < count; i += 4) {
      const here = <usize>i << 2;
      const valid = classesAt(targets + here, classes, count - i), target = v128.and(v128.load(targets + here), valid);
      const max = v128.load(MAXIMA + here), logits = gather(x + here, target, step, 4);
      const own = weights != 0 ? gather(weights, target, 4, 0) : f32x4.splat(1);
      v128.store(OWN + here, own);
      const there = here << 1;
      startPair(false, there, losses, shares, valid, max, logits, own, rate, spread, even, smooth);
      startPair(true, there + 16, losses, shares, valid, max, logits, own, rate, spread, even, smooth);
    }
    takeLines(x, x, classes, step, count, rests);
    if (scales != 0) {
      for (let i: i32 = 0; i < count; i += 4) {
        const here = <usize>i << 2;
        const valid = classesAt(targets + here, classes, count - i), target = v128.and(v128.load(targets + here), valid);
        const e = gather(x + here, target, step, 4), own = v128.load(OWN + here), top = v128.load(TOPS + here);
        const there = here << 1;
        factorPair(false, there, scalesAt(scales, scaleStep, there), shares, rests, top, own, e, rate, spread, smooth);
        factorPair(true, there + 16, scalesAt(scales, scaleStep, there + 16), shares, rests, top, own, e, rate, spread, smooth);
      }
      if (smooth) scaleAndSpread(x, weights, classes, step, count);
      else scaleLines(x, classes, step, count);
      for (let i: i32 = 0; i < count; i++) {
        const target = load<i32>(targets + (<usize>i << 2)), line = x + (<usize>i << 2);
        if (<u32>target < <u32>classes) store<f32>(line + <usize>target * step, f32(load<f64>(MASSES + (<usize>i << 3))));
        else clearLine(line, classes, step);
      }
      scales += scaleStep * strip;
    }
    for (let i: i32 = 0; i < count; i += 4) {
      const valid = classesAt(targets + (<usize>i << 2), classes, count - i), there = rests + (<usize>i << 3);
      v128.store(there, v128.and(v128.load(there), lanes(valid, false)));
      v128.store(there, v128.and(v128.load(there, 16), lanes(valid, true)), 16);
    }
  }
  return addLogs(all, lossesStart, sharesStart, restsStart);
}

/** A mask of four lanes as one of two. */
// @ts-ignore: decorator
@inline
function lanes(mask: v128, upperHalf: bool): v128 {
  return upperHalf ? i64x2.extend_high_i32x4_s(mask) : i64x2.extend_low_i32x4_s(mask);
}

/** `y = a · y + b w` with `FACTORS` and `CROSSES` for the lines, `w` for each class or 0 for 1. */
function scaleAndSpread(y: usize, w: usize, classes: i32, step: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 4, y += 16) {
    const factors = demote(FACTORS + (<usize>i << 3)), spreads = demote(CROSSES + (<usize>i << 3));
    for (let k: i32 = 0, p = y; k < classes; k++, p += step) {
      const b = w != 0 ? f32x4.mul(spreads, v128.load32_splat(w + (<usize>k << 2))) : spreads;
      storeLanes(p, madd(v128.load(p), factors, b), n - i);
    }
  }
}

/** All of an ignored line is 0, also where its exponentials are NaN. */
function clearLine(y: usize, classes: i32, step: usize): void {
  for (; classes > 0; classes--, y += step) store<f32>(y, 0);
}

/** Mass `Σ w t'` and cross `Σ w t' (max − x)` of the lines; which of them have a `t'` that is not 0, to `COUNTS`. */
function takeProbs(x: usize, t: usize, w: usize, classes: i32, step: usize, n: i32, keepShare: f32, spread: f32): void {
  const share = f32x4.splat(keepShare), even = f32x4.splat(spread), zero = f32x4.splat(0);
  for (let k: i32 = 0; k < classes; k += CLASSES_PER_SUM, x += step * CLASSES_PER_SUM, t += step * CLASSES_PER_SUM) {
    const end = min(k + CLASSES_PER_SUM, classes);
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      const max = v128.load(MAXIMA + here);
      let any = k == 0 ? zero : v128.load(COUNTS + here);
      let mass = zero, cross = zero;
      for (let j = k, p = x + here, q = t + here; j < end; j++, p += step, q += step) {
        let target = madd(v128.load(q), share, even);
        const counts = f32x4.ne(target, zero);
        any = v128.or(any, counts);
        if (w != 0) target = v128.and(f32x4.mul(target, v128.load32_splat(w + (<usize>j << 2))), counts);
        mass = f32x4.add(mass, target);
        cross = f32x4.add(cross, v128.and(f32x4.mul(target, f32x4.sub(max, v128.load(p))), counts));
      }
      v128.store(COUNTS + here, any);
      addTo(MASSES + (here << 1), mass, k);
      addTo(CROSSES + (here << 1), cross, k);
    }
  }
}

/** Cross-entropy of lines through planes against class probabilities; as `rowsCrossEntropyProbs`. */
export function planesCrossEntropyProbs(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  let x = pointer(call, at.crossEntropyProbs.x), t = pointer(call, at.crossEntropyProbs.target);
  let losses = pointer(call, at.crossEntropyProbs.losses), stats = pointer(call, at.crossEntropyProbs.stats);
  const weights = pointer(call, at.crossEntropyProbs.weights);
  const smoothing = scalar(call, at.crossEntropyProbs.labelSmoothing);
  let scales = pointer(call, at.crossEntropyProbs.dx) != 0 ? pointer(call, at.crossEntropyProbs.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropyProbs.scale);
  let excess: f64 = 0; // stays 0 while the losses are finite, then is NaN
  const keepShare = f32(1 - smoothing), spread = f32(smoothing / f64(classes));
  const share = f32x4.splat(-keepShare), even = f32x4.splat(-spread), one = f64x2.splat(1);
  const bytes = <usize>strip << 2;
  for (; n > 0; n -= strip, x += bytes, t += bytes, losses += bytes << 1, stats += bytes << 2) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    takeProbs(x, t, weights, classes, step, count, keepShare, spread);
    takeLines(x, x, classes, step, count, RESTS);
    for (let i: i32 = 0; i < count; i += 4) {
      const top = v128.load(TOPS + (<usize>i << 2));
      for (let half: usize = 0; half < 2; half++) {
        const there = (<usize>i << 3) + (half << 4);
        const mass = f64x2.div(v128.load(MASSES + there), f64x2.add(one, v128.load(RESTS + there)));
        v128.store(SUMS + there, mass);
        v128.store(FACTORS + there, f64x2.div(mass, promote(top, half != 0)));
      }
    }
    takeLogs(count);
    storeStats(stats, count);
    for (let i: i32 = 0; i < count; i++) {
      const there = <usize>i << 3;
      let loss = load<f64>(CROSSES + there) + load<f64>(MASSES + there) * load<f64>(RESTS + there);
      if (load<i32>(COUNTS + (<usize>i << 2)) == 0) loss = 0;
      store<f64>(losses + there, loss);
      excess += loss - loss;
    }
    if (scales == 0) continue;

    for (let i: i32 = 0; i < count; i += 4) {
      const here = <usize>i << 2, there = here << 1;
      v128.store(MASSES + there, scalesAt(scales, scaleStep, there));
      v128.store(MASSES + there, scalesAt(scales, scaleStep, there + 16), 16);
      const factors = demote(FACTORS + there), more = demoteLost(FACTORS + there, factors), scale = demote(MASSES + there);
      const most = demote(SUMS + there), mostMore = demoteLost(SUMS + there, most), top = v128.load(TOPS + here);
      const any = v128.load(COUNTS + here);
      for (let k: i32 = 0, p = x + here, q = t + here; k < classes; k++, p += step, q += step) {
        let negative = madd(v128.load(q), share, even);
        if (weights != 0) negative = f32x4.mul(negative, v128.load32_splat(weights + (<usize>k << 2)));
        const e = v128.load(p);
        const ofTop = f32x4.add(f32x4.add(most, negative), mostMore), ofOthers = madd(e, more, madd(e, factors, negative));
        const v = v128.bitselect(ofTop, ofOthers, f32x4.eq(e, top));
        storeLanes(p, v128.and(f32x4.mul(scale, v), any), count - i);
      }
    }
    scales += scaleStep * strip;
  }
  return excess == 0;
}

/** `dx = y · (dy − Σ dy · y)`; the sum in double precision as in rows.ts. */
export function planesSoftmaxGrad(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let dy = pointer(call, at.softmaxGrad.dy), y = pointer(call, at.softmaxGrad.y), dx = pointer(call, at.softmaxGrad.dx);
  for (; n > 0; n -= 4, dy += 16, y += 16, dx += 16) {
    let low = f64x2.splat(0), high = low;
    for (let k: i32 = 0, p = dy, q = y; k < classes; k++, p += step, q += step) {
      const a = v128.load(p), b = v128.load(q);
      low = f64x2.add(low, f64x2.mul(promote(a, false), promote(b, false)));
      high = f64x2.add(high, f64x2.mul(promote(a, true), promote(b, true)));
    }
    v128.store(SUMS, low);
    v128.store(SUMS, high, 16);
    const dot = demote(SUMS), away = demoteLost(SUMS, dot);
    const lost = v128.and(away, f32x4.eq(away, away)); // NaN where the sum is infinite
    for (let k: i32 = 0, p = dy, q = y, r = dx; k < classes; k++, p += step, q += step, r += step) {
      storeLanes(r, f32x4.mul(v128.load(q), f32x4.sub(f32x4.sub(v128.load(p), dot), lost)), n);
    }
  }
  return true;
}

/** `dx = dy − exp(x − max) / exp(logSum) · Σ dy`, the two from `stats`. */
export function planesLogSoftmaxGrad(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let dy = pointer(call, at.logSoftmaxGrad.dy), x = pointer(call, at.logSoftmaxGrad.x);
  let stats = pointer(call, at.logSoftmaxGrad.stats), dx = pointer(call, at.logSoftmaxGrad.dx);
  for (; n > 0; n -= 4, dy += 16, x += 16, dx += 16, stats += 64) {
    for (let k: i32 = 0, p = dy; k < classes; k += CLASSES_PER_SUM) {
      let sum = f32x4.splat(0);
      for (let j = min(CLASSES_PER_SUM, classes - k); j > 0; j--, p += step) sum = f32x4.add(sum, v128.load(p));
      addTo(SUMS, sum, k);
    }
    for (let i: i32 = 0; i < 4; i++) store<f32>(MAXIMA + (<usize>i << 2), f32(load<f64>(stats + (<usize>i << 4))));
    bringNear(x, classes, step, min(n, 4));
    const near = v128.load(NEAR), base = baseOf(near), lowest = lowestOf(base);
    v128.store(TOPS, base);
    for (let i: i32 = 0; i < 4; i++) {
      const away = logOfBase(load<f32>(TOPS + (<usize>i << 2))) - f64(load<f32>(NEAR + (<usize>i << 2)));
      const there = <usize>i << 3, logSum = load<f64>(stats + (<usize>i << 4), 8);
      store<f64>(FACTORS + there, Math.exp(away - logSum) / UNIT);
      store<f64>(MASSES + there, Math.exp(-logSum));
    }
    const negative = f32x4.neg(demote(SUMS)), share = demote(FACTORS), most = demote(MASSES);
    for (let k: i32 = 0, p = dy, q = x, r = dx; k < classes; k++, p += step, q += step, r += step) {
      const v = v128.load(q), e = f32x4.mul(expVector(v, base, lowest), share);
      const p0 = v128.bitselect(most, e, f32x4.eq(v, near)); // what is certain is exactly 1
      storeLanes(r, madd(p0, negative, v128.load(p)), n);
    }
  }
  return true;
}
