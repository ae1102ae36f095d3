/**
 * Kernels over planes: `classes` planes of `n` positions each, `stride` numbers apart; the line of a position goes through
 * all planes. Up to three positions beyond a plane are read; nothing is written there. Most work in place, strip by strip:
 * see strips.ts.
 */

import { lengthOf, pointer, roomOf, scalar, stepOf, strideOf } from "./call";
import * as at from "./operands";
import { lossOfThree, lossOfTwo } from "./few";
import { CANCELLED, lossesOf, sumOfWeights } from "./rows";
import {
  CLASSES_PER_SUM, COUNTS, CROSSES, FACTORS, MASSES, MAXIMA, NEAR, RESTS, SUMS, TOPS, addTo, bringNear, dropIgnored,
  findMaxima, scaleAndSpread, scaleLines, scalesAt, startLosses, storeOwn, stripOf, takeExponentials, takeFactors, takeLines,
  takeSpreads,
} from "./strips";
import { UNIT, addLogs, addProducts, addTotal, baseOf, demote, demoteLost, expVector, log1pPair, logOfBase, lowestOf, madd, promote, storeLanes } from "./vector";

/** The logarithms of `1 + RESTS` in its place. */
function takeLogs(n: i32): void {
  for (let p = RESTS; n > 0; n -= 2, p += 16) v128.store(p, log1pPair(v128.load(p)));
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

/** Cross-entropy of lines through planes against class indices; as `rowsCrossEntropy`, with room for four lines more. */
export function planesCrossEntropy(call: usize, n: i32): bool {
  const classes = lengthOf(call), step = <usize>strideOf(call) << 2, strip = stripOf(classes);
  let x = pointer(call, at.crossEntropy.x), targets = pointer(call, at.crossEntropy.targets);
  let losses = lossesOf(call, n);
  const weights = pointer(call, at.crossEntropy.weights), smoothing = scalar(call, at.crossEntropy.labelSmoothing);
  let scales = pointer(call, at.crossEntropy.dx) != 0 ? pointer(call, at.crossEntropy.scale) : 0;
  const scaleStep = stepOf(call, at.crossEntropy.scale);
  const total = pointer(call, at.crossEntropy.total);
  const isSum = total != 0 && pointer(call, at.crossEntropy.losses) == 0 && weights == 0 && smoothing == 0;
  if (isSum && scaleStep == 0) {
    const gradient = scales != 0, scale = gradient ? load<f64>(scales) : 0;
    if (classes == 2) return addTotal(total, lossOfTwo(x, step, targets, n, scale, gradient));
    if (classes == 3) return addTotal(total, lossOfThree(x, step, targets, n, scale, gradient));
  }
  const smooth = smoothing > 0, weightSum = smooth ? sumOfWeights(weights, classes) : 0;
  let shares = roomOf(call), rests = shares + (<usize>(n + 4) << 3);
  const lossesStart = losses, sharesStart = shares, restsStart = rests, all = n;
  const bytes = <usize>strip << 2;
  for (; n > 0; n -= strip, x += bytes, targets += bytes, losses += bytes << 1, shares += bytes << 1, rests += bytes << 1) {
    const count = min(n, strip);
    findMaxima(x, classes, step, count);
    if (smooth) takeSpreads(x, weights, classes, step, count);
    startLosses(x, step, targets, weights, classes, count, losses, shares, smoothing, weightSum);
    takeLines(x, x, classes, step, count, rests);
    if (scales != 0) {
      takeFactors(x, step, targets, classes, count, scales, scaleStep, shares, rests, smoothing);
      if (smooth) scaleAndSpread(x, weights, classes, step, count);
      else scaleLines(x, classes, step, count);
      storeOwn(x, targets, 0, classes, classes, step, count);
      scales += scaleStep * strip;
    }
    dropIgnored(targets, classes, count, rests);
  }
  if (isSum) return addProducts(all, lossesStart, restsStart, total);
  return addLogs(all, lossesStart, sharesStart, restsStart, total);
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
