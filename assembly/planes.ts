/**
 * Kernels over planes: `classes` planes of `n` positions each, `stride` numbers apart; the line of a position goes through
 * all planes. Sixteen positions at a time go through the classes together. Per-position arrays have room for a multiple of
 * sixteen; of the planes nothing is written beyond `n`.
 *
 * Sums run in float32 over 64 classes at most, then in double precision.
 */

import { SCRATCH, addLanes, exp16, expVector, isMax, madd, storeLanes } from "./vector";

const CLASSES_PER_SUM: i32 = 64;

/** `max = max(max, x)` over the classes. */
function planesMax(x: usize, classes: i32, stride: i32, n: i32, max: usize): void {
  const step = <usize>stride << 2;
  let i: i32 = 0;
  for (; i + 16 <= n; i += 16, x += 64, max += 64) {
    let a = v128.load(max), b = v128.load(max, 16), c = v128.load(max, 32), d = v128.load(max, 48);
    for (let k: i32 = 0, p = x; k < classes; k++, p += step) {
      a = f32x4.pmax(a, v128.load(p));
      b = f32x4.pmax(b, v128.load(p, 16));
      c = f32x4.pmax(c, v128.load(p, 32));
      d = f32x4.pmax(d, v128.load(p, 48));
    }
    v128.store(max, a);
    v128.store(max, b, 16);
    v128.store(max, c, 32);
    v128.store(max, d, 48);
  }
  for (; i < n; i += 4, x += 16, max += 16) {
    let a = v128.load(max);
    for (let k: i32 = 0, p = x; k < classes; k++, p += step) a = f32x4.pmax(a, v128.load(p));
    v128.store(max, a);
  }
}

/**
 * `rest = Σ exp(x − max)` without one of the maxima of each line, in float64: log1p of it keeps the digits that
 * log(1 + Σ) would lose. With `y` not 0 the exponentials go there, laid out like `x`.
 */
function planesRest(x: usize, y: usize, classes: i32, stride: i32, n: i32, max: usize, rest: usize): void {
  const step = <usize>stride << 2;
  const yStep: usize = y != 0 ? step : 0;
  let to = y != 0 ? y : SCRATCH;
  let i: i32 = 0;
  memory.fill(rest, 0, (<usize>n + 15) << 3);
  for (; i + 16 <= n; i += 16, x += 64, max += 64, rest += 128) {
    const m0 = v128.load(max), m1 = v128.load(max, 16), m2 = v128.load(max, 32), m3 = v128.load(max, 48);
    let h0 = i32x4.splat(0), h1 = h0, h2 = h0, h3 = h0;
    let p = x, q = to;
    for (let k: i32 = 0; k < classes; ) {
      let a = f32x4.splat(0), b = a, c = a, d = a;
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step, q += yStep) {
        exp16(p, q, m0, m1, m2, m3);
        const e0 = isMax(v128.load(p), m0), e1 = isMax(v128.load(p, 16), m1);
        const e2 = isMax(v128.load(p, 32), m2), e3 = isMax(v128.load(p, 48), m3);
        h0 = i32x4.sub(h0, e0);
        h1 = i32x4.sub(h1, e1);
        h2 = i32x4.sub(h2, e2);
        h3 = i32x4.sub(h3, e3);
        a = f32x4.add(a, v128.andnot(v128.load(q), e0));
        b = f32x4.add(b, v128.andnot(v128.load(q, 16), e1));
        c = f32x4.add(c, v128.andnot(v128.load(q, 32), e2));
        d = f32x4.add(d, v128.andnot(v128.load(q, 48), e3));
      }
      addLanes(rest, a);
      addLanes(rest + 32, b);
      addLanes(rest + 64, c);
      addLanes(rest + 96, d);
    }
    addHits(rest, h0);
    addHits(rest + 32, h1);
    addHits(rest + 64, h2);
    addHits(rest + 96, h3);
    if (y != 0) to += 64;
  }
  for (; i < n; i += 4, x += 16, max += 16, rest += 32) {
    const m = v128.load(max);
    let hits = i32x4.splat(0);
    let p = x, q = to;
    for (let k: i32 = 0; k < classes; ) {
      let a = f32x4.splat(0);
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step, q += yStep) {
        const v = v128.load(p);
        const e = expVector(v, m);
        if (y != 0) storeLanes(q, e, n - i);
        const hit = isMax(v, m);
        hits = i32x4.sub(hits, hit);
        a = f32x4.add(a, v128.andnot(e, hit));
      }
      addLanes(rest, a);
    }
    addHits(rest, hits);
    if (y != 0) to += 16;
  }
}

