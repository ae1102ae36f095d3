/**
 * Matrix products in the module. Both sides are copied in by rows, as they lie, and packed there; blocks bound the memory.
 * What an element is does not depend on the blocks: see assembly/product.ts.
 */

import type { FloatArray } from "../../dtype.ts";
import { type ProductSize, partOf } from "../../values/shape.ts";
import type { AnyCall } from "../table.ts";
import { copy } from "./copy.ts";
import type { Instance, InstanceKernel } from "./instance.ts";
import { roomFor } from "./instance.ts";

/** `from`, bytes of a row, steps, columns, whether rows are steps, `to`, bytes of a panel. */
type Pack = (
  from: number,
  rowBytes: number,
  depth: number,
  columns: number,
  straight: number,
  to: number,
  panelBytes: number,
) => void;
type Multiply = (
  a: number,
  panelBytesA: number,
  b: number,
  depth: number,
  rows: number,
  columns: number,
  start: number,
  y: number,
  yStep: number,
) => void;

/** The functions of the module for one type of elements, and the size of its tiles. */
interface Functions {
  readonly bytes: number;
  readonly height: number;
  readonly width: number;
  readonly packA: Pack;
  readonly packB: Pack;
  readonly multiply: Multiply;
  readonly addBlock: (y: number, x: number, bytes: number) => void;
}

/** Numbers of the left side that are packed at a time, of the right side, and of the result. */
const LEFT = 2 ** 20;
const RIGHT = 2 ** 18;
const RESULT = 2 ** 19;
/** Rows and columns of a block at most. */
const MOST = 2 ** 14;
/** Columns for which a block of many rows leaves room: with few, the left side would be packed again for each of them. */
const FEWEST = 512;
/** Numbers that are copied in before they are packed: they stay in the cache. */
const STAGE = 2 ** 15;
/** Rows that packing may read behind the last one. */
const BEHIND = 8;
/** The longest part of the common dim: its sums are added to those of the parts before, which keeps long sums exact. */
const PART = 2048;
/**
 * Steps of a part for which a right side that lies in rows is packed at a time: so many whole rows are copied faster than
 * pieces of more rows (measured on (64, 768, 32000): 0.27 ns per number for 8000 columns, 0.51 for 1360), and what is packed
 * stays in the second cache (38 GFLOP/s with four times as much, 41 so).
 */
const SHALLOW = 64;
/** Bytes between two rows of the result, beside their own: rows a power of two apart would compete for a place in the cache. */
const GAP = 64;

/** The blocks of a product: rows, steps along the common dim, steps for which the right side is packed, columns. */
interface Blocks {
  readonly rows: number;
  readonly part: number;
  readonly depth: number;
  readonly columns: number;
}

const roundUp = (n: number, unit: number): number => Math.ceil(n / unit) * unit;
const roundDown = (n: number, unit: number): number => Math.max(unit, Math.floor(n / unit) * unit);

function blocksOf({ n, k, m, transposedB }: ProductSize, { height, width }: Functions): Blocks {
  const part = Math.min(k, PART);
  const depth = transposedB ? part : Math.min(part, SHALLOW);
  const result = k > SHALLOW ? RESULT : RESULT / 4; // measured on (32000, 64, 768), added: 117 ms, with all of it 134
  const most = Math.min(MOST, LEFT / part, result / Math.min(roundUp(m, width), FEWEST));
  const rows = Math.min(roundUp(n, height), roundDown(most, height));
  const fitting = roundDown(Math.min(MOST, RIGHT / depth, RESULT / rows), width);
  return { rows, part, depth, columns: Math.min(roundUp(m, width), fitting) };
}

/** One side: its packed block, and which block that is. */
interface Side {
  readonly data: FloatArray;
  /** Numbers of a row, as the array lies. */
  readonly length: number;
  /** Whether a row is one step along the common dim: else it is a row of the left or a column of the right. */
  readonly straight: boolean;
  readonly pack: Pack;
  readonly unit: number;
  readonly at: number;
  first: number;
  step: number;
}

export class ProductKernel implements InstanceKernel {
  readonly #instance: Instance;
  /** Whether products are added to what is there. */
  readonly #adds: boolean;
  readonly #single: Functions;
  readonly #double: Functions;
  /** Which block of its left side the last product has packed. */
  #packed: Pick<Side, "first" | "step"> = NOTHING;

