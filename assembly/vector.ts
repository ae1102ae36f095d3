/**
 * What all kernels share: sixteen exponentials at a time, the masked end of a line, sums across lanes.
 *
 * V8 rebuilds a SIMD constant wherever it stands in a loop, so the constants lie in memory, and a block of sixteen
 * numbers loads each once (measured: 0.9 ns an exponential, 1.3 ns with `splat` in the loop).
 */

/** Numbers in a block. */
export const BLOCK = 16;

/** Each constant four times. */
const CONSTANTS = memory.data<f32>(
  [
    -104, -104, -104, -104, // below it exp is 0 in float32
    1.44269504, 1.44269504, 1.44269504, 1.44269504, // log2(e)
    12583063, 12583063, 12583063, 12583063, // 1.5 · 2^23 + 151, see exp4
    -0.693359375, -0.693359375, -0.693359375, -0.693359375, // −ln 2 in two parts (Cody–Waite); the first has 9 bits
    2.1219444e-4, 2.1219444e-4, 2.1219444e-4, 2.1219444e-4,
    1.987569150e-4, 1.987569150e-4, 1.987569150e-4, 1.987569150e-4, // (exp(r) − 1 − r) / r², from Cephes' expf
    1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3,
    8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3,
    4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2,
    1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1,
    5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1,
    1, 1, 1, 1,
    5.9604644775390625e-8, 5.9604644775390625e-8, 5.9604644775390625e-8, 5.9604644775390625e-8, // 2^−24
  ],
  16,
);

/** Masks that keep the first 0, 1, 2 or 3 lanes. */
const KEEP = memory.data<i32>([0, 0, 0, 0, -1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0], 16);

// @ts-ignore: decorator
@inline
function constant(i: i32): v128 {
  return v128.load(CONSTANTS + (<usize>i << 4));
}

/** `a · b + c`; rounded once where the relaxed instructions are. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/**
 * exp(x − shift) of four numbers that are not above `shift` (or NaN), at most 1.1 ulp off.
 *
 * 1. The difference d is rounded; what the rounding took away comes back in step 3 (Knuth's TwoSum). Without it the
 *    result were off by |d| / 2 ulp.
 * 2. d = n ln 2 + r with |r| ≤ ln 2 / 2: adding 1.5 · 2^23 + 151 rounds d / ln 2 to the integer n and leaves n + 151 in
 *    the low bits of the sum.
 * 3. exp(r) = 1 + r + r² q(r), with the rest of step 1 added to r.
 * 4. Shifting the sum by 23 bits makes 2^(n + 24); the last factor takes the 2^24 away again and rounds once where the
 *    result is subnormal.
 */
// @ts-ignore: decorator
@inline
function exp4(
  x: v128, shift: v128, lowest: v128, log2e: v128, magic: v128, ln2hi: v128, ln2lo: v128,
  c5: v128, c4: v128, c3: v128, c2: v128, c1: v128, c0: v128, one: v128, tiny: v128,
): v128 {
  const d = f32x4.sub(x, shift);
  const back = f32x4.sub(d, x);
  const lost = f32x4.sub(f32x4.sub(x, f32x4.sub(d, back)), f32x4.add(shift, back));
  const rest = v128.and(lost, f32x4.gt(d, lowest)); // of infinities it would be NaN
  const a = f32x4.pmax(d, lowest); // keeps a NaN
  const t = madd(a, log2e, magic);
  const n = f32x4.sub(t, magic);
  const r = f32x4.add(madd(n, ln2lo, madd(n, ln2hi, a)), rest);
  let q = madd(c5, r, c4);
  q = madd(q, r, c3);
  q = madd(q, r, c2);
  q = madd(q, r, c1);
  q = madd(q, r, c0);
  const e = f32x4.add(madd(q, f32x4.mul(r, r), r), one);
  return f32x4.mul(f32x4.mul(e, i32x4.shl(t, 23)), tiny);
}

/** `y = exp(x − shift)` for a block of sixteen, a shift for each of its vectors. */
// @ts-ignore: decorator
@inline
export function exp16(x: usize, y: usize, shift0: v128, shift1: v128, shift2: v128, shift3: v128): void {
  const lowest = constant(0), log2e = constant(1), magic = constant(2), ln2hi = constant(3), ln2lo = constant(4);
  const c5 = constant(5), c4 = constant(6), c3 = constant(7), c2 = constant(8), c1 = constant(9), c0 = constant(10);
  const one = constant(11), tiny = constant(12);
  const a = exp4(v128.load(x), shift0, lowest, log2e, magic, ln2hi, ln2lo, c5, c4, c3, c2, c1, c0, one, tiny);
  const b = exp4(v128.load(x, 16), shift1, lowest, log2e, magic, ln2hi, ln2lo, c5, c4, c3, c2, c1, c0, one, tiny);
  const c = exp4(v128.load(x, 32), shift2, lowest, log2e, magic, ln2hi, ln2lo, c5, c4, c3, c2, c1, c0, one, tiny);
  const d = exp4(v128.load(x, 48), shift3, lowest, log2e, magic, ln2hi, ln2lo, c5, c4, c3, c2, c1, c0, one, tiny);
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
}

/** exp(x − shift) of four numbers that are not above `shift`. */
// @ts-ignore: decorator
@inline
export function expVector(x: v128, shift: v128): v128 {
  return exp4(
    x, shift, constant(0), constant(1), constant(2), constant(3), constant(4), constant(5), constant(6), constant(7),
    constant(8), constant(9), constant(10), constant(11), constant(12),
  );
}

/** The mask of the first `count` lanes, `count` from 0 to 3. */
// @ts-ignore: decorator
@inline
export function keep(count: i32): v128 {
  return v128.load(KEEP + (<usize>count << 4));
}

/** Which lanes are the maximum; none where it is infinite, because there exp(x − max) is NaN and has to count. */
// @ts-ignore: decorator
@inline
export function isMax(x: v128, max: v128): v128 {
  return f32x4.eq(f32x4.sub(x, max), f32x4.splat(0));
}

/** Sum of four counts that comparisons made: −1 for each hit. */
// @ts-ignore: decorator
@inline
export function countLanes(v: v128): f64 {
  return -f64(
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3),
  );
}

/** Sum of the lanes in double precision. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(v),
    f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** The largest lane; a NaN may be lost, the exponentials bring it back. */
// @ts-ignore: decorator
@inline
export function maxLanes(v: v128): f32 {
  const a = f32x4.pmax(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(f32x4.pmax(a, i8x16.shuffle(a, a, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15)), 0);
}

/** Room for a block whose exponentials nobody keeps. */
export const SCRATCH = memory.data(64, 16);

/** Adds four float32 to four float64 at `p`. */
// @ts-ignore: decorator
@inline
export function addLanes(p: usize, v: v128): void {
  v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(v)));
  const high = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(p, f64x2.add(v128.load(p, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Stores the first `count` lanes, 1 to 4. */
// @ts-ignore: decorator
@inline
export function storeLanes(p: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(p, v);
    return;
  }
  v128.store32_lane(p, v, 0);
  if (count > 1) v128.store32_lane(p, v, 1, 4);
  if (count > 2) v128.store32_lane(p, v, 2, 8);
}
