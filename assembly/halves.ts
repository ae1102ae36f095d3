/**
 * Half precision made float32 where it lies: the bits of `n` numbers are in the second half of the room of `n` float32 that
 * begins at `to`. What is read is ahead of what is written. Up to three float32 behind the last one are written too.
 */

/** 2^112 as float32: the exponents of float16 begin 112 below those of float32. */
const REBIAS: f32 = 5.192296858534828e33;

export function widenFloat16(to: usize, n: i32): void {
  let from = to + (<usize>n << 1);
  for (const end = to + (<usize>n << 2); to < end; to += 16, from += 8) {
    const half = v128.load_ext<u16>(from);
    const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
    const magnitude = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
    const value = f32x4.mul(magnitude, f32x4.splat(REBIAS)); // subnormal numbers too, which all are exact
    const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000)); // Infinity, NaN
    v128.store(to, v128.or(v128.or(value, special), sign));
  }
}

export function widenBfloat16(to: usize, n: i32): void {
  let from = to + (<usize>n << 1);
  for (const end = to + (<usize>n << 2); to < end; to += 16, from += 8)
    v128.store(to, i32x4.shl(v128.load_ext<u16>(from), 16));
}
