/** How often each whole number is there. */

import { checkInt, notATensor } from "../arguments.ts";
import { countsOf, rangeOf } from "../arrays/bincount.ts";
import { show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { isFloating, scalarName } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Result } from "./core.ts";
import { isTensor, valuesOf, wrap } from "./core.ts";
import type { Tensor } from "./tensor.ts";

export function bincount(x: Tensor, weights: Tensor | null | undefined, minlength: number): Result {
  const isWeighted = weights !== undefined && weights !== null;
  if (isWeighted && !isTensor(weights)) throw notATensor("bincount", "weights", 1, weights);
  const least = checkInt("bincount", "minlength", minlength);
  const values = valuesOf(x);
  const { data, shape, dtype } = values;
  if (isFloating(dtype) || dtype === "bool") throw bincountDType(dtype);
  if (least < 0) throw negativeMinlength(least);
  if (shape.length === 1 && data.length === 0) return wrap(zerosOf([least], "int64"));
  if (shape.length !== 1) throw bincountInput(shape, null);
  const [smallest, largest] = rangeOf(data);
  if (smallest < 0) throw bincountInput(shape, smallest);
  const given = isWeighted ? weightsOf(valuesOf(weights), data.length) : null;
  return wrap(countsOf(data, given, Math.max(largest + 1, least)));
}

/** The weights as floats: float32 stays, everything else becomes float64. */
function weightsOf(weights: NDArray, length: number): NDArray {
  const { shape } = weights;
  if (shape.length !== 1 || shape[0] !== length) throw bincountWeights(shape, length);
  return weights.dtype === "float32" ? weights : castTo(weights, "float64");
}

export const bincountDType = (dtype: DType): Error =>
  new TypeError(
    `"bincount_cpu" not implemented for '${scalarName(dtype)}'. Got ${dtype}; call .long() first.`,
  );

export const negativeMinlength = (got: number): Error =>
  new RangeError(`minlength should be >= 0. Got ${got}; it is the least length of the result.`);

export const bincountInput = (shape: readonly number[], smallest: number | null): Error =>
  new RangeError(
    "bincount only supports 1-d non-negative integral inputs. " +
      (smallest === null
        ? `Got the shape ${show(shape)}; call .reshape([-1]) first.`
        : `The least is ${smallest}.`),
  );

export const bincountWeights = (shape: readonly number[], length: number): Error =>
  new RangeError(
    `weights should be 1-d and have the same length as input. Got the shape ${show(shape)} for ${length} numbers.`,
  );
