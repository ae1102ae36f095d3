/**
 * Kernels over rows: `n` numbers side by side. Pointers may be unaligned; up to three numbers beyond a row are read. Most
 * work in place, which halves what the cache has to hold.
 *
 * Exponentials and their sums are relative to a power of 2 near the row's own: see expVector. Sums run in float32 over 64
 * numbers of each lane at most, then in double precision.
 */

import { lengthOf, pointer, roomOf, scalar, stepOf } from "./call";
import * as at from "./operands";
import {
  PER_SUM, UNIT, addLogs, baseOf, expVector, farFromZero, keep, log1p, logOfBase, lowestOf, madd, promote, rowMax, storeLanes,
  sumLanes, tail,
} from "./vector";

/** Nearer to 0 a log-sum-exp shows the error of the exponentials: src/backends/wasm/limits.ts. */
export const CANCELLED: f64 = 1.0 / 16;

/** Brings a row to a maximum of 0 where its own is far from it. Returns the maximum that it has then. */
function rowNear(x: usize, n: i32, max: f32): f32 {
  const m = f32x4.splat(max);
  if (!v128.any_true(farFromZero(m))) return max;
  for (; n > 0; n -= 4, x += 16) storeLanes(x, f32x4.sub(v128.load(x), m), n);
  return 0;
}

