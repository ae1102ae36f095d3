/**
 * Losses of a linear layer's outputs where nothing learns: some rows of some classes are there at a time. Each block of
 * classes leaves a line its maximum, its Σ exp, and what the loss takes of the logits themselves.
 *
 * Blocks begin at fixed classes and are put together in their order, each line alone. So no number depends on how many rows
 * are taken at a time, nor on the other rows.
 */

import { run } from "../backends/choose.ts";
import { computed, type DType, type FloatArray, isHalf } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import type { LinearLayer } from "./linearRows.ts";
import { chunkFor, rowsOf } from "./linearRows.ts";

/**
 * Of a loss `Σ_c a_c ℓ_c`, with `ℓ_c = −log softmax(z)_c`: calls `add` with each class of a line that counts, from `start` to
 * `end`, and its `a_c`.
 */
export type Coefficients = (
  line: number,
  start: number,
  end: number,
  add: (c: number, a: number) => void,
) => void;

/** Outputs of a row that are there at a time. */
const OUTPUTS = 2 ** 13;

const classesOfBlock = ({ inner }: Lines): number => Math.max(1, Math.floor(OUTPUTS / Math.max(1, inner)));

/** Whether the classes are more than one block. */
export const hasBlocks = (lines: Lines): boolean => lines.length > classesOfBlock(lines);

/**
 * Writes the losses of all lines, 0 where no class counts; and where there are `stats`, the maximum `m` and
 * `log Σ exp(z − m)` of each.
 *
 * @param dtype - of the computation: that of the layer or a wider one.
 */
export function lossesByClasses(
  layer: LinearLayer,
  lines: Lines,
  coefficients: Coefficients,
  dtype: DType,
  losses: Float64Array,
  stats: Float64Array | null,
): void {
  const { x, weight, bias, rows, features } = layer;
  const { length: classes, inner } = lines;
  const width = classesOfBlock(lines);
  const chunk = Math.min(rows, layer.chunk ?? chunkFor(2 * width * inner)); // logits, and their log-softmax
  const own = computed(x.dtype);
  const logits = zerosOf([chunk, width * inner], own).data as FloatArray;
  const logProbs = zerosOf([chunk, width * inner], dtype).data as FloatArray;
  const room = isHalf(weight.dtype) ? new Float32Array(width * inner * features) : undefined;
  const blockStats = new Float64Array(2 * chunk * inner);
  for (let first = 0; first < rows; first += chunk) {
    const count = Math.min(chunk, rows - first);
    const sums = new LineSums(count * inner);
    const a = rowsOf(x, features, first, count);
    for (let start = 0; start < classes; start += width) {
      const end = Math.min(classes, start + width);
      const outputs = (end - start) * inner;
      const z = logits.subarray(0, count * outputs);
      run(
        "matmul",
        { n: count, k: features, m: outputs, transposedA: false, transposedB: true },
        {
          a,
          b: rowsOf(weight, features, start * inner, outputs, room),
          bias: bias && rowsOf(bias, 1, start * inner, outputs),
          y: z,
        },
      );
      const wide = castTo(ndarray(z, [z.length], own), dtype).data as FloatArray;
      const y = logProbs.subarray(0, z.length);
      const ofBlock = blockStats.subarray(0, 2 * count * inner);
      run("logSoftmax", { outer: count, length: end - start, inner }, { x: wide, y, stats: ofBlock });
      sums.add(ofBlock, wide, { outer: count, length: end - start, inner }, start, (line, add) =>
        coefficients(first * inner + line, start, end, add),
      );
    }
    sums.finish(losses.subarray(first * inner), stats?.subarray(2 * first * inner) ?? null);
  }
}

/** Of a line of logits so far: `m` their maximum, `Σ exp(z − m) − 1`, `Σ a`, `Σ a (m − z)`. */
class LineSums {
  readonly #max: Float64Array;
  /** Without one of the maxima, whose term is 1: it keeps its digits where one class is almost certain. */
  readonly #rest: Float64Array;
  readonly #mass: Float64Array;
  readonly #loss: Float64Array;
  readonly #counts: Uint8Array;

  constructor(lines: number) {
    this.#max = new Float64Array(lines).fill(-Infinity);
    this.#rest = new Float64Array(lines).fill(-1);
    this.#mass = new Float64Array(lines);
    this.#loss = new Float64Array(lines);
    this.#counts = new Uint8Array(lines);
  }

  /** Adds a block of classes, from `start` on. `stats` are those of its log-softmax. */
  add(
    stats: Float64Array,
    z: FloatArray,
    { outer, length, inner }: Lines,
    start: number,
    coefficients: (line: number, add: (c: number, a: number) => void) => void,
  ): void {
    let [at, max, mass, loss, counts] = [0, 0, 0, 0, 0];
    const take = (c: number, a: number): void => {
      mass += a;
      loss += a * (max - z[at + (c - start) * inner]!);
      counts = 1;
    };
    for (let row = 0, line = 0; row < outer; row++) {
      for (let i = 0; i < inner; i++, line++) {
        const own = stats[2 * line]!;
        [at, max, mass, loss, counts] = [row * length * inner + i, pointOf(own), 0, 0, 0];
        coefficients(line, take);
        const before = this.#max[line]!;
        this.#put(line, own, own === -Infinity ? -1 : Math.expm1(stats[2 * line + 1]!));
        const point = pointOf(this.#max[line]!);
        this.#loss[line]! += this.#mass[line]! * (point - pointOf(before)) + loss + mass * (point - max);
        this.#mass[line]! += mass;
        this.#counts[line]! |= counts;
      }
    }
  }

  /** Adds `Σ exp` of a block, given as its maximum and what the others add to 1. */
  #put(line: number, max: number, rest: number): void {
    const before = this.#max[line]!;
    if (max > before) {
      this.#rest[line] = rest + Math.exp(before - max) * (1 + this.#rest[line]!);
      this.#max[line] = max;
    } else if (Number.isNaN(max)) this.#max[line] = max;
    else if (max > -Infinity) this.#rest[line]! += Math.exp(max - before) * (1 + rest);
  }

  finish(losses: Float64Array, stats: Float64Array | null): void {
    for (let line = 0; line < this.#max.length; line++) {
      const max = this.#max[line]!;
      const logSum = Number.isFinite(max) ? Math.log1p(this.#rest[line]!) : Number.NaN;
      const counts = this.#counts[line] === 1;
      losses[line] = counts ? this.#loss[line]! + this.#mass[line]! * logSum : 0;
      if (stats === null) continue;
      stats[2 * line] = max;
      stats[2 * line + 1] = logSum;
    }
  }
}

/** What differences are taken from: the maximum, and 0 where that is infinite. */
const pointOf = (max: number): number => (Number.isFinite(max) ? max : 0);
