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

/** The largest of a row; NaN if there is one. */
// @ts-ignore: decorator
@inline
function rowMax(x: usize, n: i32): f32 {
  const least = f32x4.splat(-Infinity);
  let a = least, b = least;
  let i: i32 = 0;
  for (; i + 8 <= n; i += 8, x += 32) {
    a = f32x4.max(a, v128.load(x));
    b = f32x4.max(b, v128.load(x, 16));
  }
  for (; i < n; i += 4, x += 16) a = f32x4.max(a, v128.bitselect(v128.load(x), least, keep(n - i)));
  a = f32x4.max(a, b);
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)), max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

export function rowsAmax(rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--, y += 4, x += <usize>n << 2) store<f32>(y, rowMax(x, n));
}

export function planesAmax(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  for (; count > 0; count--, x += <usize>n << 2) {
    for (let i: i32 = 0, p = x, q = y; i < n; i += 4, p += 16, q += 16) {
      v128.store(q, f32x4.max(v128.load(q), v128.load(p)));
    }
  }
}

/** y is int32. */
export function rowsArgmax(rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--, y += 4, x += <usize>n << 2) {
    const best = f32x4.splat(rowMax(x, n)), isNaN = f32x4.ne(best, best);
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

/** y is int32; the largest numbers so far lie behind it. */
export function planesArgmax(count: i32, n: i32, x: usize, y: usize, first: i32): void {
  const largest = y + (<usize>(n + 4) << 2);
  for (; count > 0; count--, first++, x += <usize>n << 2) {
    const place = i32x4.splat(first);
    for (let i: i32 = 0, p = x, q = y, best = largest; i < n; i += 4, p += 16, q += 16, best += 16) {
      const v = v128.load(p), m = v128.load(best);
      // Larger, or the first NaN.
      const wins = v128.or(f32x4.gt(v, m), v128.and(f32x4.ne(v, v), f32x4.eq(m, m)));
      v128.store(best, v128.bitselect(v, m, wins));
      v128.store(q, v128.bitselect(place, v128.load(q), wins));
    }
  }
}
