/**
 * Reductions of `n` numbers side by side to one, for some rows, and of `count` planes of `n` numbers each, the first of
 * which has the number `first`, to the `n` numbers of y, which holds what came of the planes before. Up to three numbers
 * beyond x are read, and as many beyond y written.
 */

import { keep, promote } from "./vector";

/** Σ of the lanes: of a in its order, then of b. */
// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f64 {
  const pair = f64x2.add(a, b);
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** y is float64. */
export function rowsSum(rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--, y += 8) {
    let a = f64x2.splat(0), b = a, c = a, d = a;
    let i: i32 = 0;
    for (; i + 8 <= n; i += 8, x += 32) {
      const u = v128.load(x), v = v128.load(x, 16);
      a = f64x2.add(a, promote(u, false));
      b = f64x2.add(b, promote(u, true));
      c = f64x2.add(c, promote(v, false));
      d = f64x2.add(d, promote(v, true));
    }
    for (; i < n; i += 4, x += 16) {
      const u = v128.and(v128.load(x), keep(n - i));
      a = f64x2.add(a, promote(u, false));
      b = f64x2.add(b, promote(u, true));
    }
    x += <usize>(n - i) << 2; // back to the end of the row
    store<f64>(y, total(f64x2.add(a, c), f64x2.add(b, d)));
  }
}

/** y is float64. */
export function planesSum(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  const plane = <usize>n << 2;
  for (let k: i32 = 0; k < count; ) {
    const two = k + 1 < count;
    for (let i: i32 = 0, p = x, q = y; i < n; i += 4, p += 16, q += 32) {
      const u = v128.load(p);
      let low = f64x2.add(v128.load(q), promote(u, false)), high = f64x2.add(v128.load(q, 16), promote(u, true));
      if (two) {
        const v = v128.load(p + plane);
        low = f64x2.add(low, promote(v, false));
        high = f64x2.add(high, promote(v, true));
      }
      v128.store(q, low);
      v128.store(q, high, 16);
    }
    const done = two ? 2 : 1;
    k += done;
    x += plane * done;
  }
}

/** The larger or smaller of each pair; a NaN wins. `least` is a constant, as in all that follows. */
// @ts-ignore: decorator
@inline
function extremes(least: bool, a: v128, b: v128): v128 {
  return least ? f32x4.min(a, b) : f32x4.max(a, b);
}

/** The largest or smallest of a row; NaN if there is one. */
// @ts-ignore: decorator
@inline
function extremeOfRow(least: bool, x: usize, n: i32): f32 {
  const start = f32x4.splat(least ? Infinity : -Infinity);
  let a = start, b = start;
  let i: i32 = 0;
  for (; i + 8 <= n; i += 8, x += 32) {
    a = extremes(least, a, v128.load(x));
    b = extremes(least, b, v128.load(x, 16));
  }
  for (; i < n; i += 4, x += 16) a = extremes(least, a, v128.bitselect(v128.load(x), start, keep(n - i)));
  a = extremes(least, a, b);
  a = extremes(least, a, i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(extremes(least, a, i32x4.shuffle(a, a, 1, 0, 3, 2)), 0);
}

// @ts-ignore: decorator
@inline
function rowsExtreme(least: bool, rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--, y += 4, x += <usize>n << 2) store<f32>(y, extremeOfRow(least, x, n));
}

// @ts-ignore: decorator
@inline
function planesExtreme(least: bool, count: i32, n: i32, x: usize, y: usize): void {
  for (; count > 0; count--, x += <usize>n << 2) {
    for (let i: i32 = 0, p = x, q = y; i < n; i += 4, p += 16, q += 16) {
      v128.store(q, extremes(least, v128.load(q), v128.load(p)));
    }
  }
}

// @ts-ignore: decorator
@inline
function rowsPlace(least: bool, rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--, y += 4, x += <usize>n << 2) {
    const best = f32x4.splat(extremeOfRow(least, x, n)), isNaN = f32x4.ne(best, best);
    let i: i32 = 0;
    for (;;) {
      const v = v128.load(x + (<usize>i << 2));
      const found = i32x4.bitmask(v128.or(f32x4.eq(v, best), v128.and(isNaN, f32x4.ne(v, v))));
      if (found != 0) {
        store<i32>(y, i + ctz(found));
        break;
      }
      i += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function planesPlace(least: bool, count: i32, n: i32, x: usize, y: usize, first: i32): void {
  const extreme = y + (<usize>(n + 4) << 2);
  for (; count > 0; count--, first++, x += <usize>n << 2) {
    const place = i32x4.splat(first);
    for (let i: i32 = 0, p = x, q = y, best = extreme; i < n; i += 4, p += 16, q += 16, best += 16) {
      const v = v128.load(p), m = v128.load(best);
      // Further out, or the first NaN.
      const further = least ? f32x4.lt(v, m) : f32x4.gt(v, m);
      const wins = v128.or(further, v128.and(f32x4.ne(v, v), f32x4.eq(m, m)));
      v128.store(best, v128.bitselect(v, m, wins));
      v128.store(q, v128.bitselect(place, v128.load(q), wins));
    }
  }
}

export function rowsAmax(rows: i32, n: i32, x: usize, y: usize): void {
  rowsExtreme(false, rows, n, x, y);
}

export function planesAmax(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  planesExtreme(false, count, n, x, y);
}

export function rowsAmin(rows: i32, n: i32, x: usize, y: usize): void {
  rowsExtreme(true, rows, n, x, y);
}

export function planesAmin(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  planesExtreme(true, count, n, x, y);
}

/** y is int32. */
export function rowsArgmax(rows: i32, n: i32, x: usize, y: usize): void {
  rowsPlace(false, rows, n, x, y);
}

/** y is int32; the largest numbers so far lie behind it. */
export function planesArgmax(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  planesPlace(false, count, n, x, y, first);
}

/** y is int32. */
export function rowsArgmin(rows: i32, n: i32, x: usize, y: usize): void {
  rowsPlace(true, rows, n, x, y);
}

/** y is int32; the smallest numbers so far lie behind it. */
export function planesArgmin(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  planesPlace(true, count, n, x, y, first);
}
