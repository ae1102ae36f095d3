/** Arithmetic on shapes: the only place that turns shapes and dims into the loops that kernels run. */

import { broadcastError, dimOutOfRange, duplicateDim, invalidReshape } from "./errors.ts";

/** The shape of a single number. */
export const SCALAR: readonly number[] = Object.freeze([]);

/** As many dims as PyTorch has. */
export const MAX_DIMS = 64;

/** Number of elements of a shape, or of its dims from `start` to before `end`; 1 where there is none. */
export function numel(shape: readonly number[], start = 0, end = shape.length): number {
  let n = 1;
  for (let d = start; d < end; d++) {
    if (shape[d] === 0) return 0; // also where the sizes before it multiply to Infinity
    n *= shape[d]!;
  }
  return n;
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** `name[2][5]` for the i-th element of an array of `shape`, `name` for a scalar. */
export function placeOf(name: string, i: number, shape: readonly number[]): string {
  let place = "";
  for (let d = shape.length - 1, rest = i; d >= 0; d--) {
    place = `[${rest % shape[d]!}]${place}`;
    rest = Math.floor(rest / shape[d]!);
  }
  return name + place;
}

/** The shape that `sizes` means for the elements of `from`: one of the sizes may be -1, which is inferred. */
export function inferShape(sizes: readonly number[], from: readonly number[]): number[] {
  const total = numel(from);
  const known = numel(sizes.filter((size) => size !== -1));
  const unknown = sizes.filter((size) => size === -1).length;
  const shape = sizes.map((size) => (size === -1 ? total / known : size));
  // 0 / 0 for a size that could be anything, a fraction for one that does not exist: neither is a whole number.
  const valid = unknown <= 1 && shape.every((size) => Number.isInteger(size) && size >= 0);
  if (!valid || numel(shape) !== total) throw invalidReshape(sizes, from, total);
  return shape;
}

/** Row-major strides in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/**
 * `dim` counted from the front, for a tensor of `ndim` dimensions. A scalar has the dims 0 and -1, as in PyTorch.
 *
 * @param range - how many dims there are to choose from, where one is being added.
 */
export function normalizeDim(dim: number, ndim: number, range = ndim): number {
  const n = Math.max(range, 1);
  if (!Number.isInteger(dim) || dim < -n || dim >= n) throw dimOutOfRange(dim, ndim, range);
  return dim < 0 ? dim + n : dim;
}

/** Sorted distinct dims; absent or empty means all of them. */
export function normalizeDims(dim: number | readonly number[] | undefined, ndim: number): number[] {
  const list = typeof dim === "number" ? [dim] : (dim ?? []);
  if (!Array.isArray(list)) throw dimOutOfRange(dim, ndim, ndim);
  if (list.length === 0) return Array.from({ length: ndim }, (_, i) => i);
  const dims: number[] = [];
  for (let i = 0; i < list.length; i++) dims.push(normalizeDim(list[i], ndim));
  const seen = new Set<number>();
  for (const d of dims) {
    if (seen.has(d)) throw duplicateDim(d);
    seen.add(d);
  }
  return ndim === 0 ? [] : dims.sort((a, b) => a - b);
}

/**
 * A tensor seen along one dimension: `outer · inner` lines of `length` elements.
 * Element `k` of line `(o, i)` is at `(o · length + k) · inner + i`.
 */
export interface Lines {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The lines along `dim` (not negative). A scalar is one line of one element; of nothing there are no lines. */
export function splitAt(shape: readonly number[], dim: number): Lines {
  const outer = numel(shape, 0, dim);
  const inner = numel(shape, dim + 1);
  const length = shape[dim] ?? 1;
  // A size of 0 on one side would leave the loops over the other to turn, 2^40 times maybe.
  return outer === 0 || inner === 0 ? { outer: 0, length, inner: 1 } : { outer, length, inner };
}

/** The sizes of a matrix product, `(n, k)` by `(k, m)`, and how its sides lie. */
export interface ProductSize {
  readonly n: number;
  readonly k: number;
  readonly m: number;
  /** Whether the left side lies as `(k, n)`. */
  readonly transposedA: boolean;
  /** Whether the right side lies as `(m, k)`. */
  readonly transposedB: boolean;
  /** Of what it is a part; absent: of nothing. */
  readonly part?: ProductPart;
}

/** A product that is some rows and columns of a larger one, whose arrays it is given. */
export interface ProductPart {
  /** Rows and columns of the whole, and the first ones of the part. */
  readonly rows: number;
  readonly columns: number;
  readonly row: number;
  readonly column: number;
  /** Whether the executor has just computed another part with the same rows: what it keeps of them is right. */
  readonly hasRows: boolean;
}

/** Of what a product is a part; one that is none is a part of itself. */
export const partOf = ({ n, m, part }: ProductSize): ProductPart =>
  part ?? { rows: n, columns: m, row: 0, column: 0, hasRows: false };

/** The common shape of two broadcast shapes. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] {
  const ndim = Math.max(a.length, b.length);
  const shape = new Array<number>(ndim);
  for (let i = ndim - 1; i >= 0; i--) {
    const sizeA = a[a.length - ndim + i] ?? 1;
    const sizeB = b[b.length - ndim + i] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) throw broadcastError(a, b, i);
    shape[i] = sizeA === 1 ? sizeB : sizeA;
  }
  return shape;
}

/** One loop of a nest that walks two arrays in step: `size` rounds, each moving by the strides (in elements). */
export interface Loop {
  readonly size: number;
  readonly strideA: number;
  readonly strideB: number;
}

/**
 * The loop nest, outermost first, that visits `shape` in row-major order while reading two arrays by the given strides.
 * Neighbouring loops that walk both arrays evenly are merged, loops of one round are dropped; never empty.
 */
export function loopNest(
  shape: readonly number[],
  stridesA: readonly number[],
  stridesB: readonly number[],
): Loop[] {
  const loops: Loop[] = [];
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!;
    if (size === 1) continue;
    const strideA = stridesA[i]!;
    const strideB = stridesB[i]!;
    const last = loops[0];
    if (last && strideA === last.strideA * last.size && strideB === last.strideB * last.size) {
      loops[0] = { size: size * last.size, strideA: last.strideA, strideB: last.strideB };
    } else {
      loops.unshift({ size, strideA, strideB });
    }
  }
  return loops.length > 0 ? loops : [{ size: 1, strideA: 0, strideB: 0 }];
}

/** Strides that read `from` as if it had the broadcast shape `to`: 0 along every stretched dim. */
export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : strides[i - lead]!));
}