/** Adds the number of maxima but one to four float64 at `p`. */
// @ts-ignore: decorator
@inline
function addHits(p: usize, hits: v128): void {
  addLanes(p, f32x4.sub(f32x4.convert_i32x4_s(hits), f32x4.splat(1)));
}

/** `y = y / divisor`, a float32 divisor for each position. */
function planesDivide(y: usize, classes: i32, stride: i32, n: i32, divisor: usize): void {
  const step = <usize>stride << 2;
  for (let k: i32 = 0; k < classes; k++, y += step) {
    for (let i: i32 = 0, at: usize = 0; i < n; i += 4, at += 16) {
      storeLanes(y + at, f32x4.div(v128.load(y + at), v128.load(divisor + at)), n - i);
    }
  }
}

/** `y = x − max − logSum`, both float32 for each position. */
function planesShift(x: usize, y: usize, classes: i32, stride: i32, n: i32, max: usize, logSum: usize): void {
  const step = <usize>stride << 2;
  for (let k: i32 = 0; k < classes; k++, x += step, y += step) {
    for (let i: i32 = 0, at: usize = 0; i < n; i += 4, at += 16) {
      const shifted = f32x4.sub(v128.load(x + at), v128.load(max + at));
      storeLanes(y + at, f32x4.sub(shifted, v128.load(logSum + at)), n - i);
    }
  }
}

/** `y = a · y − b · w`, `a` and `b` float32 for each position, `w` for each class or 0 for 1; in place. */
function planesScale(y: usize, w: usize, classes: i32, stride: i32, n: i32, a: usize, b: usize, spread: bool): void {
  const step = <usize>stride << 2;
  for (let k: i32 = 0; k < classes; k++, y += step) {
    const negative = f32x4.splat(w != 0 ? -load<f32>(w + (<usize>k << 2)) : -1);
    for (let i: i32 = 0, at: usize = 0; i < n; i += 4, at += 16) {
      let v = f32x4.mul(v128.load(y + at), v128.load(a + at));
      if (spread) v = madd(v128.load(b + at), negative, v);
      storeLanes(y + at, v, n - i);
    }
  }
}

/** `out = Σ w (max − x)` in float64 for each position, `w` for each class or 0 for 1. */
function planesSpread(x: usize, w: usize, classes: i32, stride: i32, n: i32, max: usize, out: usize): void {
  const step = <usize>stride << 2;
  for (let i: i32 = 0; i < n; i += 4, x += 16, max += 16, out += 32) {
    const m = v128.load(max);
    memory.fill(out, 0, 32);
    for (let k: i32 = 0, p = x; k < classes; ) {
      let sum = f32x4.splat(0);
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step) {
        const term = f32x4.sub(m, v128.load(p));
        sum = f32x4.add(sum, w != 0 ? f32x4.mul(term, f32x4.splat(load<f32>(w + (<usize>k << 2)))) : term);
      }
      addLanes(out, sum);
    }
  }
}

/**
 * What a line needs while its planes are worked through, one array behind the other at `state`: max float32, rest float64,
 * a and b float32, extra and more float64. Each has room for `room` positions, a multiple of sixteen.
 */
// @ts-ignore: decorator
@inline
function restAt(state: usize, room: i32): usize {
  return state + (<usize>room << 2);
}
// @ts-ignore: decorator
@inline
function aAt(state: usize, room: i32): usize {
  return state + <usize>room * 12;
}
// @ts-ignore: decorator
@inline
function bAt(state: usize, room: i32): usize {
  return state + (<usize>room << 4);
}
// @ts-ignore: decorator
@inline
function extraAt(state: usize, room: i32): usize {
  return state + <usize>room * 20;
}
// @ts-ignore: decorator
@inline
function moreAt(state: usize, room: i32): usize {
  return state + <usize>room * 28;
}

