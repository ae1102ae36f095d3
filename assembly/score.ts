/**
 * What is said of a row by itself; the formulas stand in src/backends/table.ts. A row passes through four times, and changes in
 * none: for its maximum, its sums, the place of the maximum and the rank of the target. Rows with a NaN or an infinite maximum
 * are left to the reference.
 */

import { lengthOf, pointer, scalar } from "./call";
import * as at from "./operands";
import { PER_SUM, UNIT, baseOf, expVector, keep, lowestOf, rowMax, sumLanes, tail } from "./vector";
import { exp64, pair, rowMax as rowMax64, sumOf } from "./vector64";

/** A distance from the maximum whose exponential is 0 in float32, as are those beyond. */
const FAR: f32 = -128;

/** The sums of a row: `rest` and `cross`. */
const SUMS = memory.data(16, 16);

/** The sums of a row to `SUMS`, `inverse` that of the temperature. */
function rowSums(x: usize, n: i32, max: f32, inverse: f32): void {
  const zero = f32x4.splat(0), m = f32x4.splat(max), scale = f32x4.splat(inverse), far = f32x4.splat(FAR);
  const base = baseOf(zero), lowest = lowestOf(base);
  let others: f64 = 0, moment: f64 = 0;
  let tops = i32x4.splat(0); // minus their number
  for (let i: i32 = 0; i < n; ) {
    let a = zero, b = zero, p = zero, q = zero; // two sums of each: one would wait for itself
    const end = min(i + PER_SUM, n);
    for (; i + 8 <= end; i += 8, x += 32) {
      const d = f32x4.pmax(f32x4.mul(f32x4.sub(v128.load(x), m), scale), far);
      const f = f32x4.pmax(f32x4.mul(f32x4.sub(v128.load(x, 16), m), scale), far);
      const e = expVector(d, base, lowest), g = expVector(f, base, lowest);
      const isTopE = f32x4.eq(d, zero), isTopG = f32x4.eq(f, zero);
      tops = i32x4.add(tops, i32x4.add(isTopE, isTopG));
      a = f32x4.add(a, v128.andnot(e, isTopE));
      b = f32x4.add(b, v128.andnot(g, isTopG));
      p = f32x4.add(p, f32x4.mul(d, e));
      q = f32x4.add(q, f32x4.mul(f, g));
    }
    for (; i < end; i += 4, x += 16) {
      const v = i + 4 <= n ? v128.load(x) : tail(x, n - i);
      const d = f32x4.pmax(f32x4.mul(f32x4.sub(v, m), scale), far);
      const e = expVector(d, base, lowest), isTop = f32x4.eq(d, zero);
      tops = i32x4.add(tops, isTop);
      a = f32x4.add(a, v128.andnot(e, isTop));
      p = f32x4.add(p, f32x4.mul(d, e));
    }
    others += sumLanes(f32x4.add(a, b));
    moment += sumLanes(f32x4.add(p, q));
  }
  store<f64>(SUMS, others / UNIT - sumLanes(f32x4.convert_i32x4_s(tops)) - 1);
  store<f64>(SUMS, moment / UNIT, 8);
}

/** Where the first number is that equals `max`, which is one of them. */
function rowPlace(x: usize, n: i32, max: f32): i32 {
  const m = f32x4.splat(max);
  for (let i: i32 = 0; i < n; i += 4, x += 16) {
    const found = i32x4.bitmask(f32x4.eq(v128.load(x), m));
    if (found != 0) return i + ctz(found);
  }
  return 0;
}

/** How many of `n` numbers are larger than `value`, or as large where `orEqual`, a constant. */
// @ts-ignore: decorator
@inline
function countAbove(orEqual: bool, x: usize, n: i32, value: f32): i32 {
  const v = f32x4.splat(value);
  let a = i32x4.splat(0), b = a; // minus the numbers
  let i: i32 = 0;
  for (; i + 8 <= n; i += 8, x += 32) {
    const s = v128.load(x), t = v128.load(x, 16);
    a = i32x4.add(a, orEqual ? f32x4.ge(s, v) : f32x4.gt(s, v));
    b = i32x4.add(b, orEqual ? f32x4.ge(t, v) : f32x4.gt(t, v));
  }
  for (; i < n; i += 4, x += 16) {
    const s = v128.load(x);
    a = i32x4.add(a, v128.and(orEqual ? f32x4.ge(s, v) : f32x4.gt(s, v), keep(n - i)));
  }
  a = i32x4.add(a, b);
  return -(i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3));
}

