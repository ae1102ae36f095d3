/**
 * Kernels over rows of float64, by the formulas of src/backends/reference: exponentials of x − max, and their sum without
 * one of the maxima. Pointers may be unaligned; one number beyond a row is read. Most work in place.
 */

import { lengthOf, pointer, scalar, stepOf } from "./call";
import * as at from "./operands";
import { addTotal } from "./vector";
import { exp64, expNear, factor, isNear, madd, pair, rowMax, sumOf } from "./vector64";

/** Stores the first `count` lanes, 1 or more. */
// @ts-ignore: decorator
@inline
function store64(p: usize, v: v128, count: i32): void {
  if (count >= 2) v128.store(p, v);
  else v128.store64_lane(p, v, 0);
}

/**
 * `Σ exp(x − max)` without one of the maxima, whose term is 1; `y`, which may be `x`, gets the exponentials. `max` is of the last
 * {@link rowMax}.
 */
function rowRest(x: usize, y: usize, n: i32, max: f64): f64 {
  return isNear(max) ? restOf(x, y, n, max, true) : restOf(x, y, n, max, false);
}

/** The exponential for rows whose numbers are all near the maximum, or for any. */
// @ts-ignore: decorator
@inline
function expOf(x: v128, near: bool): v128 {
  return near ? expNear(x) : exp64(x);
}

// @ts-ignore: decorator
@inline
function restOf(x: usize, y: usize, n: i32, max: f64, near: bool): f64 {
  const m = f64x2.splat(max), one = factor(0);
  let a = f64x2.splat(0), b = a;
  let tops = a; // minus their number
  for (; n >= 4; n -= 4, x += 32, y += 32) {
    const e = expOf(f64x2.sub(v128.load(x), m), near), f = expOf(f64x2.sub(v128.load(x, 16), m), near);
    v128.store(y, e);
    v128.store(y, f, 16);
    const isTopE = f64x2.eq(e, one), isTopF = f64x2.eq(f, one);
    tops = i64x2.add(tops, i64x2.add(isTopE, isTopF));
    a = f64x2.add(a, v128.andnot(e, isTopE));
    b = f64x2.add(b, v128.andnot(f, isTopF));
  }
  for (; n > 0; n -= 2, x += 16, y += 16) {
    let e = expOf(f64x2.sub(n >= 2 ? v128.load(x) : v128.load64_splat(x), m), near);
    if (n < 2) e = f64x2.replace_lane(e, 1, 0);
    store64(y, e, n);
    const isTop = f64x2.eq(e, one);
    tops = i64x2.add(tops, isTop);
    a = f64x2.add(a, v128.andnot(e, isTop));
  }
  const maxima = -f64(i64x2.extract_lane(tops, 0) + i64x2.extract_lane(tops, 1));
  return maxima - 1 + sumOf(f64x2.add(a, b));
}

/** `y = s · (a · y − b · w)`, `w` a weight for each number or 0 for 1; in place. */
function rowScale(y: usize, w: usize, n: i32, s: f64, a: f64, b: f64): void {
  const scale = f64x2.splat(s), share = f64x2.splat(a), even = f64x2.splat(-b);
  if (b == 0) {
    const factor = f64x2.splat(s * a);
    for (; n >= 4; n -= 4, y += 32) {
      v128.store(y, f64x2.mul(v128.load(y), factor));
      v128.store(y, f64x2.mul(v128.load(y, 16), factor), 16);
    }
    for (; n > 0; n -= 2, y += 16) store64(y, f64x2.mul(v128.load(y), factor), n);
    return;
  }
  for (; n > 0; n -= 2, y += 16) {
    let negative = even;
    if (w != 0) {
      negative = f64x2.mul(even, v128.load(w));
      w += 16;
    }
    store64(y, f64x2.mul(scale, madd(v128.load(y), share, negative)), n);
  }
}

/** The weight at `w` of class `k`, 1 where there are none. */
// @ts-ignore: decorator
@inline
function weightOf(w: usize, k: i32): f64 {
  return w != 0 ? load<f64>(w + (<usize>k << 3)) : 1;
}

/** `Σ w (max − x)`. */
function rowSpread(x: usize, w: usize, n: i32, max: f64): f64 {
  const m = f64x2.splat(max);
  let sum = f64x2.splat(0);
  for (; n > 0; n -= 2, x += 16) {
    let term = f64x2.sub(m, pair(x, n, max));
    if (w != 0) {
      term = f64x2.mul(term, pair(w, n, 0));
      w += 16;
    }
    sum = f64x2.add(sum, term);
  }
  return sumOf(sum);
}

function sumOfWeights(w: usize, n: i32): f64 {
  if (w == 0) return n;
  let sum: f64 = 0;
  for (; n > 0; n--, w += 8) sum += load<f64>(w);
  return sum;
}