/** Maxima and rests of all lines, into `state`. */
// @ts-ignore: decorator
@inline
function begin(x: usize, y: usize, classes: i32, stride: i32, n: i32, state: usize, room: i32): void {
  for (let i: i32 = 0; i < room; i++) store<f32>(state + (<usize>i << 2), -Infinity);
  planesMax(x, classes, stride, n, state);
  planesRest(x, y, classes, stride, n, state, restAt(state, room));
}

/** `y = softmax(x)`. */
export function planesSoftmax(x: usize, y: usize, classes: i32, stride: i32, n: i32, state: usize, room: i32): void {
  begin(x, y, classes, stride, n, state, room);
  for (let i: i32 = 0; i < n; i++) {
    store<f32>(aAt(state, room) + (<usize>i << 2), f32(1 + load<f64>(restAt(state, room) + (<usize>i << 3))));
  }
  planesDivide(y, classes, stride, n, aAt(state, room));
}

/** `y = x − log Σ exp x`; maximum and log of the sum of each line go to `stats`, two float64. */
export function planesLogSoftmax(
  x: usize, y: usize, classes: i32, stride: i32, n: i32, state: usize, room: i32, stats: usize,
): void {
  begin(x, 0, classes, stride, n, state, room);
  for (let i: i32 = 0; i < n; i++, stats += 16) {
    const logSum = Math.log1p(load<f64>(restAt(state, room) + (<usize>i << 3)));
    store<f32>(aAt(state, room) + (<usize>i << 2), f32(logSum));
    store<f64>(stats, load<f32>(state + (<usize>i << 2)));
    store<f64>(stats, logSum, 8);
  }
  planesShift(x, y, classes, stride, n, state, aAt(state, room));
}

/** Maximum and rest of each line, two float64 in `out`. */
export function planesSumExp(
  x: usize, classes: i32, stride: i32, n: i32, state: usize, room: i32, out: usize,
): void {
  begin(x, 0, classes, stride, n, state, room);
  for (let i: i32 = 0; i < n; i++, out += 16) {
    store<f64>(out, load<f32>(state + (<usize>i << 2)));
    store<f64>(out, load<f64>(restAt(state, room) + (<usize>i << 3)), 8);
  }
}

/** Cross-entropy of lines through planes against class indices; as `rowsCrossEntropy`. */
export function planesCrossEntropy(
  x: usize, y: usize, classes: i32, stride: i32, n: i32, targets: usize, weights: usize,
  smoothing: f64, weightSum: f64, losses: usize, scales: usize, scaleStep: usize, state: usize, room: i32,
): void {
  const spread = smoothing / f64(classes);
  const smooth = smoothing > 0;
  begin(x, scales != 0 ? y : 0, classes, stride, n, state, room);
  if (smooth) planesSpread(x, weights, classes, stride, n, state, extraAt(state, room));
  for (let i: i32 = 0; i < n; i++) {
    const at4 = <usize>i << 2, at8 = <usize>i << 3;
    const target = load<i32>(targets + at4);
    if (target < 0) {
      store<f64>(losses + at8, 0);
      continue;
    }
    const logSum = Math.log1p(load<f64>(restAt(state, room) + at8));
    const weight: f64 = weights != 0 ? load<f32>(weights + (<usize>target << 2)) : 1;
    const hit = weight * (1 - smoothing);
    const logit: f64 = load<f32>(x + ((<usize>target * stride) << 2) + at4);
    let loss = hit * (f64(load<f32>(state + at4)) - logit + logSum);
    if (smooth) loss += spread * (load<f64>(extraAt(state, room) + at8) + weightSum * logSum);
    store<f64>(losses + at8, loss);
  }
  if (scales == 0) return;
  // What the target's own gradient needs is kept in `more`, because scaling overwrites its exponential.
  for (let i: i32 = 0; i < n; i++) {
    const at4 = <usize>i << 2, at8 = <usize>i << 3;
    const target = load<i32>(targets + at4);
    let a: f64 = 0, b: f64 = 0;
    if (target >= 0) {
      const s = load<f64>(scales + <usize>i * scaleStep);
      const weight: f64 = weights != 0 ? load<f32>(weights + (<usize>target << 2)) : 1;
      const hit = weight * (1 - smoothing);
      a = s * (hit + (smooth ? spread * weightSum : 0)) / (1 + load<f64>(restAt(state, room) + at8));
      b = s * spread;
      const e: f64 = load<f32>(y + ((<usize>target * stride) << 2) + at4);
      store<f64>(moreAt(state, room) + at8, a * e - s * (hit + (smooth ? spread * weight : 0)));
    }
    store<f32>(aAt(state, room) + at4, f32(a));
    store<f32>(bAt(state, room) + at4, f32(b));
  }
  planesScale(y, weights, classes, stride, n, aAt(state, room), bAt(state, room), smooth);
  for (let i: i32 = 0; i < n; i++) {
    const at4 = <usize>i << 2;
    const target = load<i32>(targets + at4);
    if (target >= 0) {
      store<f32>(y + ((<usize>target * stride) << 2) + at4, f32(load<f64>(moreAt(state, room) + (<usize>i << 3))));
    } else {
      // An ignored line is exactly 0, also where its exponentials are NaN.
      for (let k: i32 = 0, p = y + at4; k < classes; k++, p += <usize>stride << 2) store<f32>(p, 0);
    }
  }
}