/** The exponentials of a row to `y`, which may be `x`; returns their sum. */
function rowExp(x: usize, y: usize, n: i32, base: v128): f64 {
  const lowest = lowestOf(base);
  let total: f64 = 0;
  for (let i: i32 = 0; i < n; ) {
    let sum = f32x4.splat(0);
    const end = min(i + PER_SUM, n);
    for (; i + 16 <= end; i += 16, x += 64, y += 64) {
      const a = expVector(v128.load(x), base, lowest), b = expVector(v128.load(x, 16), base, lowest);
      const c = expVector(v128.load(x, 32), base, lowest), d = expVector(v128.load(x, 48), base, lowest);
      v128.store(y, a);
      v128.store(y, b, 16);
      v128.store(y, c, 32);
      v128.store(y, d, 48);
      sum = f32x4.add(sum, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    }
    for (; i < end; i += 4, x += 16, y += 16) {
      const e = expVector(i + 4 <= n ? v128.load(x) : tail(x, n - i), base, lowest);
      storeLanes(y, e, n - i);
      sum = f32x4.add(sum, e);
    }
    total += sumLanes(sum);
  }
  return total;
}

/** In rows that are not longer, guessing whether the maximum is most of the sum costs more than looking twice. */
const SHORT: i32 = 32;

/** The exponential of the maximum of the row of the last {@link rowRest}. */
const TOP = memory.data(8, 16);

/**
 * The sum of the exponentials without one of the maxima, over the exponential of that: log1p of it keeps the digits that
 * the logarithm of the whole sum would lose. Where the maximum is less than half of the sum nothing is lost in subtracting
 * it. The maximum is within ±256. `y`, which may be `x`, gets the exponentials.
 */
function rowRest(x: usize, y: usize, n: i32, max: f32): f64 {
  const base = baseOf(f32x4.splat(max)), top = expVector(f32x4.splat(max), base, lowestOf(base));
  const e = f64(f32x4.extract_lane(top, 0));
  store<f64>(TOP, e);
  const sum = rowExp(x, y, n, base);
  return n <= SHORT || sum < 2 * e ? sumOfOthers(y, n, top) / e : sum / e - 1;
}

/** Σ y without one of the elements that are `top`. */
function sumOfOthers(y: usize, n: i32, top: v128): f64 {
  let total: f64 = 0;
  let tops = i32x4.splat(0); // minus their number
  for (let i: i32 = 0; i < n; ) {
    let sum = f32x4.splat(0);
    for (const end = min(i + PER_SUM, n); i < end; i += 4, y += 16) {
      const e = v128.and(v128.load(y), keep(n - i)), isTop = f32x4.eq(e, top);
      sum = f32x4.add(sum, v128.andnot(e, isTop));
      tops = i32x4.add(tops, isTop);
    }
    total += sumLanes(sum);
  }
  return total - (sumLanes(f32x4.convert_i32x4_s(tops)) + 1) * f64(f32x4.extract_lane(top, 0));
}

/** `y = x − max − logSum`. */
// @ts-ignore: decorator
@inline
function rowShift(x: usize, y: usize, n: i32, max: f32, logSum: f32): void {
  const m = f32x4.splat(max), l = f32x4.splat(logSum);
  for (; n > 0; n -= 4, x += 16, y += 16) storeLanes(y, f32x4.sub(f32x4.sub(v128.load(x), m), l), n);
}

/** `y = a · y − b · w`, `w` a weight for each number or 0 for none; in place. */
// @ts-ignore: decorator
@inline
function rowScale(y: usize, w: usize, n: i32, a: f32, b: f32): void {
  const factor = f32x4.splat(a), negative = f32x4.splat(-b);
  if (b == 0) {
    for (; n >= 16; n -= 16, y += 64) {
      v128.store(y, f32x4.mul(v128.load(y), factor));
      v128.store(y, f32x4.mul(v128.load(y, 16), factor), 16);
      v128.store(y, f32x4.mul(v128.load(y, 32), factor), 32);
      v128.store(y, f32x4.mul(v128.load(y, 48), factor), 48);
    }
    for (; n > 0; n -= 4, y += 16) storeLanes(y, f32x4.mul(v128.load(y), factor), n);
  } else if (w == 0) {
    for (; n > 0; n -= 4, y += 16) storeLanes(y, madd(v128.load(y), factor, negative), n);
  } else {
    for (; n > 0; n -= 4, y += 16, w += 16) {
      storeLanes(y, madd(v128.load(y), factor, f32x4.mul(v128.load(w), negative)), n);
    }
  }
}

/** Σ of the class weights at `w`, in double precision; their number where there are none. */
export function sumOfWeights(w: usize, n: i32): f64 {
  if (w == 0) return n;
  let sum: f64 = 0;
  for (; n > 0; n--, w += 4) sum += load<f32>(w);
  return sum;
}

/** `w (max − x)` of four numbers, `w` a weight for each or 0 for 1. */
// @ts-ignore: decorator
@inline
function spreadTerm(x: usize, w: usize, max: v128): v128 {
  const term = f32x4.sub(max, v128.load(x));
  return w != 0 ? f32x4.mul(term, v128.load(w)) : term;
}

/** `Σ w (max − x)`, `w` a weight for each number or 0 for 1. */
function rowSpread(x: usize, w: usize, n: i32, max: f32): f64 {
  const m = f32x4.splat(max);
  const wStep: usize = w != 0 ? 16 : 0;
  let total: f64 = 0;
  for (let i: i32 = 0; i < n; ) {
    let a = f32x4.splat(0), b = a; // two sums: one would wait for itself
    const end = min(i + PER_SUM, n);
    for (; i + 8 <= end; i += 8, x += 32, w += wStep << 1) {
      a = f32x4.add(a, spreadTerm(x, w, m));
      b = f32x4.add(b, spreadTerm(x + 16, w + wStep, m));
    }
    for (; i < end; i += 4, x += 16, w += wStep) a = f32x4.add(a, v128.and(spreadTerm(x, w, m), keep(n - i)));
    total += sumLanes(f32x4.add(a, b));
  }
  return total;
}

/** Results of {@link rowProbs}, as float64: mass, cross, and 1 if any target is not 0. */
const PROBS = memory.data(24, 16);

/** `w t'` of four numbers, `w` a weight for each or 0 for 1. */
// @ts-ignore: decorator
@inline
function weighted(target: v128, w: usize): v128 {
  return w != 0 ? f32x4.mul(target, v128.load(w)) : target;
}

/** `mass (max − x)` of four numbers, 0 where the target is. */
// @ts-ignore: decorator
@inline
function crossTerm(x: usize, target: v128, mass: v128, max: v128): v128 {
  return v128.and(f32x4.mul(mass, f32x4.sub(max, v128.load(x))), f32x4.ne(target, f32x4.splat(0)));
}

/**
 * With `t' = t · keepShare + spread`: mass `Σ w t'` and cross `Σ w t' (max − x)`, where a `t'` of 0 adds exactly 0. All
 * weights are finite.
 */
function rowProbs(x: usize, t: usize, w: usize, n: i32, max: f32, keepShare: f32, spread: f32): void {
  const m = f32x4.splat(max), share = f32x4.splat(keepShare), even = f32x4.splat(spread);
  const wStep: usize = w != 0 ? 16 : 0;
  let mass: f64 = 0, cross: f64 = 0;
  let any = f32x4.splat(0); // the bits of all targets
  for (let i: i32 = 0; i < n; ) {
    let massA = f32x4.splat(0), massB = massA, crossA = massA, crossB = massA;
    const end = min(i + PER_SUM, n);
    for (; i + 8 <= end; i += 8, x += 32, t += 32, w += wStep << 1) {
      const a = madd(v128.load(t), share, even), b = madd(v128.load(t, 16), share, even);
      const massOfA = weighted(a, w), massOfB = weighted(b, w + wStep);
      any = v128.or(any, v128.or(a, b));
      massA = f32x4.add(massA, massOfA);
      massB = f32x4.add(massB, massOfB);
      crossA = f32x4.add(crossA, crossTerm(x, a, massOfA, m));
      crossB = f32x4.add(crossB, crossTerm(x + 16, b, massOfB, m));
    }
    for (; i < end; i += 4, x += 16, t += 16, w += wStep) {
      const a = v128.and(madd(v128.load(t), share, even), keep(n - i));
      const massOfA = v128.and(weighted(a, w), keep(n - i));
      any = v128.or(any, a);
      massA = f32x4.add(massA, massOfA);
      crossA = f32x4.add(crossA, crossTerm(x, a, massOfA, m));
    }
    mass += sumLanes(f32x4.add(massA, massB));
    cross += sumLanes(f32x4.add(crossA, crossB));
  }
  store<f64>(PROBS, mass);
  store<f64>(PROBS, cross, 8);
  store<f64>(PROBS, v128.any_true(f32x4.ne(any, f32x4.splat(0))) ? 1 : 0, 16);
}

/**
 * `y = s · (p − w t')` with `p = share · y / top`, in place, and `t' = t · keepShare + spread`. Where one class has nearly all
 * of the mass that is a small difference, so digits beyond float32 count too, and the share of `top` is taken as it is.
 */
function rowProbsScale(
  y: usize, t: usize, w: usize, n: i32, s: f32, share: f64, top: f64, keepShare: f32, spread: f32,
): void {
  const a = share / top, scale = f32x4.splat(s), factor = f32x4.splat(f32(a)), more = f32x4.splat(f32(a - f64(f32(a))));
  const maximum = f32x4.splat(f32(top)), most = f32x4.splat(f32(share)), mostMore = f32x4.splat(f32(share - f64(f32(share))));
  const rate = f32x4.splat(-keepShare), even = f32x4.splat(-spread);
  for (let i: i32 = 0; i < n; i += 4, y += 16, t += 16) {
    let negative = madd(v128.load(t), rate, even);
    if (w != 0) {
      negative = f32x4.mul(negative, v128.load(w));
      w += 16;
    }
    const e = v128.load(y);
    const ofTop = f32x4.add(f32x4.add(most, negative), mostMore), ofOthers = madd(e, more, madd(e, factor, negative));
    storeLanes(y, f32x4.mul(scale, v128.bitselect(ofTop, ofOthers, f32x4.eq(e, maximum))), n - i);
  }
}

// Many rows in one call

/** `x = softmax(x)` of `rows` rows. */
export function rowsSoftmax(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.softmax.x);
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes) {
    const near = f32x4.splat(rowNear(x, n, rowMax(x, n))), base = baseOf(near), top = expVector(near, base, lowestOf(base));
    const factor = 1 / rowExp(x, x, n, base);
    const factors = f32x4.splat(f32(factor)), most = f32x4.splat(f32(factor * f64(f32x4.extract_lane(top, 0))));
    for (let i: i32 = 0, y = x; i < n; i += 4, y += 16) {
      const e = v128.load(y);
      // What is certain is exactly 1.
      storeLanes(y, v128.bitselect(most, f32x4.mul(e, factors), f32x4.eq(e, top)), n - i);
    }
  }
  return true;
}

