/** The elements along a dim in order. */

import { checkBoolean, checkInt } from "../arguments.ts";
import * as ops from "../ops/ordering.ts";
import { normalizeDim } from "../values/shape.ts";
import { topkOfBool, topkOutside } from "./choosingErrors.ts";
import type { Result } from "./core.ts";
import { apply, valuesOf, wrap } from "./core.ts";
import type { Tensor, ValuesAndIndices } from "./tensor.ts";

export function topk(x: Tensor, k: number, dim: number, largest: boolean): ValuesAndIndices<never> {
  const count = checkInt("topk", "k", k);
  const d = normalizeDim(dim, x.ndim);
  checkBoolean("topk", "largest", largest);
  const size = x.shape[d] ?? 1;
  if (count < 0 || count > size) throw topkOutside(count, size);
  if (x.dtype === "bool") throw topkOfBool();
  const places = ops.places(valuesOf(x), d, largest, count);
  return { values: apply(ops.topk, [x], places, d), indices: wrap(places) };
}

export function sort(x: Tensor, dim: number, descending: boolean): ValuesAndIndices<never> {
  const d = normalizeDim(dim, x.ndim);
  checkBoolean("sort", "descending", descending);
  const places = ops.places(valuesOf(x), d, descending, x.shape[d] ?? 1);
  return { values: apply(ops.sort, [x], places, d), indices: wrap(places) };
}

export function argsort(x: Tensor, dim: number, descending: boolean): Result {
  const d = normalizeDim(dim, x.ndim);
  checkBoolean("argsort", "descending", descending);
  return wrap(ops.places(valuesOf(x), d, descending, x.shape[d] ?? 1));
}
