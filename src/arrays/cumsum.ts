/** Sums of the beginnings of lines. */

import type { NumberArray, TypedArray } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";

/** Floats are summed in double precision, and each sum is rounded. */
function ofNumbers(
  x: NumberArray,
  { outer, length, inner }: Lines,
  y: NumberArray,
  isReversed: boolean,
): void {
  const step = isReversed ? -inner : inner;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = (o * length + (isReversed ? length - 1 : 0)) * inner + i;
      let sum = 0;
      for (let k = 0; k < length; k++, at += step) {
        sum += x[at]!;
        y[at] = sum;
      }
    }
  }
}

function ofInt64(x: BigInt64Array, { outer, length, inner }: Lines, y: BigInt64Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let at = o * length * inner + i;
      let sum = 0n;
      for (let k = 0; k < length; k++, at += inner) {
        sum = BigInt.asIntN(64, sum + x[at]!);
        y[at] = sum;
      }
    }
  }
}

/**
 * `y_k = x_0 + … + x_k` of each line, or from the end on; int64 wraps.
 *
 * @param y - of the elements of `x`, all of which are written.
 * @param isReversed - for floats only.
 */
export function cumsumInto(x: TypedArray, lines: Lines, y: NDArray, isReversed: boolean): NDArray {
  if (x.length === 0) return y; // whose other sizes may be huge
  if (x instanceof BigInt64Array) ofInt64(x, lines, y.data as BigInt64Array);
  else ofNumbers(x, lines, y.data as NumberArray, isReversed);
  return y;
}