/** `y = x − log Σ exp x` of `rows` rows; maximum and log of the sum of each go to `stats`, two float64. */
export function rowsLogSoftmax(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.logSoftmax.x), y = pointer(call, at.logSoftmax.y), stats = pointer(call, at.logSoftmax.stats);
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes, y += bytes, stats += 16) {
    const max = rowMax(x, n), near = rowNear(x, n, max);
    const logSum = log1p(rowRest(x, y, n, near));
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    rowShift(x, y, n, near, f32(logSum));
  }
  return true;
}

/**
 * `y = log Σ exp x` of `rows` rows, one float64 each.
 *
 * @returns whether all of them are numbers away from 0, where the maximum and the logarithm do not cancel.
 */
export function rowsLogsumexp(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.logsumexp.x), y = pointer(call, at.logsumexp.y);
  let content = true;
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes, y += 8) {
    const max = rowMax(x, n);
    const sum = f64(max) + log1p(rowRest(x, x, n, rowNear(x, n, max)));
    store<f64>(y, sum);
    content = content && Math.abs(sum) >= CANCELLED;
  }
  return content;
}

/** Where the losses go of `n` lines of a cross-entropy against class indices. */
export function lossesOf(call: usize, n: i32): usize {
  const losses = pointer(call, at.crossEntropy.losses);
  return losses != 0 ? losses : roomOf(call) + (<usize>(n + 4) << 4);
}

