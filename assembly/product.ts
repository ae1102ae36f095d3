/**
 * Matrix products: `y = a · b` on blocks that src/backends/wasm/product.ts has laid out. Both sides are packed into panels
 * first: ROWS rows of `a` or COLUMNS columns of `b`, side by side for each of the `depth` steps along the common dim, so
 * that the innermost loop reads both in order. Up to seven rows and numbers behind a block are read. A tile of
 * ROWS × COLUMNS sums stays in registers.
 *
 * Sums run in the precision of the elements, fused where the instructions are, in three steps: at most DEPTH products,
 * the sums of a block, and blocks. That order is the same for every element, wherever it stands: panels are filled up
 * with zeros.
 */

import { keep, madd } from "./vector";

/** Rows of a float32 tile: 6 need 16 registers, which is all there are; without fused instructions a product takes one too. */
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

const COLUMNS: i32 = 8;
/** Rows and columns of a float64 tile. */
const TILE_64: i32 = 4;
/**
 * Products in one sum. Measured on normal and uniform numbers: 64 is more exact than PyTorch from 100 products on, and 3 %
 * slower than 256.
 */
const DEPTH: i32 = 64;
/** Rows whose panels stay in the second cache while the columns go by: a multiple of all tiles. */
const ROWS_IN_CACHE: i32 = 240;

// Packing

/** One panel, number by number: of `width` columns `columnBytes` apart at `from`, of which `count` are there. */
// @ts-ignore: decorator
@inline
function packSlowly<T>(
  from: usize, rowBytes: usize, columnBytes: usize, depth: i32, count: i32, width: i32, to: usize,
): void {
  for (let d: i32 = 0; d < depth; d++, from += rowBytes) {
    for (let j: i32 = 0; j < width; j++, to += sizeof<T>()) {
      store<T>(to, j < count ? load<T>(from + <usize>j * columnBytes) : <T>0);
    }
  }
}

/** Zeros behind the first `count` columns of a panel of float32. */
function clearBehind(panel: usize, depth: i32, count: i32, width: i32): void {
  const left = keep(count), right = keep(count - 4);
  for (const bytes = <usize>width << 2; depth > 0; depth--, panel += bytes) {
    v128.store(panel, v128.and(v128.load(panel), left));
    if (width == 6) v128.store64_lane(panel, v128.and(v128.load64_zero(panel, 16), right), 0, 16);
    if (width == 8) v128.store(panel, v128.and(v128.load(panel, 16), right), 16);
  }
}

/** Panels of `width` float32 from `depth` rows of `columns` numbers at `from`. */
// @ts-ignore: decorator
@inline
function packStraight(
  from: usize, rowBytes: usize, depth: i32, columns: i32, width: i32, to: usize, panelBytes: usize,
): void {
  const bytes = <usize>width << 2;
  for (; columns > 0; columns -= width, from += bytes, to += panelBytes) {
    for (let d: i32 = 0, p = from, q = to; d < depth; d++, p += rowBytes, q += bytes) {
      v128.store(q, v128.load(p));
      if (width == 6) store<u64>(q, load<u64>(p, 16), 16);
      if (width == 8) v128.store(q, v128.load(p, 16), 16);
    }
    if (columns < width) clearBehind(to, depth, columns, width);
  }
}

/** Four rows of four float32 at `p`, `rowBytes` apart, as columns at `q`, `bytes` apart. */
// @ts-ignore: decorator
@inline
function transposeFour(p: usize, rowBytes: usize, q: usize, bytes: usize): void {
  const a = v128.load(p), b = v128.load(p + rowBytes), c = v128.load(p + 2 * rowBytes), d = v128.load(p + 3 * rowBytes);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7), cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(q, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(q + bytes, i64x2.shuffle(ab, cd, 1, 3));
  v128.store(q + 2 * bytes, i64x2.shuffle(abHigh, cdHigh, 0, 2));
  v128.store(q + 3 * bytes, i64x2.shuffle(abHigh, cdHigh, 1, 3));
}

/** Two rows, as {@link transposeFour}. */
// @ts-ignore: decorator
@inline
function transposeTwo(p: usize, rowBytes: usize, q: usize, bytes: usize): void {
  const a = v128.load(p), b = v128.load(p + rowBytes);
  const low = i32x4.shuffle(a, b, 0, 4, 1, 5), high = i32x4.shuffle(a, b, 2, 6, 3, 7);
  v128.store64_lane(q, low, 0);
  v128.store64_lane(q + bytes, low, 1);
  v128.store64_lane(q + 2 * bytes, high, 0);
  v128.store64_lane(q + 3 * bytes, high, 1);
}

