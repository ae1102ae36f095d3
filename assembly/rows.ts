/**
 * Kernels over rows: `n` numbers side by side. Pointers may be unaligned. Up to three numbers beyond a row are read and
 * overwritten: rows are worked through in order, and behind the last one is room for four more numbers.
 *
 * Sums run in float32 over 64 numbers of each lane at most, then in double precision.
 */

import { BLOCK, SCRATCH, countLanes, exp16, expVector, isMax, keep, madd, maxLanes, sumLanes } from "./vector";

/** Blocks between two transfers of a float32 sum into double precision. */
const BLOCKS_PER_SUM: i32 = 16;

// @ts-ignore: decorator
@inline
function negativeInfinity(): v128 {
  return f32x4.splat(-Infinity);
}

/** The four numbers at `p`, of which the first `count` belong to the row, −Infinity behind them. */
// @ts-ignore: decorator
@inline
function tail(p: usize, count: i32): v128 {
  return v128.bitselect(v128.load(p), negativeInfinity(), keep(count));
}

/** The largest of a row, −Infinity if it has no number. */
function rowMax(x: usize, n: i32): f32 {
  let a = negativeInfinity(), b = a, c = a, d = a;
  let i: i32 = 0;
  for (; i + BLOCK <= n; i += BLOCK, x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  for (; i + 4 <= n; i += 4, x += 16) a = f32x4.pmax(a, v128.load(x));
  if (i < n) b = f32x4.pmax(b, tail(x, n - i));
  return maxLanes(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
}

/**
 * `Σ exp(x − max)` without one of the maxima, whose term is 1: log1p of it keeps the digits that log(1 + Σ) would lose.
 * With `store` the exponentials go to `y`.
 */
// @ts-ignore: decorator
@inline
function restOfExp(x: usize, y: usize, n: i32, max: f32, store: bool): f64 {
  const shift = f32x4.splat(max);
  let rest: f64 = 0;
  let hits = i32x4.splat(0);
  let i: i32 = 0;
  while (i + BLOCK <= n) {
    let sum = f32x4.splat(0);
    const end = i32(Math.min(i + BLOCK * BLOCKS_PER_SUM, n - BLOCK + 1));
    for (; i < end; i += BLOCK, x += 64) {
      const to = store ? y : SCRATCH;
      exp16(x, to, shift, shift, shift, shift);
      const a = isMax(v128.load(x), shift), b = isMax(v128.load(x, 16), shift);
      const c = isMax(v128.load(x, 32), shift), d = isMax(v128.load(x, 48), shift);
      hits = i32x4.add(hits, i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
      const front = f32x4.add(v128.andnot(v128.load(to), a), v128.andnot(v128.load(to, 16), b));
      const back = f32x4.add(v128.andnot(v128.load(to, 32), c), v128.andnot(v128.load(to, 48), d));
      sum = f32x4.add(sum, f32x4.add(front, back));
      if (store) y += 64;
    }
    rest += sumLanes(sum);
  }
  let sum = f32x4.splat(0);
  for (; i < n; i += 4, x += 16) {
    // Behind the row −Infinity, whose exponential is 0; only below a maximum of −Infinity it is NaN, as all then is.
    const v = i + 4 <= n ? v128.load(x) : tail(x, n - i);
    const e = expVector(v, shift);
    if (store) {
      v128.store(y, e);
      y += 16;
    }
    const hit = isMax(v, shift);
    hits = i32x4.add(hits, hit);
    sum = f32x4.add(sum, v128.andnot(e, hit));
  }
  return rest + sumLanes(sum) + (countLanes(hits) - 1);
}

/** `Σ exp(x − max)` without one of the maxima. */
function rowRest(x: usize, n: i32, max: f32): f64 {
  return restOfExp(x, 0, n, max, false);
}

/** `y = exp(x − max)`, returning the sum without one of the maxima. */
function rowStoreRest(x: usize, y: usize, n: i32, max: f32): f64 {
  return restOfExp(x, y, n, max, true);
}

/** `y = y / divisor`. */
function rowDivide(y: usize, n: i32, divisor: f32): void {
  const d = f32x4.splat(divisor);
  for (let i: i32 = 0; i < n; i += 4, y += 16) v128.store(y, f32x4.div(v128.load(y), d));
}

/** `y = x − max − logSum`. */
function rowShift(x: usize, y: usize, n: i32, max: f32, logSum: f32): void {
  const m = f32x4.splat(max), l = f32x4.splat(logSum);
  for (let i: i32 = 0; i < n; i += 4, x += 16, y += 16) {
    v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), m), l));
  }
}

