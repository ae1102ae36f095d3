/** A tensor as the values that JavaScript has: numbers, arrays, what `for` goes over. */

import { newRows, row, unbind } from "../ops/unbind.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Result } from "./core.ts";
import { applyToStored, readableOf, sharing } from "./core.ts";
import { iterationOfScalar, notOneElement, scalarOnly } from "./errors.ts";
import { checkLists } from "./lists.ts";
import type { Nested, Tensor } from "./tensor.ts";

function valueAt({ data, dtype }: Pick<NDArray, "data" | "dtype">, i: number): number | boolean {
  const value = data[i]!;
  return dtype === "bool" ? value !== 0 : Number(value);
}

export function item(x: Tensor): number | boolean {
  if (x.data.length !== 1) throw scalarOnly(x.data.length);
  return valueAt(readableOf(x), 0);
}

export function tolist(x: Tensor): Nested<number | boolean> {
  checkLists(x.shape, x.dtype);
  const values = readableOf(x); // whose buffer may be gone
  let at = 0;
  const level = (d: number): Nested<number | boolean> =>
    d === x.ndim ? valueAt(values, at++) : Array.from({ length: x.shape[d]! }, () => level(d + 1));
  return level(0);
}

export function toPrimitive(x: Tensor, hint: string): number | string {
  if (hint !== "number") return x.toString();
  if (x.data.length !== 1) throw notOneElement(x.shape);
  return Number(valueAt(readableOf(x), 0));
}

export function iterate(x: Tensor): IterableIterator<Result> {
  if (x.ndim === 0) throw iterationOfScalar();
  const rows = newRows();
  const whole = sharing(unbind, x, rows);
  const length = x.shape[0]!;
  return (function* () {
    for (let i = 0; i < length; i++) yield applyToStored(row, [whole], i, rows);
  })();
}
