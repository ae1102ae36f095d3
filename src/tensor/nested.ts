/** Nested arrays, as `tensor` takes them: of plain values, of typed arrays, of tensors. */

import { checkAttached } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { isFloating, isHalf, promoteTypes } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { convert } from "../values/convert.ts";
import { tooLarge } from "../values/errors.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { scalarDType } from "../values/promotion.ts";
import { MAX_DIMS, numel, placeOf, sameShape } from "../values/shape.ts";
import { storedOf } from "./core.ts";
import {
  longOverflow,
  notANumber,
  notASequence,
  overflow,
  ragged,
  tooManyLevels,
  unequalTensors,
} from "./creationErrors.ts";
import { naturalDType, readTyped } from "./elements.ts";
import { fits } from "./limits.ts";
import { Tensor } from "./tensor.ts";

/** The shape of nested arrays, and the dtype that their values call for. */
export interface Layout {
  readonly shape: readonly number[];
  readonly natural: DType;
  /** Whether a tensor among them has a gradient, which a copy leaves behind. */
  readonly hasGraph: boolean;
}

/** A plain value, or the elements of a typed array or tensor. */
type Item = number | boolean | bigint | NDArray;

/** Called for every item in row-major order, with the position of its first element, and whether it has a gradient. */
type Visit = (item: Item, at: number, learns: boolean) => void;
/** Called for a row that is the very one before it, with its position and its number of elements. */
type Repeat = (at: number, n: number) => void;

/** More elements than are worth looking at: rows may be shared, and count as often as they stand. */
const MOST = 2 ** 32;

/** A typed array or a tensor within the nesting. */
function readItem(value: unknown): NDArray | undefined {
  if (value instanceof Tensor) {
    checkAttached("tensor", value);
    return storedOf(value);
  }
  return naturalDType(value) === undefined ? undefined : readTyped("tensor", value);
}

/** The shape that the first element of each level sets for all others. */
function shapeOf(data: unknown): number[] {
  const shape: number[] = [];
  let level = data;
  for (; Array.isArray(level); level = level[0]) {
    if (shape.length === MAX_DIMS) throw tooManyLevels(MAX_DIMS);
    shape.push(level.length);
    if (level.length === 0) return shape;
  }
  const inner = level instanceof Tensor || naturalDType(level) !== undefined ? readItem(level)! : null;
  if (inner !== null) shape.push(...inner.shape);
  if (shape.length > MAX_DIMS) throw tooManyLevels(MAX_DIMS);
  return shape;
}

/**
 * Visits all items. The arrays may change between two walks, or while one looks at them: every walk checks everything.
 */
function walk(data: unknown, shape: readonly number[], visit: Visit, repeat: Repeat): void {
  const sizes = shape.map((_, d) => numel(shape, d + 1)); // elements of a row of each level
  const path: number[] = [];
  const step = (value: unknown, depth: number, at: number): void => {
    if (depth < shape.length && Array.isArray(value)) {
      const { length } = value as readonly unknown[];
      if (length !== shape[depth]) throw ragged(shape[depth]!, depth, length, path.slice(0, depth));
      const size = sizes[depth]!;
      let before: unknown;
      for (let i = 0; i < length; i++) {
        path[depth] = i;
        const row: unknown = value[i];
        if (i > 0 && row === before && typeof row === "object") repeat(at + i * size, size);
        else step(row, depth + 1, at + i * size);
        before = row;
      }
      return;
    }
    const plain = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
    if (plain && depth === shape.length) {
      visit(value, at, false);
      return;
    }
    const item = plain ? undefined : readItem(value);
    const here = path.slice(0, depth);
    const expected = shape.slice(depth);
    if (item === undefined) throw expected.length > 0 ? notASequence(value, here) : notANumber(value, here);
    if (value instanceof Tensor) {
      if (!sameShape(value.shape, expected)) throw unequalTensors(expected, value.shape, here);
    } else {
      if (expected.length === 0) throw notANumber(value, here);
      if (expected.length > 1) throw notASequence(item.data[0], [...here, 0]);
      if (item.shape[0] !== expected[0]) throw ragged(expected[0]!, depth, item.shape[0]!, here);
    }
    visit(item, at, value instanceof Tensor && value.requiresGrad);
  };
  step(data, 0, 0);
}

/**
 * Looks at nested arrays without copying; the first element of each level sets the size that all others must have.
 *
 * @throws TypeError for what is no number, RangeError for rows of different lengths; both name the place.
 */
export function layoutOf(data: unknown): Layout {
  const shape = shapeOf(data);
  if (numel(shape) > MOST) throw tooLarge(shape, "float64");
  let natural: DType | undefined;
  let hasGraph = false;
  const add = (dtype: DType): void => {
    if (dtype !== natural) natural = natural === undefined ? dtype : promoteTypes(natural, dtype);
  };
  walk(
    data,
    shape,
    (item, _, learns) => {
      if (typeof item === "object") {
        add(item.dtype);
        hasGraph ||= learns;
      } else add(typeof item === "bigint" ? "int64" : scalarDType(item));
    },
    () => {},
  );
  return { shape, natural: natural ?? "float32", hasGraph };
}

/** The values of nested arrays of the given layout, straight into an array of `dtype`; integers must fit. */
export function readNested(data: unknown, layout: Layout, dtype: DType): NDArray {
  if (isHalf(dtype)) return castTo(readNested(data, layout, "float32"), dtype);
  const { shape } = layout;
  const values = zerosOf(shape, dtype);
  const out = values.data;
  const put = writer(values);
  const visit: Visit = (item, at) => {
    if (typeof item === "object") out.set(convert(item.data, item.dtype, dtype) as never, at);
    else put(item, at);
  };
  walk(data, shape, visit, (at, n) => out.copyWithin(at, at - n, at));
  return values;
}

/** Writes plain values into an array. */
function writer({ data, shape, dtype }: NDArray): (value: number | boolean | bigint, at: number) => void {
  const whole = (value: number, at: number): number => {
    if (!fits(value, dtype)) throw overflow(value, dtype, placeOf("data", at, shape));
    return Math.trunc(value);
  };
  if (data instanceof BigInt64Array) {
    const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length); // a bigint for each takes longer
    return (value, at) => {
      if (typeof value === "bigint") {
        if (BigInt.asIntN(64, value) !== value) throw longOverflow(value, placeOf("data", at, shape));
        data[at] = value;
      } else {
        const integer = whole(Number(value), at);
        words[2 * at] = integer % 2 ** 32;
        words[2 * at + 1] = Math.floor(integer / 2 ** 32);
      }
    };
  }
  const convertOne = isFloating(dtype)
    ? Number
    : dtype === "bool"
      ? (value: number | boolean | bigint): number => (Number(value) === 0 ? 0 : 1)
      : null;
  return (value, at) => {
    data[at] = convertOne === null ? whole(Number(value), at) : convertOne(value);
  };
}
