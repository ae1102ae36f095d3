/** Sorting along a dim. What is in order is gathered from its places. */

import { putIntegers } from "../values/convert.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { orderLines } from "../values/ordering.ts";
import { splitAt } from "../values/shape.ts";
import { gathering } from "./gather.ts";

/**
 * Places of the first `count` elements along `dim` in order, as int64; not differentiable. Equal elements keep their order;
 * NaN is the greatest.
 */
export function places(x: NDArray, dim: number, descending: boolean, count: number): NDArray {
  const shape = x.shape.map((size, d) => (d === dim ? count : size));
  const y = zerosOf(shape, "int64");
  const found = zerosOf(shape, "int32").data as Int32Array;
  orderLines(x.data, splitAt(x.shape, dim), descending, count, found);
  putIntegers(found, y.data as BigInt64Array);
  return y;
}

/** The elements at all places in order. */
export const sort = gathering("SortBackward0");
/** The elements at the first places. */
export const topk = gathering("TopkBackward0");