/** Mass `Σ w t'` and cross `Σ w t' (max − x)` of each line into `mass` and `cross`, float64; `any` float32: 1 if any t' ≠ 0. */
function planesProbs(
  x: usize, t: usize, w: usize, classes: i32, stride: i32, n: i32, max: usize,
  keepShare: f32, spread: f32, mass: usize, cross: usize, any: usize,
): void {
  const step = <usize>stride << 2;
  const share = f32x4.splat(keepShare), even = f32x4.splat(spread), zero = f32x4.splat(0), one = f32x4.splat(1);
  for (let i: i32 = 0; i < n; i += 4, x += 16, t += 16, max += 16, mass += 32, cross += 32, any += 16) {
    const m = v128.load(max);
    memory.fill(mass, 0, 32);
    memory.fill(cross, 0, 32);
    let found = zero;
    for (let k: i32 = 0, p = x, q = t; k < classes; ) {
      let massSum = zero, crossSum = zero;
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step, q += step) {
        let target = madd(v128.load(q), share, even);
        const counts = f32x4.ne(target, zero);
        found = v128.or(found, counts);
        if (w != 0) target = v128.and(f32x4.mul(target, f32x4.splat(load<f32>(w + (<usize>k << 2)))), counts);
        massSum = f32x4.add(massSum, target);
        crossSum = f32x4.add(crossSum, v128.and(f32x4.mul(target, f32x4.sub(m, v128.load(p))), counts));
      }
      addLanes(mass, massSum);
      addLanes(cross, crossSum);
    }
    v128.store(any, v128.and(found, one));
  }
}

/** `y = s · (a · y − w t')` with `t' = t · keepShare + spread`; in place, exactly 0 where `any` is 0. */
function planesProbsScale(
  y: usize, t: usize, w: usize, classes: i32, stride: i32, n: i32, s: usize, a: usize, any: usize,
  keepShare: f32, spread: f32,
): void {
  const step = <usize>stride << 2;
  const share = f32x4.splat(keepShare), even = f32x4.splat(spread), zero = f32x4.splat(0);
  for (let k: i32 = 0; k < classes; k++, y += step, t += step) {
    const negative = f32x4.splat(w != 0 ? -load<f32>(w + (<usize>k << 2)) : -1);
    for (let i: i32 = 0, at: usize = 0; i < n; i += 4, at += 16) {
      const target = f32x4.mul(madd(v128.load(t + at), share, even), negative);
      const v = f32x4.mul(v128.load(s + at), madd(v128.load(y + at), v128.load(a + at), target));
      storeLanes(y + at, v128.and(v, f32x4.ne(v128.load(any + at), zero)), n - i);
    }
  }
}

