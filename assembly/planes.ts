/**
 * Kernels over planes: `classes` planes of `n` positions each, `stride` numbers apart; the line of a position goes through
 * all planes. Four positions at a time go through the classes together. Up to three positions beyond a plane are read;
 * nothing is written there. Most work in place.
 *
 * Exponentials and their sums are times UNIT. Sums run in float32 over 8 classes at most, then in double precision.
 */

import { lengthOf, pointer, roomOf, scalar, stepOf, strideOf } from "./call";
import * as at from "./operands";
import { CANCELLED, sumOfWeights } from "./rows";
import {
  UNIT, addLogs, addPromoted, demote, demoteLost, expVector, keep, log1pPair, madd, promote, storeLanes, storePromoted, withoutUnits,
} from "./vector";

/** Even, because two sums are run side by side. */
const CLASSES_PER_SUM: i32 = 16;

/** The largest of each of four lines. */
// @ts-ignore: decorator
@inline
function lineMax(x: usize, classes: i32, step: usize): v128 {
  let a = f32x4.splat(-Infinity), b = a;
  let k: i32 = 0;
  for (; k + 2 <= classes; k += 2, x += step << 1) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x + step));
  }
  return f32x4.pmax(k < classes ? f32x4.pmax(a, v128.load(x)) : a, b);
}

/** Sums of the four lines that are being worked on, as float64. */
const SUMS = memory.data(32, 16);

/** Adds a sum over the classes up to `k` to the four at `p`; the first one makes the start. */
// @ts-ignore: decorator
@inline
function addTo(p: usize, sum: v128, k: i32): void {
  if (k <= CLASSES_PER_SUM) storePromoted(p, sum);
  else addPromoted(p, sum);
}

/** `y = exp(x − max)` of four lines, of which `count` are to be stored; the sums go to `SUMS`. `y` may be `x`. */
// @ts-ignore: decorator
@inline
function lineExp(x: usize, y: usize, classes: i32, step: usize, max: v128, count: i32): void {
  for (let k: i32 = 0; k < classes; ) {
    let a = f32x4.splat(0), b = a;
    const end = min(k + CLASSES_PER_SUM, classes);
    for (; k + 2 <= end; k += 2, x += step << 1, y += step << 1) {
      const e = expVector(v128.load(x), max), f = expVector(v128.load(x + step), max);
      storeLanes(y, e, count);
      storeLanes(y + step, f, count);
      a = f32x4.add(a, e);
      b = f32x4.add(b, f);
    }
    if (k < end) {
      const e = expVector(v128.load(x), max);
      storeLanes(y, e, count);
      a = f32x4.add(a, e);
      k++;
    }
    addTo(SUMS, f32x4.add(a, b), k);
  }
}

/**
 * The sums without one of the maxima, whose exponential is 1, as four float64 at `rests`; see `restOf` in rows.ts. Not
 * times UNIT.
 */
// @ts-ignore: decorator
@inline
function lineRests(y: usize, classes: i32, step: usize, rests: usize): void {
  const limit = f64x2.splat(2 * UNIT), unit = f64x2.splat(1 / UNIT), one = f64x2.splat(1);
  const low = v128.load(SUMS), high = v128.load(SUMS, 16);
  const smallLow = f64x2.lt(low, limit), smallHigh = f64x2.lt(high, limit);
  const restLow = f64x2.sub(f64x2.mul(low, unit), one), restHigh = f64x2.sub(f64x2.mul(high, unit), one);
  if (v128.any_true(v128.or(smallLow, smallHigh))) {
    sumOfOthers(y, classes, step);
    v128.store(rests, v128.bitselect(f64x2.mul(v128.load(SUMS), unit), restLow, smallLow));
    v128.store(rests, v128.bitselect(f64x2.mul(v128.load(SUMS, 16), unit), restHigh, smallHigh), 16);
  } else {
    v128.store(rests, restLow);
    v128.store(rests, restHigh, 16);
  }
}

