/** Nested arrays of plain numbers, as tensor() takes them. */

import { tooManyDims } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { tooLarge } from "../values/errors.ts";
import { scalarDType } from "../values/promotion.ts";
import { MAX_DIMS, numel } from "../values/shape.ts";
import { notANumber, notASequence, ragged } from "./creationErrors.ts";

/** Nested arrays as one list. */
export interface Flat {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  /** The dtype that the values call for. */
  readonly natural: DType;
}

/**
 * Reads nested arrays; the first element of each level sets the size that all others must have.
 *
 * @throws TypeError for what is no number, RangeError for rows of different lengths; both name the place.
 */
export function readNested(data: unknown): Flat {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) {
    if (shape.length === MAX_DIMS) throw tooManyDims(MAX_DIMS);
    shape.push(level.length);
    if (level.length === 0) break;
  }
  if (numel(shape) > 2 ** 32) throw tooLarge(shape, "float64"); // rows may be shared, and count as often as they stand
  const values: number[] = [];
  const path: number[] = [];
  let booleans = true;
  let integers = true;
  const visit = (value: unknown, depth: number): void => {
    if (depth < shape.length) {
      if (!Array.isArray(value)) throw notASequence(value, path.slice(0, depth));
      if (value.length !== shape[depth])
        throw ragged(shape[depth]!, depth, value.length, path.slice(0, depth));
      for (let i = 0; i < shape[depth]!; i++) {
        path[depth] = i;
        visit(value[i], depth + 1);
      }
    } else if (typeof value === "boolean") {
      values.push(value ? 1 : 0);
    } else {
      if (typeof value !== "number") throw notANumber(value, path.slice(0, depth));
      booleans = false;
      integers &&= scalarDType(value) === "int64";
      values.push(value);
    }
  };
  visit(data, 0);
  if (values.length === 0) return { values, shape, natural: "float32" };
  return { values, shape, natural: booleans ? "bool" : integers ? "int64" : "float32" };
}
