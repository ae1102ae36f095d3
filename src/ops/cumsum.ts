import { cumsumInto } from "../arrays/cumsum.ts";
import { isFloating } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { splitAt } from "../values/shape.ts";
import { NOTHING, type Op } from "./op.ts";

/** `y_k = x_0 + … + x_k` along `dim`; integers and booleans are summed as int64. */
export const cumsum: Op<[x: NDArray], [dim: number]> = ([x], _, dim) => {
  const lines = splitAt(x.shape, dim);
  const from = isFloating(x.dtype) ? x : castTo(x, "int64");
  return {
    name: "CumsumBackward0",
    y: cumsumInto(from.data, lines, zerosOf(x.shape, from.dtype), false),
    saved: NOTHING,
    // dx_k = dy_k + … + dy_last
    pullback: (dy) => [cumsumInto(dy.data, lines, gradientOf(x), true)],
  };
};