/** `y = softmax(x)` of `rows` rows, in place. */
export function rows64Softmax(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.softmax.x);
  for (const bytes = <usize>n << 3; rows > 0; rows--, x += bytes) {
    const sum = f64x2.splat(1 + rowRest(x, x, n, rowMax(x, n)));
    for (let i: i32 = n, y = x; i > 0; i -= 2, y += 16) store64(y, f64x2.div(v128.load(y), sum), i);
  }
  return true;
}

/** `dx = y · (dy − Σ dy · y)` of `rows` rows. */
export function rows64SoftmaxGrad(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let dy = pointer(call, at.softmaxGrad.dy), y = pointer(call, at.softmaxGrad.y), dx = pointer(call, at.softmaxGrad.dx);
  for (const bytes = <usize>n << 3; rows > 0; rows--, dy += bytes, y += bytes, dx += bytes) {
    let sum = f64x2.splat(0);
    for (let i: i32 = n, here: usize = 0; i > 0; i -= 2, here += 16) {
      sum = madd(pair(dy + here, i, 0), pair(y + here, i, 0), sum);
    }
    const dot = f64x2.splat(sumOf(sum));
    for (let here: usize = 0; here < bytes; here += 16) {
      v128.store(dx + here, f64x2.mul(v128.load(y + here), f64x2.sub(v128.load(dy + here), dot)));
    }
  }
  return true;
}

/** `y = x − log Σ exp x` of `rows` rows; maximum and log of the sum of each go to `stats`. */
export function rows64LogSoftmax(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.logSoftmax.x), y = pointer(call, at.logSoftmax.y), stats = pointer(call, at.logSoftmax.stats);
  for (const bytes = <usize>n << 3; rows > 0; rows--, x += bytes, y += bytes, stats += 16) {
    const max = rowMax(x, n), logSum = Math.log1p(rowRest(x, y, n, max));
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    const m = f64x2.splat(max), l = f64x2.splat(logSum);
    for (let i: i32 = n, here: usize = 0; i > 0; i -= 2, here += 16) {
      store64(y + here, f64x2.sub(f64x2.sub(v128.load(x + here), m), l), i);
    }
  }
  return true;
}

/** `dx = dy − exp(x − max − logSum) · Σ dy` of `rows` rows, the two from `stats`. */
export function rows64LogSoftmaxGrad(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let dy = pointer(call, at.logSoftmaxGrad.dy), x = pointer(call, at.logSoftmaxGrad.x);
  let stats = pointer(call, at.logSoftmaxGrad.stats), dx = pointer(call, at.logSoftmaxGrad.dx);
  for (const bytes = <usize>n << 3; rows > 0; rows--, dy += bytes, x += bytes, dx += bytes, stats += 16) {
    let sum = f64x2.splat(0);
    for (let i: i32 = n, here: usize = 0; i > 0; i -= 2, here += 16) sum = f64x2.add(sum, pair(dy + here, i, 0));
    const negative = f64x2.splat(-sumOf(sum)), m = v128.load64_splat(stats), l = v128.load64_splat(stats, 8);
    for (let here: usize = 0; here < bytes; here += 16) {
      const p = exp64(f64x2.sub(f64x2.sub(v128.load(x + here), m), l));
      v128.store(dx + here, madd(p, negative, v128.load(dy + here)));
    }
  }
  return true;
}

/**
 * `y = log Σ exp x` of `rows` rows.
 *
 * @returns whether all of them are numbers.
 */
export function rows64Logsumexp(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.logsumexp.x), y = pointer(call, at.logsumexp.y);
  let content = true;
  for (const bytes = <usize>n << 3; rows > 0; rows--, x += bytes, y += 8) {
    const max = rowMax(x, n), sum = max + Math.log1p(rowRest(x, x, n, max));
    store<f64>(y, sum);
    content = content && sum == sum;
  }
  return content;
}

