/** The rows of a tensor, one by one: PyTorch's `unbind` along dim 0. */

import { computed } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import { numel } from "../values/shape.ts";
import { NOTHING, type Op } from "./op.ts";

/**
 * Where the gradients of all rows meet in one walk back: with an array of x's size for each row, a walk would take the
 * square of the time.
 */
export interface Rows {
  gradient: NDArray | null;
  /** The row that wrote to it last. */
  last: number;
}

export const newRows = (): Rows => ({ gradient: null, last: -1 });

/** x itself, between x and its rows: its pullback runs after those of all rows. */
export const unbind: Op<[x: NDArray], [rows: Rows]> = ([x], _, rows) => ({
  name: "UnbindBackward0",
  y: x,
  saved: NOTHING,
  pullback: (dy) => {
    rows.gradient = null;
    return [dy];
  },
  means: "input",
});

/** Row `i` of what {@link unbind} gave, copied. Rows are made in their order, and walked back in the opposite one. */
export const row: Op<[x: NDArray], [i: number, rows: Rows]> = ([x], _, i, rows) => {
  const n = numel(x.shape, 1);
  return {
    name: "UnbindBackward0",
    y: ndarray(x.data.slice(i * n, (i + 1) * n), x.shape.slice(1), x.dtype),
    saved: NOTHING,
    // dx = 0 but for dx[i] = dy. The first row of a walk hands the array on, the others write to the same.
    pullback: (dy) => {
      // A walk that failed may have left its array behind; a row from further back says that this is another walk.
      const isFirst = rows.gradient === null || i >= rows.last;
      if (isFirst) rows.gradient = zerosOf(x.shape, computed(x.dtype));
      rows.last = i;
      rows.gradient!.data.set(dy.data as never, i * n);
      return [isFirst ? rows.gradient : null];
    },
    means: "input",
  };
};