/** `y = a · y − b · w`, `w` a weight for each number or 0 for none; in place. */
function rowScale(y: usize, w: usize, n: i32, a: f32, b: f32): void {
  const factor = f32x4.splat(a), negative = f32x4.splat(-b);
  if (b == 0) {
    for (let i: i32 = 0; i < n; i += 4, y += 16) v128.store(y, f32x4.mul(v128.load(y), factor));
  } else if (w == 0) {
    for (let i: i32 = 0; i < n; i += 4, y += 16) v128.store(y, madd(v128.load(y), factor, negative));
  } else {
    for (let i: i32 = 0; i < n; i += 4, y += 16, w += 16) {
      v128.store(y, madd(v128.load(y), factor, f32x4.mul(v128.load(w), negative)));
    }
  }
}

/** `Σ w (max − x)`, `w` a weight for each number or 0 for 1. */
function rowSpread(x: usize, w: usize, n: i32, max: f32): f64 {
  const m = f32x4.splat(max);
  let total: f64 = 0;
  for (let i: i32 = 0; i < n; ) {
    let sum = f32x4.splat(0);
    const end = i32(Math.min(i + BLOCK * BLOCKS_PER_SUM, n));
    for (; i < end; i += 4, x += 16) {
      let term = f32x4.sub(m, v128.load(x));
      if (w != 0) {
        term = f32x4.mul(term, v128.load(w));
        w += 16;
      }
      if (n - i < 4) term = v128.and(term, keep(n - i));
      sum = f32x4.add(sum, term);
    }
    total += sumLanes(sum);
  }
  return total;
}

/** Results of {@link rowProbs}, as float64: mass, cross, and 1 if any target is not 0. */
const PROBS = memory.data(24, 16);

/**
 * With `t' = t · keepShare + spread`: mass `Σ w t'` and cross `Σ w t' (max − x)`, where a `t'` of 0 adds exactly 0.
 * The three results are added to those at `PROBS`.
 */
function rowProbs(x: usize, t: usize, w: usize, n: i32, max: f32, keepShare: f32, spread: f32): void {
  const m = f32x4.splat(max), share = f32x4.splat(keepShare), even = f32x4.splat(spread);
  const zero = f32x4.splat(0);
  let mass: f64 = 0, cross: f64 = 0;
  let any = zero;
  for (let i: i32 = 0; i < n; ) {
    let massSum = zero, crossSum = zero;
    const end = i32(Math.min(i + BLOCK * BLOCKS_PER_SUM, n));
    for (; i < end; i += 4, x += 16, t += 16) {
      let target = madd(v128.load(t), share, even);
      if (n - i < 4) target = v128.and(target, keep(n - i));
      const counts = f32x4.ne(target, zero);
      any = v128.or(any, counts);
      if (w != 0) {
        target = f32x4.mul(target, v128.load(w));
        w += 16;
      }
      target = v128.and(target, counts);
      massSum = f32x4.add(massSum, target);
      crossSum = f32x4.add(crossSum, v128.and(f32x4.mul(target, f32x4.sub(m, v128.load(x))), counts));
    }
    mass += sumLanes(massSum);
    cross += sumLanes(crossSum);
  }
  store<f64>(PROBS, load<f64>(PROBS) + mass);
  store<f64>(PROBS, load<f64>(PROBS, 8) + cross, 8);
  if (v128.any_true(any)) store<f64>(PROBS, 1, 16);
}