/** Writes what was found of line `i`. */
function storeLine(call: usize, i: i32, max: f64, place: i32, own: f64, rank: i32): void {
  const here = <usize>i << 3;
  store<f64>(pointer(call, at.score.max) + here, max);
  store<f64>(pointer(call, at.score.rest) + here, load<f64>(SUMS));
  store<f64>(pointer(call, at.score.cross) + here, load<f64>(SUMS, 8));
  store<f64>(pointer(call, at.score.place) + here, place);
  store<f64>(pointer(call, at.score.own) + here, own);
  store<f64>(pointer(call, at.score.rank) + here, rank);
}

/** @returns whether no row has a NaN or an infinite maximum. */
export function rowsScore(call: usize, rows: i32): bool {
  const n = lengthOf(call), targets = pointer(call, at.score.targets);
  const inverse = f32(1 / scalar(call, at.score.temperature));
  let x = pointer(call, at.score.x);
  let content = true;
  for (let i: i32 = 0; i < rows; i++, x += <usize>n << 2) {
    const max = rowMax(x, n), target = load<i32>(targets + (<usize>i << 2));
    rowSums(x, n, max, inverse);
    const rest = load<f64>(SUMS);
    content = content && rest == rest;
    let own: f32 = 0, rank: i32 = -1;
    if (<u32>target < <u32>n) {
      const there = x + (<usize>target << 2);
      own = load<f32>(there);
      rank = countAbove(true, x, target, own) + countAbove(false, there + 4, n - target - 1, own);
    }
    storeLine(call, i, max, rowPlace(x, n, max), own, rank);
  }
  return content;
}

/** The sums of a row of float64 to `SUMS`. */
function rowSums64(x: usize, n: i32, max: f64, temperature: f64): void {
  const zero = f64x2.splat(0), m = f64x2.splat(max), divisor = f64x2.splat(temperature), far = f64x2.splat(-1000);
  let others = zero, moment = zero, tops = zero; // minus the number of tops
  for (; n > 0; n -= 2, x += 16) {
    const d = f64x2.pmax(f64x2.div(f64x2.sub(pair(x, n, -Infinity), m), divisor), far);
    const e = exp64(d), isTop = f64x2.eq(d, zero);
    tops = i64x2.add(tops, isTop);
    others = f64x2.add(others, v128.andnot(e, isTop));
    moment = f64x2.add(moment, f64x2.mul(d, e));
  }
  const maxima = -f64(i64x2.extract_lane(tops, 0) + i64x2.extract_lane(tops, 1));
  store<f64>(SUMS, maxima - 1 + sumOf(others));
  store<f64>(SUMS, sumOf(moment), 8);
}

/** As {@link rowsScore}. */
export function rows64Score(call: usize, rows: i32): bool {
  const n = lengthOf(call), targets = pointer(call, at.score.targets), temperature = scalar(call, at.score.temperature);
  let x = pointer(call, at.score.x);
  let content = true;
  for (let i: i32 = 0; i < rows; i++, x += <usize>n << 3) {
    const max = rowMax64(x, n), target = load<i32>(targets + (<usize>i << 2)), isClass = <u32>target < <u32>n;
    rowSums64(x, n, max, temperature);
    const rest = load<f64>(SUMS), own = isClass ? load<f64>(x + (<usize>target << 3)) : 0;
    content = content && rest == rest;
    let place: i32 = -1, rank: i32 = isClass ? 0 : -1;
    for (let k: i32 = 0, p = x; k < n; k++, p += 8) {
      const v = load<f64>(p);
      if (place < 0 && v == max) place = k;
      if (isClass) rank += i32(v > own) + i32(v == own && k < target);
    }
    storeLine(call, i, max, place, own, rank);
  }
  return content;
}