/**
 * Cross-entropy of `rows` rows against class indices; the formulas stand in src/backends/table.ts.
 *
 * @returns whether all losses are finite.
 */
export function rowsCrossEntropy(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.crossEntropy.x);
  const targets = pointer(call, at.crossEntropy.targets);
  const weights = pointer(call, at.crossEntropy.weights), smoothing = scalar(call, at.crossEntropy.labelSmoothing);
  let scales = pointer(call, at.crossEntropy.dx) != 0 ? pointer(call, at.crossEntropy.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropy.scale);
  const bytes = <usize>n << 2;
  const spread = smoothing / f64(n), smooth = smoothing > 0;
  const weightSum = smooth ? sumOfWeights(weights, n) : 0;
  const shares = roomOf(call), rests = shares + (<usize>(rows + 1) << 3), losses = lossesOf(call, rows);
  for (let i: i32 = 0; i < rows; i++, x += bytes, scales += scaleStep) {
    const line = <usize>i << 3;
    const target = load<i32>(targets + (<usize>i << 2));
    if (<u32>target >= <u32>n) {
      store<f64>(losses + line, 0);
      store<f64>(shares + line, 0);
      store<f64>(rests + line, 0);
      memory.fill(x, 0, bytes);
      continue;
    }
    const own = x + (<usize>target << 2);
    const max = rowMax(x, n);
    const weight: f64 = weights != 0 ? load<f32>(weights + (<usize>target << 2)) : 1;
    const hit = weight * (1 - smoothing);
    let loss = hit * (f64(max) - f64(load<f32>(own)));
    if (smooth) loss += spread * rowSpread(x, weights, n, max);
    const share = hit + (smooth ? spread * weightSum : 0);
    const rest = rowRest(x, x, n, rowNear(x, n, max));
    store<f64>(losses + line, loss);
    store<f64>(shares + line, share);
    store<f64>(rests + line, rest);
    if (scales == 0) continue;
    const s = load<f64>(scales);
    const a = s * share / (load<f64>(TOP) * (1 + rest));
    // The target's own gradient in double precision: near p = 1 it is a small difference.
    const ownGradient = a * f64(load<f32>(own)) - s * (hit + (smooth ? spread * weight : 0));
    rowScale(x, weights, n, f32(a), f32(s * spread));
    store<f32>(own, f32(ownGradient));
  }
  return addLogs(rows, losses, shares, rests, pointer(call, at.crossEntropy.total));
}

/** Cross-entropy of `rows` rows against class probabilities; the formulas stand in src/backends/table.ts. */
export function rowsCrossEntropyProbs(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.crossEntropyProbs.x), t = pointer(call, at.crossEntropyProbs.target);
  let losses = pointer(call, at.crossEntropyProbs.losses), stats = pointer(call, at.crossEntropyProbs.stats);
  const weights = pointer(call, at.crossEntropyProbs.weights);
  const smoothing = scalar(call, at.crossEntropyProbs.labelSmoothing);
  let scales = pointer(call, at.crossEntropyProbs.dx) != 0 ? pointer(call, at.crossEntropyProbs.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropyProbs.scale);
  const bytes = <usize>n << 2;
  let excess: f64 = 0; // stays 0 while the losses are finite, then is NaN
  const keepShare = f32(1 - smoothing), spread = f32(smoothing / f64(n));
  for (; rows > 0; rows--, x += bytes, t += bytes, losses += 8, stats += 16, scales += scaleStep) {
    const max = rowMax(x, n);
    rowProbs(x, t, weights, n, max, keepShare, spread);
    const rest = rowRest(x, x, n, rowNear(x, n, max));
    const logSum = log1p(rest);
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    const mass = load<f64>(PROBS);
    const counts = load<f64>(PROBS, 16) != 0;
    const loss = counts ? load<f64>(PROBS, 8) + mass * logSum : 0;
    store<f64>(losses, loss);
    excess += loss - loss;
    if (scales == 0) continue;
    if (!counts) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const s = load<f64>(scales);
    rowProbsScale(x, t, weights, n, f32(s), mass / (1 + rest), load<f64>(TOP), keepShare, spread);
  }
  return excess == 0;
}