/** `y = s · (a · y − w t')`, in place, with `t' = t · keepShare + spread`. */
function rowProbsScale(
  y: usize, t: usize, w: usize, n: i32, s: f32, a: f32, keepShare: f32, spread: f32,
): void {
  const scale = f32x4.splat(s), factor = f32x4.splat(a), share = f32x4.splat(keepShare), even = f32x4.splat(spread);
  for (let i: i32 = 0; i < n; i += 4, y += 16, t += 16) {
    let target = madd(v128.load(t), share, even);
    if (w != 0) {
      target = f32x4.mul(target, v128.load(w));
      w += 16;
    }
    v128.store(y, f32x4.mul(scale, madd(v128.load(y), factor, f32x4.neg(target))));
  }
}

// Many rows in one call

/** `y = softmax(x)` of `rows` rows. */
export function rowsSoftmax(x: usize, y: usize, rows: i32, n: i32): void {
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes, y += bytes) {
    rowDivide(y, n, f32(1 + rowStoreRest(x, y, n, rowMax(x, n))));
  }
}

/** `y = x − log Σ exp x` of `rows` rows; maximum and log of the sum of each go to `stats`, two float64. */
export function rowsLogSoftmax(x: usize, y: usize, rows: i32, n: i32, stats: usize): void {
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes, y += bytes, stats += 16) {
    const max = rowMax(x, n);
    const logSum = Math.log1p(rowRest(x, n, max));
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    rowShift(x, y, n, max, f32(logSum));
  }
}

/** Maximum and `Σ exp(x − max)` without one of the maxima of each row, two float64 in `out`. */
export function rowsSumExp(x: usize, out: usize, rows: i32, n: i32): void {
  for (const bytes = <usize>n << 2; rows > 0; rows--, x += bytes, out += 16) {
    const max = rowMax(x, n);
    store<f64>(out, max);
    store<f64>(out, rowRest(x, n, max), 8);
  }
}

/**
 * Cross-entropy of `rows` rows against class indices; the formulas stand in src/kernels/kernels.ts.
 *
 * @param targets - int32 for each row, negative for an ignored one.
 * @param weights - float32 for each class, or 0.
 * @param weightSum - Σ of the weights.
 * @param losses - float64 for each row.
 * @param scales - float64 for each row, `scaleStep` bytes apart; 0 where no gradient is wanted.
 * @param y - the gradient, where it is wanted.
 */
export function rowsCrossEntropy(
  x: usize, y: usize, rows: i32, n: i32, targets: usize, weights: usize,
  smoothing: f64, weightSum: f64, losses: usize, scales: usize, scaleStep: usize,
): void {
  const bytes = <usize>n << 2;
  const spread = smoothing / f64(n);
  for (; rows > 0; rows--, x += bytes, y += bytes, targets += 4, losses += 8, scales += scaleStep) {
    const target = load<i32>(targets);
    if (target < 0) {
      store<f64>(losses, 0);
      if (scales != 0) memory.fill(y, 0, bytes);
      continue;
    }
    const max = rowMax(x, n);
    const rest = scales != 0 ? rowStoreRest(x, y, n, max) : rowRest(x, n, max);
    const logSum = Math.log1p(rest);
    const weight: f64 = weights != 0 ? load<f32>(weights + (<usize>target << 2)) : 1;
    const hit = weight * (1 - smoothing);
    let loss = hit * (f64(max) - f64(load<f32>(x + (<usize>target << 2))) + logSum);
    if (smoothing > 0) loss += spread * (rowSpread(x, weights, n, max) + weightSum * logSum);
    store<f64>(losses, loss);
    if (scales == 0) continue;
    const s = load<f64>(scales);
    const a = s * (hit + spread * (smoothing > 0 ? weightSum : 0)) / (1 + rest);
    const at = y + (<usize>target << 2);
    // The target's own gradient in double precision: near p = 1 it is a small difference.
    const share = hit + (smoothing > 0 ? spread * weight : 0);
    const own = a * f64(load<f32>(at)) - s * share;
    rowScale(y, weights, n, f32(a), f32(s * spread));
    store<f32>(at, f32(own));
  }
}