/** Σ y of four lines without the elements that are 1 (times UNIT), into `SUMS`. */
function sumOfOthers(y: usize, classes: i32, step: usize): void {
  for (let k: i32 = 0; k < classes; ) {
    let sum = f32x4.splat(0);
    for (const end = min(k + CLASSES_PER_SUM, classes); k < end; k++, y += step) {
      sum = f32x4.add(sum, withoutUnits(v128.load(y)));
    }
    addTo(SUMS, sum, k);
  }
}

/** `stats` of four lines, of which the first `count` are stored: maximum and log of the sum, two float64. */
// @ts-ignore: decorator
@inline
function storeStats(stats: usize, max: v128, logs: usize, count: i32): void {
  store<f64>(stats, f32x4.extract_lane(max, 0));
  store<f64>(stats, load<f64>(logs), 8);
  if (count > 1) {
    store<f64>(stats, f32x4.extract_lane(max, 1), 16);
    store<f64>(stats, load<f64>(logs, 8), 24);
  }
  if (count > 2) {
    store<f64>(stats, f32x4.extract_lane(max, 2), 32);
    store<f64>(stats, load<f64>(logs, 16), 40);
  }
  if (count > 3) {
    store<f64>(stats, f32x4.extract_lane(max, 3), 48);
    store<f64>(stats, load<f64>(logs, 24), 56);
  }
}

/** What is known of four lines between two passes, as float64. */
const RESTS = memory.data(32, 16);
const LOGS = memory.data(32, 16);
const FACTORS = memory.data(32, 16);
const SCALES = memory.data(32, 16);
const SPREADS = memory.data(32, 16);
const OWN = memory.data(32, 16);
const MAXIMA = memory.data(16, 16); // float32

/** `LOGS = log(1 + RESTS)`. */
// @ts-ignore: decorator
@inline
function takeLogs(): void {
  v128.store(LOGS, log1pPair(v128.load(RESTS)));
  v128.store(LOGS, log1pPair(v128.load(RESTS, 16)), 16);
}

/** `x = softmax(x)`. */
export function planesSoftmax(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let x = pointer(call, at.softmax.x);
  const one = f64x2.splat(1);
  for (; n > 0; n -= 4, x += 16) {
    lineExp(x, x, classes, step, lineMax(x, classes, step), n);
    v128.store(FACTORS, f64x2.div(one, v128.load(SUMS)));
    v128.store(FACTORS, f64x2.div(one, v128.load(SUMS, 16)), 16);
    const factors = demote(FACTORS);
    for (let k: i32 = 0, p = x; k < classes; k++, p += step) storeLanes(p, f32x4.mul(v128.load(p), factors), n);
  }
  return true;
}

/** `y = x − log Σ exp x`; maximum and log of the sum of each line go to `stats`, two float64. */
export function planesLogSoftmax(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let x = pointer(call, at.logSoftmax.x), y = pointer(call, at.logSoftmax.y), stats = pointer(call, at.logSoftmax.stats);
  for (; n > 0; n -= 4, x += 16, y += 16, stats += 64) {
    const max = lineMax(x, classes, step);
    lineExp(x, y, classes, step, max, n);
    lineRests(y, classes, step, RESTS);
    takeLogs();
    storeStats(stats, max, LOGS, n);
    const logs = demote(LOGS);
    for (let k: i32 = 0, p = x, q = y; k < classes; k++, p += step, q += step) {
      storeLanes(q, f32x4.sub(f32x4.sub(v128.load(p), max), logs), n);
    }
  }
  return true;
}