/** Cross-entropy of lines through planes against class probabilities; as `rowsCrossEntropyProbs`. */
export function planesCrossEntropyProbs(
  x: usize, y: usize, t: usize, classes: i32, stride: i32, n: i32, weights: usize,
  smoothing: f64, losses: usize, stats: usize, scales: usize, scaleStep: usize, state: usize, room: i32,
): void {
  const keepShare = f32(1 - smoothing), spread = f32(smoothing / f64(classes));
  const mass = extraAt(state, room), cross = moreAt(state, room), any = aAt(state, room);
  begin(x, scales != 0 ? y : 0, classes, stride, n, state, room);
  planesProbs(x, t, weights, classes, stride, n, state, keepShare, spread, mass, cross, any);
  const factors = bAt(state, room); // of the scaling; its s takes the place of the maxima, which are done with
  for (let i: i32 = 0; i < n; i++, stats += 16) {
    const at4 = <usize>i << 2, at8 = <usize>i << 3;
    const rest = load<f64>(restAt(state, room) + at8);
    const logSum = Math.log1p(rest);
    store<f64>(stats, load<f32>(state + at4));
    store<f64>(stats, logSum, 8);
    const counts = load<f32>(any + at4) != 0;
    store<f64>(losses + at8, counts ? load<f64>(cross + at8) + load<f64>(mass + at8) * logSum : 0);
    if (scales == 0) continue;
    const s = load<f64>(scales + <usize>i * scaleStep);
    store<f32>(factors + at4, f32(load<f64>(mass + at8) / (1 + rest)));
    store<f32>(state + at4, f32(s));
  }
  if (scales != 0) {
    planesProbsScale(y, t, weights, classes, stride, n, state, factors, any, keepShare, spread);
  }
}

/** `dx = y · (dy − Σ dy · y)`; `state` has room for a float64 for each position. */
export function planesSoftmaxGrad(
  dy: usize, y: usize, dx: usize, classes: i32, stride: i32, n: i32, state: usize,
): void {
  const step = <usize>stride << 2;
  for (let i: i32 = 0; i < n; i += 4, dy += 16, y += 16, dx += 16) {
    memory.fill(state, 0, 32);
    for (let k: i32 = 0, p = dy, q = y; k < classes; ) {
      let sum = f32x4.splat(0);
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step, q += step) sum = f32x4.add(sum, f32x4.mul(v128.load(p), v128.load(q)));
      addLanes(state, sum);
    }
    const dot = f32x4(
      f32(load<f64>(state)), f32(load<f64>(state, 8)), f32(load<f64>(state, 16)), f32(load<f64>(state, 24)),
    );
    for (let k: i32 = 0, p = dy, q = y, r = dx; k < classes; k++, p += step, q += step, r += step) {
      storeLanes(r, f32x4.mul(v128.load(q), f32x4.sub(v128.load(p), dot)), n - i);
    }
  }
}

/** `dx = dy − exp(x − max) / exp(logSum) · Σ dy`, the two from `stats`. */
export function planesLogSoftmaxGrad(
  dy: usize, x: usize, dx: usize, classes: i32, stride: i32, n: i32, stats: usize, state: usize,
): void {
  const step = <usize>stride << 2;
  for (let i: i32 = 0; i < n; i += 4, dy += 16, x += 16, dx += 16, stats += 64) {
    memory.fill(state, 0, 32);
    for (let k: i32 = 0, p = dy; k < classes; ) {
      let sum = f32x4.splat(0);
      const end = i32(Math.min(k + CLASSES_PER_SUM, classes));
      for (; k < end; k++, p += step) sum = f32x4.add(sum, v128.load(p));
      addLanes(state, sum);
    }
    const negative = f32x4(
      -f32(load<f64>(state)), -f32(load<f64>(state, 8)), -f32(load<f64>(state, 16)), -f32(load<f64>(state, 24)),
    );
    const max = f32x4(f32(load<f64>(stats)), f32(load<f64>(stats, 16)), f32(load<f64>(stats, 32)), f32(load<f64>(stats, 48)));
    const share = f32x4(
      f32(Math.exp(-load<f64>(stats, 8))), f32(Math.exp(-load<f64>(stats, 24))),
      f32(Math.exp(-load<f64>(stats, 40))), f32(Math.exp(-load<f64>(stats, 56))),
    );
    for (let k: i32 = 0, p = dy, q = x, r = dx; k < classes; k++, p += step, q += step, r += step) {
      const e = f32x4.mul(expVector(v128.load(q), max), share);
      storeLanes(r, madd(e, negative, v128.load(p)), n - i);
    }
  }
}
