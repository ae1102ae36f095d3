/**
 * The first elements of a row in descending order, as src/backends/reference/score.ts finds them: a heap in the place of the
 * result, whose front is the last of the best so far. Sixteen float32 at a time are compared with it, and most are none.
 */

import { lengthOf, pointer, stepOf } from "./call";
import * as at from "./operands";

/** Numbers that are looked at together. */
const TOGETHER: i32 = 16;

/** Whether `a` at place `p` comes after `b` at place `q`. */
// @ts-ignore: decorator
@inline
function isBehind(a: f64, p: i32, b: f64, q: i32): bool {
  return b > a || (a == b && p > q);
}

/** Puts an element into the heap of `n`: at position `i`, or below, where those before it are. */
function sink(values: usize, places: usize, n: i32, i: i32, value: f64, place: i32): void {
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    let v = load<f64>(values + (<usize>child << 3)), p = load<i32>(places + (<usize>child << 2));
    if (child + 1 < n) {
      const w = load<f64>(values + (<usize>child << 3), 8), q = load<i32>(places + (<usize>child << 2), 4);
      if (isBehind(w, q, v, p)) {
        child++;
        v = w;
        p = q;
      }
    }
    if (!isBehind(v, p, value, place)) break;
    store<f64>(values + (<usize>i << 3), v);
    store<i32>(places + (<usize>i << 2), p);
    i = child;
  }
  store<f64>(values + (<usize>i << 3), value);
  store<i32>(places + (<usize>i << 2), place);
}

/** The first of the numbers from `i` on, or of the last few, where one may be greater than `limit` or NaN. */
// @ts-ignore: decorator
@inline
function skip(x: usize, i: i32, n: i32, limit: v128): i32 {
  for (; i + TOGETHER <= n; i += TOGETHER) {
    const p = x + (<usize>i << 2);
    const a = v128.and(f32x4.le(v128.load(p), limit), f32x4.le(v128.load(p, 16), limit));
    const b = v128.and(f32x4.le(v128.load(p, 32), limit), f32x4.le(v128.load(p, 48), limit));
    if (!i32x4.all_true(v128.and(a, b))) break;
  }
  return i;
}

/** The first `k` of `n` numbers; false where one of them is NaN. */
function topOfRow<T>(x: usize, n: i32, k: i32, values: usize, places: usize): bool {
  for (let i: i32 = 0; i < k; i++) {
    const value = f64(load<T>(x + <usize>i * sizeof<T>()));
    if (value != value) return false;
    store<f64>(values + (<usize>i << 3), value);
    store<i32>(places + (<usize>i << 2), i);
  }
  for (let i: i32 = (k >> 1) - 1; i >= 0; i--) sink(values, places, k, i, load<f64>(values + (<usize>i << 3)), i);
  let least = load<f64>(values);
  for (let i = k; i < n; ) {
    if (sizeof<T>() == 4) i = skip(x, i, n, f32x4.splat(f32(least)));
    for (const end = min(i + TOGETHER, n); i < end; i++) {
      const value = f64(load<T>(x + <usize>i * sizeof<T>()));
      if (value <= least) continue;
      if (value != value) return false;
      sink(values, places, k, 0, value, i);
      least = load<f64>(values);
    }
  }
  for (let m = k - 1; m > 0; m--) {
    const value = load<f64>(values + (<usize>m << 3)), place = load<i32>(places + (<usize>m << 2));
    store<f64>(values + (<usize>m << 3), load<f64>(values));
    store<i32>(places + (<usize>m << 2), load<i32>(places));
    sink(values, places, m, 0, value, place);
  }
  return true;
}

/** The first elements of `rows` rows, NaN in front of a row that has one; says whether none has. */
// @ts-ignore: decorator
@inline
function topOfRows<T>(call: usize, rows: i32): bool {
  const n = lengthOf(call), step = stepOf(call, at.topK.values), k = <i32>(step >> 3);
  let x = pointer(call, at.topK.x), values = pointer(call, at.topK.values), places = pointer(call, at.topK.places);
  let content = true;
  for (; rows > 0; rows--, x += <usize>n * sizeof<T>(), values += step, places += step >> 1) {
    if (topOfRow<T>(x, n, k, values, places)) continue;
    store<f64>(values, NaN);
    content = false;
  }
  return content;
}

export function rowsTopK(call: usize, rows: i32): bool {
  return topOfRows<f32>(call, rows);
}

export function rows64TopK(call: usize, rows: i32): bool {
  return topOfRows<f64>(call, rows);
}
