/** How often each number is there. */

import type { TypedArray } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";

/** The smallest and the largest of `n` whole numbers, of which there is one at least. */
export function rangeOf(x: TypedArray): readonly [least: number, most: number] {
  let least = Number(x[0]);
  let most = least;
  for (let i = 1; i < x.length; i++) {
    const value = Number(x[i]);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/**
 * `y_k = Σ w_i` over all `x_i = k`; without weights how many there are, as int64.
 *
 * @param x - whole numbers from 0 to below `length`.
 * @param weights - one float for each of them. They are added in their own precision, one after the other.
 */
export function countsOf(x: TypedArray, weights: NDArray | null, length: number): NDArray {
  const y = zerosOf([length], weights?.dtype ?? "int64");
  const counts = y.data;
  if (counts instanceof BigInt64Array) for (let i = 0; i < x.length; i++) counts[Number(x[i])]! += 1n;
  else for (let i = 0; i < x.length; i++) counts[Number(x[i])]! += weights!.data[i] as number;
  return y;
}