/** Cross-entropy of `rows` rows against class indices; the formulas stand in src/backends/table.ts. All weights are finite. */
export function rows64CrossEntropy(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.crossEntropy.x), losses = pointer(call, at.crossEntropy.losses);
  let targets = pointer(call, at.crossEntropy.targets);
  const lossStep = stepOf(call, at.crossEntropy.losses), total = pointer(call, at.crossEntropy.total);
  let sum: f64 = 0;
  const weights = pointer(call, at.crossEntropy.weights), smoothing = scalar(call, at.crossEntropy.labelSmoothing);
  let scales = pointer(call, at.crossEntropy.dx) != 0 ? pointer(call, at.crossEntropy.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropy.scale), bytes = <usize>n << 3;
  const even = smoothing / f64(n), smooth = smoothing > 0, evenWeights = smooth ? weights : 0;
  const weightSum = smooth ? sumOfWeights(weights, n) : 0;
  for (; rows > 0; rows--, x += bytes, losses += lossStep, targets += 4, scales += scaleStep) {
    const target = load<i32>(targets);
    if (<u32>target >= <u32>n) {
      if (losses != 0) store<f64>(losses, 0);
      memory.fill(x, 0, bytes);
      continue;
    }
    const own = x + (<usize>target << 3), max = rowMax(x, n), away = max - load<f64>(own);
    const spread = smooth ? rowSpread(x, weights, n, max) : 0;
    const rest = rowRest(x, x, n, max), logSum = Math.log1p(rest);
    const hit = weightOf(weights, target) * (1 - smoothing);
    let loss = hit * (away + logSum);
    if (smooth) loss += even * (spread + weightSum * logSum);
    if (losses != 0) store<f64>(losses, loss);
    sum += loss;
    if (scales == 0) continue;
    const s = load<f64>(scales), share = (hit + even * weightSum) / (1 + rest);
    // Near p = 1 the target's own gradient is a small difference: of it and of nothing that was rounded before.
    const ownGradient = s * (share * load<f64>(own) - hit - even * weightOf(evenWeights, target));
    rowScale(x, evenWeights, n, s, share, even);
    store<f64>(own, ownGradient);
  }
  addTotal(total, sum);
  return true;
}

/** Results of {@link rowProbs}: mass, cross, and 1 if any target is not 0. */
const PROBS = memory.data(24, 16);

/**
 * With `t' = t · keep + even`: mass `Σ w t'` and cross `Σ w t' (max − x)`, where a `t'` of 0 adds exactly 0.
 */
function rowProbs(x: usize, t: usize, w: usize, n: i32, max: f64, keep: f64, even: f64): void {
  const m = f64x2.splat(max), share = f64x2.splat(keep), spread = f64x2.splat(even), zero = f64x2.splat(0);
  const inRow = i64x2.replace_lane(zero, 0, -1); // the last lane of a row of odd length is none
  let mass = zero, cross = zero, any = zero;
  for (; n > 0; n -= 2, x += 16, t += 16) {
    let target = f64x2.add(f64x2.mul(v128.load(t), share), spread);
    if (n < 2) target = v128.and(target, inRow);
    let weighted = target;
    if (w != 0) {
      weighted = f64x2.mul(target, pair(w, n, 0));
      w += 16;
    }
    const counts = f64x2.ne(target, zero);
    any = v128.or(any, counts);
    mass = f64x2.add(mass, weighted);
    cross = f64x2.add(cross, v128.and(f64x2.mul(weighted, f64x2.sub(m, v128.load(x))), counts));
  }
  store<f64>(PROBS, sumOf(mass));
  store<f64>(PROBS, sumOf(cross), 8);
  store<f64>(PROBS, v128.any_true(any) ? 1 : 0, 16);
}

/** Cross-entropy of `rows` rows against class probabilities; the formulas stand in src/backends/table.ts. */
export function rows64CrossEntropyProbs(call: usize, rows: i32): bool {
  const n = lengthOf(call);
  let x = pointer(call, at.crossEntropyProbs.x), t = pointer(call, at.crossEntropyProbs.target);
  let losses = pointer(call, at.crossEntropyProbs.losses), stats = pointer(call, at.crossEntropyProbs.stats);
  const weights = pointer(call, at.crossEntropyProbs.weights);
  const smoothing = scalar(call, at.crossEntropyProbs.labelSmoothing), even = smoothing / f64(n), keep = 1 - smoothing;
  let scales = pointer(call, at.crossEntropyProbs.dx) != 0 ? pointer(call, at.crossEntropyProbs.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropyProbs.scale), bytes = <usize>n << 3;
  for (; rows > 0; rows--, x += bytes, t += bytes, losses += 8, stats += 16, scales += scaleStep) {
    const max = rowMax(x, n);
    rowProbs(x, t, weights, n, max, keep, even);
    const rest = rowRest(x, x, n, max), logSum = Math.log1p(rest);
    const mass = load<f64>(PROBS), counts = load<f64>(PROBS, 16) != 0;
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    store<f64>(losses, counts ? load<f64>(PROBS, 8) + mass * logSum : 0);
    if (scales == 0) continue;
    if (!counts) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const s = v128.load64_splat(scales), share = f64x2.splat(mass / (1 + rest));
    const rate = f64x2.splat(keep), spread = f64x2.splat(even);
    for (let i: i32 = n, here: usize = 0; i > 0; i -= 2, here += 16) {
      let target = f64x2.add(f64x2.mul(v128.load(t + here), rate), spread);
      if (weights != 0) target = f64x2.mul(target, v128.load(weights + here));
      store64(x + here, f64x2.mul(s, f64x2.sub(f64x2.mul(share, v128.load(x + here)), target)), i);
    }
  }
  return true;
}