/** `y = log Σ exp x` of each line, one float64; as `rowsLogsumexp`. */
export function planesLogsumexp(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let x = pointer(call, at.logsumexp.x), y = pointer(call, at.logsumexp.y);
  let content = true;
  for (; n > 0; n -= 4, x += 16, y += 32) {
    const max = lineMax(x, classes, step);
    lineExp(x, x, classes, step, max, n);
    lineRests(x, classes, step, RESTS);
    takeLogs();
    storePromoted(y, max);
    v128.store(y, f64x2.add(v128.load(y), v128.load(LOGS)));
    v128.store(y, f64x2.add(v128.load(y, 16), v128.load(LOGS, 16)), 16);
    for (let i: i32 = 0; i < 4 && i < n; i++) content = content && Math.abs(load<f64>(y + (<usize>i << 3))) >= CANCELLED;
  }
  return content;
}

const SPREAD_SUMS = memory.data(32, 16);

/** `Σ w (max − x)` of four lines into `SPREAD_SUMS`, `w` for each class or 0 for 1. */
function lineSpread(x: usize, w: usize, classes: i32, step: usize, max: v128): void {
  for (let k: i32 = 0; k < classes; ) {
    let sum = f32x4.splat(0);
    for (const end = min(k + CLASSES_PER_SUM, classes); k < end; k++, x += step) {
      const term = f32x4.sub(max, v128.load(x));
      sum = f32x4.add(sum, w != 0 ? f32x4.mul(term, v128.load32_splat(w + (<usize>k << 2))) : term);
    }
    addTo(SPREAD_SUMS, sum, k);
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

/** Cross-entropy of lines through planes against class indices; as `rowsCrossEntropy`, with room for four lines more. */
export function planesCrossEntropy(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let x = pointer(call, at.crossEntropy.x), targets = pointer(call, at.crossEntropy.targets);
  let losses = pointer(call, at.crossEntropy.losses);
  const weights = pointer(call, at.crossEntropy.weights), smoothing = scalar(call, at.crossEntropy.labelSmoothing);
  let scales = pointer(call, at.crossEntropy.dx) != 0 ? pointer(call, at.crossEntropy.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropy.scale);
  const smooth = smoothing > 0;
  const unit = f64x2.splat(UNIT), rate = f64x2.splat(1 - smoothing), spread = f64x2.splat(smoothing / f64(classes));
  const even = f64x2.mul(spread, f64x2.splat(smooth ? sumOfWeights(weights, classes) : 0));
  let shares = roomOf(call), rests = shares + (<usize>(n + 4) << 3);
  const lossesStart = losses, sharesStart = shares, restsStart = rests, all = n;
  for (; n > 0; n -= 4, x += 16, targets += 16, losses += 32, shares += 32, rests += 32) {
    const given = v128.load(targets);
    const counts = v128.and(i32x4.lt_u(given, i32x4.splat(classes)), keep(n)); // a class, and a line
    const target = v128.and(given, counts);
    const max = lineMax(x, classes, step);
    const logits = gather(x, target, step, 4);
    const own = weights != 0 ? gather(weights, target, 4, 0) : f32x4.splat(1);
    if (smooth) lineSpread(x, weights, classes, step, max);
    lineExp(x, x, classes, step, max, n);
    lineRests(x, classes, step, rests);
    const ownExp = gather(x, target, step, 4);
    for (let half: usize = 0; half < 2; half++) {
      const lane = half << 4;
      const upperHalf = half != 0;
      const valid = upperHalf ? i64x2.extend_high_i32x4_s(counts) : i64x2.extend_low_i32x4_s(counts);
      const weight = promote(own, upperHalf);
      const hit = f64x2.mul(weight, rate);
      let loss = f64x2.mul(hit, f64x2.sub(promote(max, upperHalf), promote(logits, upperHalf)));
      if (smooth) loss = f64x2.add(loss, f64x2.mul(spread, v128.load(SPREAD_SUMS + lane)));
      const share = v128.and(f64x2.add(hit, even), valid);
      const rest = v128.and(v128.load(rests + lane), valid);
      v128.store(losses + lane, v128.and(loss, valid));
      v128.store(shares + lane, share);
      v128.store(rests + lane, rest);
      if (scales == 0) continue;
      const s = scalesAt(scales, scaleStep, lane);
      const factor = f64x2.div(f64x2.mul(s, share), f64x2.add(unit, f64x2.mul(unit, rest)));
      v128.store(FACTORS + lane, factor);
      // The target's own gradient in double precision: near p = 1 it is a small difference.
      const ownShare = smooth ? f64x2.add(hit, f64x2.mul(spread, weight)) : hit;
      const e = promote(ownExp, upperHalf);
      v128.store(OWN + lane, f64x2.sub(f64x2.mul(factor, e), f64x2.mul(s, ownShare)));
      v128.store(SPREADS + lane, f64x2.neg(f64x2.mul(s, spread)));
    }
    if (scales == 0) continue;

    scales += scaleStep << 2;
    const factors = demote(FACTORS);
    if (smooth) {
      const spreads = demote(SPREADS);
      for (let k: i32 = 0, p = x; k < classes; k++, p += step) {
        const b = weights != 0 ? f32x4.mul(spreads, v128.load32_splat(weights + (<usize>k << 2))) : spreads;
        storeLanes(p, madd(v128.load(p), factors, b), n);
      }
    } else {
      for (let k: i32 = 0, p = x; k < classes; k++, p += step) storeLanes(p, f32x4.mul(v128.load(p), factors), n);
    }
    const gradients = demote(OWN);
    finishLine(x, classes, step, i32x4.extract_lane(given, 0), f32x4.extract_lane(gradients, 0));
    if (n > 1) finishLine(x + 4, classes, step, i32x4.extract_lane(given, 1), f32x4.extract_lane(gradients, 1));
    if (n > 2) finishLine(x + 8, classes, step, i32x4.extract_lane(given, 2), f32x4.extract_lane(gradients, 2));
    if (n > 3) finishLine(x + 12, classes, step, i32x4.extract_lane(given, 3), f32x4.extract_lane(gradients, 3));
  }
  return addLogs(all, lossesStart, sharesStart, restsStart);
}

/** Stores the target's own gradient; all of an ignored line is 0, also where its exponentials are NaN. */
// @ts-ignore: decorator
@inline
function finishLine(y: usize, classes: i32, step: usize, target: i32, gradient: f32): void {
  if (<u32>target < <u32>classes) store<f32>(y + <usize>target * step, gradient);
  else clearLine(y, classes, step);
}

function clearLine(y: usize, classes: i32, step: usize): void {
  for (; classes > 0; classes--, y += step) store<f32>(y, 0);
}

/** Results of {@link lineProbs}: mass and cross as float64. */
const MASSES = memory.data(32, 16);
const CROSSES = memory.data(32, 16);

/** Mass `Σ w t'` and cross `Σ w t' (max − x)` of four lines; returns which lines have a `t'` that is not 0. */
// @ts-ignore: decorator
@inline
function lineProbs(
  x: usize, t: usize, w: usize, classes: i32, step: usize, max: v128, keepShare: f32, spread: f32,
): v128 {
  const share = f32x4.splat(keepShare), even = f32x4.splat(spread), zero = f32x4.splat(0);
  let any = zero;
  for (let k: i32 = 0; k < classes; ) {
    let mass = zero, cross = zero;
    for (const end = min(k + CLASSES_PER_SUM, classes); k < end; k++, x += step, t += step) {
      let target = madd(v128.load(t), share, even);
      const counts = f32x4.ne(target, zero);
      any = v128.or(any, counts);
      if (w != 0) target = v128.and(f32x4.mul(target, v128.load32_splat(w + (<usize>k << 2))), counts);
      mass = f32x4.add(mass, target);
      cross = f32x4.add(cross, v128.and(f32x4.mul(target, f32x4.sub(max, v128.load(x))), counts));
    }
    addTo(MASSES, mass, k);
    addTo(CROSSES, cross, k);
  }
  return any;
}

/** Cross-entropy of lines through planes against class probabilities; as `rowsCrossEntropyProbs`. */
export function planesCrossEntropyProbs(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2;
  let x = pointer(call, at.crossEntropyProbs.x), t = pointer(call, at.crossEntropyProbs.target);
  let losses = pointer(call, at.crossEntropyProbs.losses), stats = pointer(call, at.crossEntropyProbs.stats);
  const weights = pointer(call, at.crossEntropyProbs.weights);
  const smoothing = scalar(call, at.crossEntropyProbs.labelSmoothing);
  let scales = pointer(call, at.crossEntropyProbs.dx) != 0 ? pointer(call, at.crossEntropyProbs.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropyProbs.scale);
  let excess: f64 = 0; // stays 0 while the losses are finite, then is NaN
  const keepShare = f32(1 - smoothing), spread = f32(smoothing / f64(classes));
  const share = f32x4.splat(-keepShare), even = f32x4.splat(-spread);
  const unit = f64x2.splat(UNIT);
  for (; n > 0; n -= 4, x += 16, t += 16, losses += 32, stats += 64) {
    const max = lineMax(x, classes, step);
    const any = lineProbs(x, t, weights, classes, step, max, keepShare, spread);
    lineExp(x, x, classes, step, max, n);
    lineRests(x, classes, step, RESTS);
    takeLogs();
    storeStats(stats, max, LOGS, n);
    v128.store(MAXIMA, any);
    for (let i: i32 = 0; i < 4; i++) {
      const at8 = <usize>i << 3;
      let loss = load<f64>(CROSSES + at8) + load<f64>(MASSES + at8) * load<f64>(LOGS + at8);
      if (load<i32>(MAXIMA + (<usize>i << 2)) == 0) loss = 0;
      store<f64>(losses + at8, loss);
      if (i < n) excess += loss - loss;
    }
    if (scales == 0) continue;

    for (let lane: usize = 0; lane < 32; lane += 16) {
      const sum = f64x2.add(unit, f64x2.mul(unit, v128.load(RESTS + lane)));
      v128.store(FACTORS + lane, f64x2.div(v128.load(MASSES + lane), sum));
      v128.store(SCALES + lane, scalesAt(scales, scaleStep, lane));
    }
    scales += scaleStep << 2;
    const factors = demote(FACTORS), more = demoteLost(FACTORS, factors), scale = demote(SCALES);
    for (let k: i32 = 0, p = x, q = t; k < classes; k++, p += step, q += step) {
      let negative = madd(v128.load(q), share, even);
      if (weights != 0) negative = f32x4.mul(negative, v128.load32_splat(weights + (<usize>k << 2)));
      const e = v128.load(p);
      const v = f32x4.mul(scale, madd(e, more, madd(e, factors, negative)));
      storeLanes(p, v128.and(v, any), n);
    }
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
    for (let k: i32 = 0, p = dy; k < classes; ) {
      let sum = f32x4.splat(0);
      for (const end = min(k + CLASSES_PER_SUM, classes); k < end; k++, p += step) sum = f32x4.add(sum, v128.load(p));
      addTo(SUMS, sum, k);
    }
    for (let i: i32 = 0; i < 4; i++) {
      const stat = stats + (<usize>i << 4);
      store<f32>(MAXIMA + (<usize>i << 2), f32(load<f64>(stat)));
      store<f64>(FACTORS + (<usize>i << 3), Math.exp(-load<f64>(stat, 8)) / UNIT);
    }
    const negative = f32x4.neg(demote(SUMS)), max = v128.load(MAXIMA), share = demote(FACTORS);
    for (let k: i32 = 0, p = dy, q = x, r = dx; k < classes; k++, p += step, q += step, r += step) {
      const e = f32x4.mul(expVector(v128.load(q), max), share);
      storeLanes(r, madd(e, negative, v128.load(p)), n);
    }
  }
  return true;
}