/** `dx = y · (dy − Σ dy · y)` of `rows` rows; near y = 1 that is a small difference, so the sum is in double precision. */
export function rowsSoftmaxGrad(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let dy = pointer(call, at.softmaxGrad.dy), y = pointer(call, at.softmaxGrad.y), dx = pointer(call, at.softmaxGrad.dx);
  for (const bytes = <usize>n << 2; rows > 0; rows--, dy += bytes, y += bytes, dx += bytes) {
    let low = f64x2.splat(0), high = low;
    for (let i: i32 = 0; i < n; i += 4) {
      const here = <usize>i << 2;
      let a = v128.load(dy + here), b = v128.load(y + here);
      if (n - i < 4) {
        a = v128.and(a, keep(n - i));
        b = v128.and(b, keep(n - i));
      }
      low = f64x2.add(low, f64x2.mul(promote(a, false), promote(b, false)));
      high = f64x2.add(high, f64x2.mul(promote(a, true), promote(b, true)));
    }
    const sums = f64x2.add(low, high);
    const dot = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    const rounded = f32(dot), away = f32(dot - f64(rounded));
    const d = f32x4.splat(rounded), lost = f32x4.splat(away == away ? away : 0); // NaN where the sum is infinite
    for (let here: usize = 0; here < bytes; here += 16) {
      const difference = f32x4.sub(f32x4.sub(v128.load(dy + here), d), lost);
      v128.store(dx + here, f32x4.mul(v128.load(y + here), difference));
    }
  }
  return true;
}

/** `dx = dy − exp(x − max) / exp(logSum) · Σ dy` of `rows` rows, the two from `stats`. */
export function rowsLogSoftmaxGrad(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let dy = pointer(call, at.logSoftmaxGrad.dy), x = pointer(call, at.logSoftmaxGrad.x);
  let stats = pointer(call, at.logSoftmaxGrad.stats), dx = pointer(call, at.logSoftmaxGrad.dx);
  for (const bytes = <usize>n << 2; rows > 0; rows--, dy += bytes, x += bytes, dx += bytes, stats += 16) {
    let total: f64 = 0;
    for (let i: i32 = 0; i < n; ) {
      let sum = f32x4.splat(0);
      for (const end = min(i + PER_SUM, n); i < end; i += 4) {
        let term = v128.load(dy + (<usize>i << 2));
        if (n - i < 4) term = v128.and(term, keep(n - i));
        sum = f32x4.add(sum, term);
      }
      total += sumLanes(sum);
    }
    const near = rowNear(x, n, f32(load<f64>(stats)));
    const base = baseOf(f32x4.splat(near)), lowest = lowestOf(base);
    const away = logOfBase(f32x4.extract_lane(base, 0)) - f64(near) - load<f64>(stats, 8);
    const negative = f32x4.splat(f32(-total)), share = f32x4.splat(f32(Math.exp(away) / UNIT));
    const maximum = f32x4.splat(near), most = f32x4.splat(f32(Math.exp(-load<f64>(stats, 8))));
    for (let here: usize = 0; here < bytes; here += 16) {
      const v = v128.load(x + here), e = f32x4.mul(expVector(v, base, lowest), share);
      const p = v128.bitselect(most, e, f32x4.eq(v, maximum)); // what is certain is exactly 1
      v128.store(dx + here, madd(p, negative, v128.load(dy + here)));
    }
  }
  return true;
}

/**
 * For the test of the exponential: `x = exp(x − s)` of `n` numbers that are not above `max`.
 *
 * @returns s, which is near `max`.
 */
export function exponentials(x: usize, n: i32, max: f32): f64 {
  const near = rowNear(x, n, max);
  const base = baseOf(f32x4.splat(near));
  rowExp(x, x, n, base);
  rowScale(x, 0, n, f32(1 / UNIT), 0);
  return f64(max) - f64(near) + logOfBase(f32x4.extract_lane(base, 0));
}