/** Panels of `width` float32 from `rows` rows of `depth` numbers at `from`: rows become columns. */
// @ts-ignore: decorator
@inline
function packTransposed(
  from: usize, rowBytes: usize, depth: i32, rows: i32, width: i32, to: usize, panelBytes: usize,
): void {
  const bytes = <usize>width << 2, whole = depth & ~3;
  for (; rows > 0; rows -= width, from += <usize>width * rowBytes, to += panelBytes) {
    let p = from, q = to;
    for (let d: i32 = 0; d < whole; d += 4, p += 16, q += bytes << 2) {
      transposeFour(p, rowBytes, q, bytes);
      if (width == 6) transposeTwo(p + (rowBytes << 2), rowBytes, q + 16, bytes);
      if (width == 8) transposeFour(p + (rowBytes << 2), rowBytes, q + 16, bytes);
    }
    if (rows < width) clearBehind(to, whole, rows, width);
    packSlowly<f32>(p, 4, rowBytes, depth - whole, rows, width, q);
  }
}

/**
 * Panels of the left side. `straight` says that a row at `from` is one step along the common dim, for all rows of the side;
 * else it is one row of the side, for all steps.
 */
export function packA(from: usize, rowBytes: usize, depth: i32, rows: i32, straight: bool, to: usize, panelBytes: usize): void {
  if (straight) packStraight(from, rowBytes, depth, rows, TILE_ROWS, to, panelBytes);
  else packTransposed(from, rowBytes, depth, rows, TILE_ROWS, to, panelBytes);
}

/** Panels of the right side, as {@link packA}. */
export function packB(from: usize, rowBytes: usize, depth: i32, columns: i32, straight: bool, to: usize, panelBytes: usize): void {
  if (straight) packStraight(from, rowBytes, depth, columns, COLUMNS, to, panelBytes);
  else packTransposed(from, rowBytes, depth, columns, COLUMNS, to, panelBytes);
}

/** Panels of either side of a float64 product, whose tiles are as high as they are wide. */
export function pack64(from: usize, rowBytes: usize, depth: i32, columns: i32, straight: bool, to: usize, panelBytes: usize): void {
  const step: usize = straight ? rowBytes : 8, column: usize = straight ? 8 : rowBytes;
  for (; columns > 0; columns -= TILE_64, from += <usize>TILE_64 * column, to += panelBytes) {
    packSlowly<f64>(from, step, column, depth, columns, TILE_64, to);
  }
}

// Tiles

/** `y = previous + sum` of eight columns. */
// @ts-ignore: decorator
@inline
function finish(y: usize, previous: usize, low: v128, high: v128): void {
  v128.store(y, f32x4.add(v128.load(previous), low));
  v128.store(y, f32x4.add(v128.load(previous, 16), high), 16);
}

/** A tile of TILE_ROWS × 8: `y = previous + a · b`, rows of `previous` being `step` bytes apart. */
function tile(a: usize, b: usize, depth: i32, previous: usize, step: usize, y: usize, yStep: usize): void {
  let a0 = f32x4.splat(0), b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0;
  let a1 = a0, b1 = a0, c1 = a0, d1 = a0, e1 = a0, f1 = a0;
  for (; depth > 0; depth--, a += <usize>TILE_ROWS << 2, b += 32) {
    const low = v128.load(b), high = v128.load(b, 16);
    let x = v128.load32_splat(a);
    a0 = madd(x, low, a0);
    a1 = madd(x, high, a1);
    x = v128.load32_splat(a, 4);
    b0 = madd(x, low, b0);
    b1 = madd(x, high, b1);
    x = v128.load32_splat(a, 8);
    c0 = madd(x, low, c0);
    c1 = madd(x, high, c1);
    x = v128.load32_splat(a, 12);
    d0 = madd(x, low, d0);
    d1 = madd(x, high, d1);
    if (TILE_ROWS == 6) {
      x = v128.load32_splat(a, 16);
      e0 = madd(x, low, e0);
      e1 = madd(x, high, e1);
      x = v128.load32_splat(a, 20);
      f0 = madd(x, low, f0);
      f1 = madd(x, high, f1);
    }
  }
  finish(y, previous, a0, a1);
  finish(y + yStep, previous + step, b0, b1);
  finish(y + 2 * yStep, previous + 2 * step, c0, c1);
  finish(y + 3 * yStep, previous + 3 * step, d0, d1);
  if (TILE_ROWS == 6) {
    finish(y + 4 * yStep, previous + 4 * step, e0, e1);
    finish(y + 5 * yStep, previous + 5 * step, f0, f1);
  }
}

/** The left half of a {@link tile}, where only four columns or fewer are there. */
function narrowTile(a: usize, b: usize, depth: i32, previous: usize, step: usize, y: usize, yStep: usize): void {
  let a0 = f32x4.splat(0), b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0;
  for (; depth > 0; depth--, a += <usize>TILE_ROWS << 2, b += 32) {
    const low = v128.load(b);
    a0 = madd(v128.load32_splat(a), low, a0);
    b0 = madd(v128.load32_splat(a, 4), low, b0);
    c0 = madd(v128.load32_splat(a, 8), low, c0);
    d0 = madd(v128.load32_splat(a, 12), low, d0);
    if (TILE_ROWS == 6) {
      e0 = madd(v128.load32_splat(a, 16), low, e0);
      f0 = madd(v128.load32_splat(a, 20), low, f0);
    }
  }
  v128.store(y, f32x4.add(v128.load(previous), a0));
  v128.store(y + yStep, f32x4.add(v128.load(previous + step), b0));
  v128.store(y + 2 * yStep, f32x4.add(v128.load(previous + 2 * step), c0));
  v128.store(y + 3 * yStep, f32x4.add(v128.load(previous + 3 * step), d0));
  if (TILE_ROWS == 6) {
    v128.store(y + 4 * yStep, f32x4.add(v128.load(previous + 4 * step), e0));
    v128.store(y + 5 * yStep, f32x4.add(v128.load(previous + 5 * step), f0));
  }
}