  constructor(instance: Instance, adds: boolean) {
    const { exports } = instance;
    const value = (name: string): number => (exports[name] as { readonly value: number }).value;
    this.#instance = instance;
    this.#adds = adds;
    this.#single = {
      bytes: 4,
      height: value("TILE_ROWS"),
      width: 8,
      packA: exports["packA"] as Pack,
      packB: exports["packB"] as Pack,
      multiply: exports["multiply"] as Multiply,
      addBlock: exports["addBlock"] as Functions["addBlock"],
    };
    const pack64 = exports["pack64"] as Pack;
    this.#double = {
      bytes: 8,
      height: 4,
      width: 4,
      packA: pack64,
      packB: pack64,
      multiply: exports["multiply64"] as Multiply,
      addBlock: exports["addBlock64"] as Functions["addBlock"],
    };
  }

  run(geometry: unknown, call: AnyCall): boolean {
    const { a, b, bias = null, y } = call as { readonly [name: string]: FloatArray | null };
    const size = geometry as ProductSize;
    const { n, k, m } = size;
    if (n * k * m === 0) return false;
    const Kind = a instanceof Float32Array ? Float32Array : Float64Array;
    if (!(a instanceof Kind && b instanceof Kind && y instanceof Kind)) return false;
    const { rows, columns, row, column } = partOf(size);
    if (bias !== null && !(bias instanceof Kind && bias.length === columns)) return false;
    // The last guard: nothing is read or written outside of its operand.
    if (a.length !== rows * k || b.length !== k * columns || y.length !== rows * columns) return false;
    if (row < 0 || row + n > rows || column < 0 || column + m > columns) return false;
    this.#multiply(size, a, b, bias, y, Kind === Float32Array ? this.#single : this.#double);
    return true;
  }

  #multiply(
    size: ProductSize,
    a: FloatArray,
    b: FloatArray,
    bias: FloatArray | null,
    y: FloatArray,
    functions: Functions,
  ): void {
    const { n, k, m, transposedA, transposedB } = size;
    const { bytes, height, width, packA, packB, multiply, addBlock } = functions;
    const { rows, part, depth, columns } = blocksOf(size, functions);
    const all = partOf(size);
    let end = this.#instance.base;
    const take = (numbers: number): number => {
      const start = end;
      end += roomFor(numbers * bytes);
      return start;
    };
    const resultNumbers = rows * (columns + GAP / bytes);
    const leftAt = take(rows * part); // first: where parts with the same rows find it
    const left = side(a, transposedA ? all.rows : k, transposedA, packA, height, leftAt);
    if (all.hasRows && this.#instance.laidOut === this) Object.assign(left, this.#packed);
    const start = take(columns);
    const right = side(b, transposedB ? k : all.columns, !transposedB, packB, width, take(columns * depth));
    const result = take(resultNumbers);
    const more = k > part ? take(resultNumbers) : result;
    const zeros = k > part ? take(columns) : start;
    const begin = this.#adds ? 0 : start;
    const longest = Math.max(part, columns, rows);
    const stage = take(Math.max(STAGE, longest) + BEHIND * longest);
    this.#instance.reserve(end);
    this.#instance.laidOut = this;
    const memory = bytes === 4 ? this.#instance.f32 : this.#instance.f64;
    if (k > part) memory.fill(0, zeros / bytes, zeros / bytes + columns);
    for (let j = 0; j < m; j += columns) {
      const wide = Math.min(columns, m - j);
      const yStep = roundUp(wide, width) * bytes + GAP;
      if (bias === null) memory.fill(0, start / bytes, start / bytes + columns);
      else copy(bias, all.column + j, wide, memory, start / bytes);
      for (let i = 0; i < n; i += rows) {
        const high = Math.min(rows, n - i);
        const eachRow = (move: (inMemory: number, inY: number) => void): void => {
          for (let r = 0; r < high; r++)
            move((result + r * yStep) / bytes, (all.row + i + r) * all.columns + all.column + j);
        };
        if (this.#adds) eachRow((inMemory, inY) => copy(y, inY, wide, memory, inMemory));
        for (let p = 0; p < k; p += part) {
          const long = Math.min(part, k - p);
          const target = p === 0 ? result : more;
          pack(left, memory, stage, bytes, all.row + i, high, p, long);
          for (let d = 0; d < long; d += depth) {
            const deep = Math.min(depth, long - d);
            pack(right, memory, stage, bytes, all.column + j, wide, p + d, deep);
            const row = d > 0 ? 0 : p === 0 ? begin : zeros;
            const from = left.at + d * height * bytes;
            multiply(from, long * height * bytes, right.at, deep, high, wide, row, target, yStep);
          }
          if (p > 0) addBlock(result, more, high * yStep);
        }
        eachRow((inMemory, inY) => copy(memory, inMemory, wide, y, inY));
      }
    }
    this.#packed = { first: left.first, step: left.step };
  }
}

/** What is packed of a side at first. */
const NOTHING = { first: -1, step: -1 };

const side = (
  data: FloatArray,
  length: number,
  straight: boolean,
  pack: Pack,
  unit: number,
  at: number,
): Side => ({ data, length, straight, pack, unit, at, ...NOTHING });

/** Packs `count` rows of the left or columns of the right from `first` on, `depth` steps of them from `step` on. */
function pack(
  side: Side,
  memory: FloatArray,
  stage: number,
  bytes: number,
  first: number,
  count: number,
  step: number,
  depth: number,
): void {
  if (side.first === first && side.step === step) return;
  side.first = first;
  side.step = step;
  const { data, length, straight, unit, at } = side;
  const panelBytes = depth * unit * bytes;
  const [from, rows, offset, wide] = straight ? [step, depth, first, count] : [first, count, step, depth];
  const most = straight ? Math.max(1, Math.floor(STAGE / wide)) : roundDown(STAGE / wide, unit);
  for (let r = 0; r < rows; r += most) {
    const some = Math.min(most, rows - r);
    if (wide === length) {
      copy(data, (from + r) * length, some * length, memory, stage / bytes);
    } else {
      for (let s = 0; s < some; s++)
        copy(data, (from + r + s) * length + offset, wide, memory, stage / bytes + s * wide);
    }
    const target = straight ? at + r * unit * bytes : at + (r / unit) * panelBytes;
    const [steps, columns] = straight ? [some, wide] : [wide, some];
    side.pack(stage, wide * bytes, steps, columns, straight ? 1 : 0, target, panelBytes);
  }
}
