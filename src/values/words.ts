/**
 * The memory of int64 as pairs of int32, the low word first: reading a bigint costs ten times as much, and most int64 are
 * class indices. Every engine's machine is little-endian.
 */
export const wordsOf = (x: BigInt64Array): Int32Array => new Int32Array(x.buffer, x.byteOffset, 2 * x.length);
