/** Whether plain arrays can hold what a tensor holds. */

import type { DType } from "../dtype.ts";
import { tooLarge } from "../values/errors.ts";

/** Longest array that V8 makes with room for all its elements at once; one that grows beyond 2^27 ends the process. */
const LONGEST = 2 ** 26;
/** Bytes of all arrays together: half of the heap that Node has where nobody asks for more. */
const MOST_BYTES = 2 ** 31;
/** Bytes of an element and of an empty array, in V8. */
const [PER_ELEMENT, PER_ARRAY] = [8, 32];

/** @throws RangeError where nested arrays of this shape cannot be held: an engine may end the process instead. */
export function checkLists(shape: readonly number[], dtype: DType): void {
  let arrays = 1;
  let bytes = 0;
  for (const size of shape) {
    if (arrays === 0) return;
    bytes += arrays * (PER_ARRAY + PER_ELEMENT * size);
    arrays *= size;
    if (size > LONGEST || bytes > MOST_BYTES) throw tooLarge(shape, dtype);
  }
}