/** `a · b + c` of float64; rounded once where the relaxed instructions are. */
// @ts-ignore: decorator
@inline
function madd64(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(a, b, c) : f64x2.add(f64x2.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
function finish64(y: usize, previous: usize, low: v128, high: v128): void {
  v128.store(y, f64x2.add(v128.load(previous), low));
  v128.store(y, f64x2.add(v128.load(previous, 16), high), 16);
}

/** A {@link tile} of 4 × 4 float64. */
function tile64(a: usize, b: usize, depth: i32, previous: usize, step: usize, y: usize, yStep: usize): void {
  let a0 = f64x2.splat(0), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
  for (; depth > 0; depth--, a += 32, b += 32) {
    const low = v128.load(b), high = v128.load(b, 16);
    let x = v128.load64_splat(a);
    a0 = madd64(x, low, a0);
    a1 = madd64(x, high, a1);
    x = v128.load64_splat(a, 8);
    b0 = madd64(x, low, b0);
    b1 = madd64(x, high, b1);
    x = v128.load64_splat(a, 16);
    c0 = madd64(x, low, c0);
    c1 = madd64(x, high, c1);
    x = v128.load64_splat(a, 24);
    d0 = madd64(x, low, d0);
    d1 = madd64(x, high, d1);
  }
  finish64(y, previous, a0, a1);
  finish64(y + yStep, previous + step, b0, b1);
  finish64(y + 2 * yStep, previous + 2 * step, c0, c1);
  finish64(y + 3 * yStep, previous + 3 * step, d0, d1);
}

/**
 * `y = start + a · b` of a block whose sides are packed: `rows` × `depth` by `depth` × `columns`. Rows of `y` are `yStep` bytes
 * apart; whole tiles are written. The left side may be packed for more steps: its panels are `panelBytesA` apart.
 *
 * @param start - a row of what all elements of a column start with; 0 where that is already in `y`.
 */
// @ts-ignore: decorator
@inline
function tiles<T>(
  a: usize, panelBytesA: usize, b: usize, depth: i32, rows: i32, columns: i32, start: usize, y: usize, yStep: usize,
): void {
  const height = sizeof<T>() == 4 ? TILE_ROWS : TILE_64, width = sizeof<T>() == 4 ? COLUMNS : TILE_64;
  const aBytes = <usize>height * sizeof<T>(), bBytes = <usize>width * sizeof<T>();
  for (let d: i32 = 0; d < depth; d += DEPTH) {
    const deep = min(DEPTH, depth - d), fresh = d == 0 && start != 0;
    for (let top: i32 = 0; top < rows; top += ROWS_IN_CACHE) {
      const bottom = min(rows, top + ROWS_IN_CACHE);
      let panelB = b + <usize>d * bBytes;
      for (let j: i32 = 0; j < columns; j += width, panelB += <usize>depth * bBytes) {
        const column = <usize>j * sizeof<T>();
        let panelA = a + <usize>(top / height) * panelBytesA + <usize>d * aBytes;
        for (let i: i32 = top; i < bottom; i += height, panelA += panelBytesA) {
          const place = y + <usize>i * yStep + column;
          const previous = fresh ? start + column : place, step = fresh ? <usize>0 : yStep;
          if (sizeof<T>() == 8) tile64(panelA, panelB, deep, previous, step, place, yStep);
          else if (columns - j > 4) tile(panelA, panelB, deep, previous, step, place, yStep);
          else narrowTile(panelA, panelB, deep, previous, step, place, yStep);
        }
      }
    }
  }
}

export function multiply(
  a: usize, panelBytesA: usize, b: usize, depth: i32, rows: i32, columns: i32, start: usize, y: usize, yStep: usize,
): void {
  tiles<f32>(a, panelBytesA, b, depth, rows, columns, start, y, yStep);
}

export function multiply64(
  a: usize, panelBytesA: usize, b: usize, depth: i32, rows: i32, columns: i32, start: usize, y: usize, yStep: usize,
): void {
  tiles<f64>(a, panelBytesA, b, depth, rows, columns, start, y, yStep);
}

/** `y += x` of `bytes` bytes, a multiple of 16. */
export function addBlock(y: usize, x: usize, bytes: usize): void {
  for (const end = y + bytes; y < end; y += 16, x += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
}

/** {@link addBlock} of float64. */
export function addBlock64(y: usize, x: usize, bytes: usize): void {
  for (const end = y + bytes; y < end; y += 16, x += 16) v128.store(y, f64x2.add(v128.load(y), v128.load(x)));
}
