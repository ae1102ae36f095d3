/** Some elements of a tensor, picked by position. */

import { notATensor } from "../arguments.ts";
import * as ops from "../ops/gather.ts";
import { firstOutside } from "../values/indexing.ts";
import type { NDArray } from "../values/ndarray.ts";
import { normalizeDim } from "../values/shape.ts";
import { apply, isTensor, valuesOf } from "./core.ts";
import { gatherDType, gatherIndex, gatherRank, gatherSize } from "./errors.ts";
import type { Tensor } from "./tensor.ts";

export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  if (!isTensor(index)) throw notATensor("gather", "index", 2, index);
  const d = normalizeDim(dim, x.ndim);
  if (index.dtype !== "int64" && index.dtype !== "int32") throw gatherDType(index.dtype);
  const values = valuesOf(index);
  checkIndex(x, d, values);
  return apply(ops.gather, [x], values, d);
}

function checkIndex(x: Tensor, d: number, { data, shape }: NDArray): void {
  if (data.length === 0) return;
  // A scalar counts as a tensor of one dim here, on both sides.
  if (Math.max(x.ndim, 1) !== Math.max(shape.length, 1)) throw gatherRank(x.shape, shape);
  const larger = x.shape.findIndex((size, k) => k !== d && shape[k]! > size);
  if (larger >= 0) throw gatherSize(x.shape, shape, d, larger);
  const size = x.shape[d] ?? 1;
  const outside = firstOutside(data as Int32Array | BigInt64Array, size);
  if (outside >= 0) throw gatherIndex(Number(data[outside]), d, size, outside);
}