/** Cross-entropy of `rows` rows against class probabilities `t`, laid out like `x`. As {@link rowsCrossEntropy}. */
export function rowsCrossEntropyProbs(
  x: usize, y: usize, t: usize, rows: i32, n: i32, weights: usize,
  smoothing: f64, losses: usize, stats: usize, scales: usize, scaleStep: usize,
): void {
  const bytes = <usize>n << 2;
  const keepShare = f32(1 - smoothing), spread = f32(smoothing / f64(n));
  for (; rows > 0; rows--, x += bytes, y += bytes, t += bytes, losses += 8, stats += 16, scales += scaleStep) {
    const max = rowMax(x, n);
    const rest = scales != 0 ? rowStoreRest(x, y, n, max) : rowRest(x, n, max);
    const logSum = Math.log1p(rest);
    store<f64>(stats, max);
    store<f64>(stats, logSum, 8);
    memory.fill(PROBS, 0, 24);
    rowProbs(x, t, weights, n, max, keepShare, spread);
    const mass = load<f64>(PROBS);
    const counts = load<f64>(PROBS, 16) != 0;
    store<f64>(losses, counts ? load<f64>(PROBS, 8) + mass * logSum : 0);
    if (scales == 0) continue;
    if (!counts) {
      memory.fill(y, 0, bytes);
      continue;
    }
    const s = load<f64>(scales);
    rowProbsScale(y, t, weights, n, f32(s), f32(mass / (1 + rest)), keepShare, spread);
  }
}

/** `dx = y · (dy − Σ dy · y)` of `rows` rows. */
export function rowsSoftmaxGrad(dy: usize, y: usize, dx: usize, rows: i32, n: i32): void {
  for (const bytes = <usize>n << 2; rows > 0; rows--, dy += bytes, y += bytes, dx += bytes) {
    let dot: f64 = 0;
    for (let i: i32 = 0; i < n; ) {
      let sum = f32x4.splat(0);
      const end = i32(Math.min(i + BLOCK * BLOCKS_PER_SUM, n));
      for (; i < end; i += 4) {
        const at = <usize>i << 2;
        let term = f32x4.mul(v128.load(dy + at), v128.load(y + at));
        if (n - i < 4) term = v128.and(term, keep(n - i));
        sum = f32x4.add(sum, term);
      }
      dot += sumLanes(sum);
    }
    const d = f32x4.splat(f32(dot));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(dx + at, f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(dy + at), d)));
    }
  }
}

/** `dx = dy − exp(x − max) / exp(logSum) · Σ dy` of `rows` rows, the two from `stats`. */
export function rowsLogSoftmaxGrad(dy: usize, x: usize, dx: usize, rows: i32, n: i32, stats: usize): void {
  for (const bytes = <usize>n << 2; rows > 0; rows--, dy += bytes, x += bytes, dx += bytes, stats += 16) {
    let total: f64 = 0;
    for (let i: i32 = 0; i < n; ) {
      let sum = f32x4.splat(0);
      const end = i32(Math.min(i + BLOCK * BLOCKS_PER_SUM, n));
      for (; i < end; i += 4) {
        let term = v128.load(dy + (<usize>i << 2));
        if (n - i < 4) term = v128.and(term, keep(n - i));
        sum = f32x4.add(sum, term);
      }
      total += sumLanes(sum);
    }
    const negative = f32x4.splat(f32(-total));
    const max = f32x4.splat(f32(load<f64>(stats))), share = f32x4.splat(f32(Math.exp(-load<f64>(stats, 8))));
    for (let at: usize = 0; at < bytes; at += 16) {
      const e = f32x4.mul(expVector(v128.load(x + at), max), share);
      v128.store(dx + at, madd(e, negative, v128.load(dy + at)));
    }
  }
}

/** `y = exp(x − shift)` of `n` numbers: for the test of the exponential. */
export function exponentials(x: usize, y: usize, n: i32, shift: f32): void {
  rowStoreRest(x, y, n, shift);
}
