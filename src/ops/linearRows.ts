/**
 * A linear layer whose outputs are never all there: some rows of them are computed, read, and overwritten by the next ones.
 * What the reader says is their gradient goes to the inputs of the layer at once.
 *
 * No number depends on how many rows are taken at a time. An output, and a gradient of the input, belong to one row. The
 * gradients of weight and bias are sums over rows: first over packs, which begin at fixed rows, then over the packs in their
 * order. On SIMD these are the steps of one product over up to 2048 rows, see assembly/product.ts: the bits are the same.
 */

import { run } from "../backends/choose.ts";
import { computed, type FloatArray, isHalf } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { halvesOf } from "../values/half.ts";
import { gradientOf, scratchDoubles } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Needs } from "./op.ts";

/** `z = x · weightᵀ + bias`, all of one floating dtype; `x` and `weight` may be stored in half precision, and then want no gradient. */
export interface LinearLayer {
  /** `(rows, features)` */
  readonly x: NDArray;
  /** `(outputs, features)` */
  readonly weight: NDArray;
  /** `(outputs)` */
  readonly bias: NDArray | null;
  readonly rows: number;
  readonly features: number;
  readonly outputs: number;
  /** How many rows of outputs are there at a time, 1 or more; null where the caller does not mind. */
  readonly chunk: number | null;
}

/** Reads the outputs `z` of `count` rows from `first` on. Where there is a `dz`, it writes their gradient there. */
export type RowReader = (z: FloatArray, dz: FloatArray | null, first: number, count: number) => void;

/** The gradients of a layer, null for what wants none. */
export type LinearGradients = readonly [x: NDArray | null, weight: NDArray | null, bias: NDArray | null];

/** Rows of a pack: as many products as the kernel takes into one sum. */
const PACK = 64;
/** Outputs that are there at a time, if they are those of {@link PACK} rows or more. */
const OUTPUTS = 2 ** 22;

/** How many rows of so many outputs are taken at a time by default: fewer would read the weight more often. */
export const chunkFor = (outputs: number): number =>
  PACK * Math.max(1, Math.floor(OUTPUTS / PACK / Math.max(1, outputs)));

/** Takes all rows through the layer, and back where an input wants a gradient: then the outputs of whole packs are kept. */
export function throughLinear(stored: LinearLayer, needs: Needs, read: RowReader): LinearGradients {
  const { x, bias, rows, features, outputs } = stored;
  const dtype = computed(x.dtype);
  const weight = castTo(stored.weight, dtype);
  const layer: LinearLayer = { ...stored, weight };
  const chunk = layer.chunk ?? chunkFor(outputs);
  const [needX = false, needWeight = false, needBias = false] = needs;
  const learns = needX || needWeight || needBias;
  const group = needWeight || needBias ? PACK * Math.ceil(chunk / PACK) : chunk;
  const z = zerosOf([Math.min(rows, chunk), outputs], dtype).data as FloatArray;
  const dz = learns ? (zerosOf([Math.min(rows, group), outputs], dtype).data as FloatArray) : null;
  const gradients = new GradientSums(layer, needX, needWeight, needBias);
  for (let start = 0; start < rows; start += group) {
    const end = Math.min(rows, start + group);
    for (let first = start; first < end; first += chunk) {
      const count = Math.min(chunk, end - first);
      const some = z.subarray(0, count * outputs);
      const size = { n: count, k: features, m: outputs, transposedA: false, transposedB: true };
      run("matmul", size, {
        a: rowsOf(x, features, first, count),
        b: weight.data,
        bias: bias?.data ?? null,
        y: some,
      });
      const at = (first - start) * outputs;
      read(some, dz?.subarray(at, at + some.length) ?? null, first, count);
    }
    if (dz !== null) gradients.add(dz.subarray(0, (end - start) * outputs), start, end - start);
  }
  return gradients.all();
}

/** Of rows of `length` numbers, `count` from `first` on: a view, or of half precision a copy, in `room` where there is one. */
export function rowsOf(
  { data, dtype }: NDArray,
  length: number,
  first: number,
  count: number,
  room?: FloatArray,
): FloatArray {
  const rows = (data as FloatArray).subarray(first * length, (first + count) * length);
  if (!isHalf(dtype)) return rows;
  const copy = room?.subarray(0, rows.length) ?? new Float32Array(rows.length);
  halvesOf(rows, dtype).copy(0, rows.length, copy, 0);
  return copy;
}

/** The gradients of a layer while they are being summed. */
class GradientSums {
  readonly #layer: LinearLayer;
  readonly #x: NDArray | null;
  readonly #weight: NDArray | null;
  readonly #bias: Float64Array | null;

  constructor(layer: LinearLayer, needX: boolean, needWeight: boolean, needBias: boolean) {
    const { x, weight, rows, outputs } = layer;
    this.#layer = layer;
    this.#x = needX ? gradientOf(x) : null;
    this.#weight = needWeight ? gradientOf(weight) : null;
    this.#bias = needBias ? new Float64Array(outputs) : null;
    if (rows === 0) for (const gradient of [this.#x, this.#weight]) gradient?.data.fill(0 as never);
  }

  /** Adds what `count` rows from `first` on give, of whose outputs `dz` is the gradient; `first` begins a pack. */
  add(dz: FloatArray, first: number, count: number): void {
    if (this.#x !== null) this.#rows(this.#x, dz, first, count);
    const { outputs } = this.#layer;
    for (let row = 0; row < count; row += PACK) {
      const some = Math.min(PACK, count - row);
      const pack = dz.subarray(row * outputs, (row + some) * outputs);
      if (this.#weight !== null) this.#products(this.#weight, pack, first + row, some);
      if (this.#bias !== null) this.#columns(this.#bias, pack, some);
    }
  }

  /** `dx = dz · weight` */
  #rows(dx: NDArray, dz: FloatArray, first: number, count: number): void {
    const { weight, features, outputs } = this.#layer;
    const size = { n: count, k: outputs, m: features, transposedA: false, transposedB: false };
    run("matmul", size, {
      a: dz,
      b: weight.data,
      bias: null,
      y: rowsOf(dx, features, first, count),
    });
  }

  /** `dweight += dzᵀ · x` of a pack. The first pack is written over what was there. */
  #products({ data }: NDArray, dz: FloatArray, first: number, count: number): void {
    const { x, features, outputs } = this.#layer;
    const size = { n: outputs, k: count, m: features, transposedA: true, transposedB: false };
    const call = { a: dz, b: rowsOf(x, features, first, count), y: data };
    if (first === 0) run("matmul", size, { ...call, bias: null });
    else run("addmm", size, call);
  }

  /** `dbias += Σ dz` of a pack, in double precision. */
  #columns(sums: Float64Array, dz: FloatArray, count: number): void {
    const y = scratchDoubles(sums.length);
    run("sum", { outer: 1, length: count, inner: sums.length }, { x: dz, y });
    for (let i = 0; i < sums.length; i++) sums[i]! += y[i]!;
  }

  all(): LinearGradients {
    const { bias } = this.#layer;
    const sums = this.#bias && ndarray(this.#bias, bias!.shape, "float64");
    return [this.#x, this.#weight, sums && castTo(sums, bias!.dtype)];
  }
}
