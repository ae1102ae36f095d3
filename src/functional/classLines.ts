/** Logits whose classes lie along any dim, with a class index for each line: what `score` and the metrics take. */

import { notATensor } from "../arguments.ts";
import { isFloating } from "../dtype.ts";
import type { Targets } from "../ops/targets.ts";
import { readClassIndices } from "../ops/targets.ts";
import { floating, isTensor, storedOf, valuesOf } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { emptyReduction } from "../values/errors.ts";
import { scratchIntegers } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { normalizeDim, sameShape, splitAt } from "../values/shape.ts";
import { indexTargetDType, lineTargetShape, noClassDim } from "./errors.ts";
import { warnOfProbabilities } from "./guards.ts";

/** Logits and their targets; all is checked but the indices. */
export interface ClassLines {
  /** The logits, floating; of half precision, too. */
  readonly x: NDArray;
  /** The dim of the classes, from the front. */
  readonly dim: number;
  readonly lines: Lines;
  readonly target: NDArray;
  readonly ignoreIndex: number;
}

/**
 * Checks logits and targets.
 *
 * @param call - the name of the function or metric, for errors.
 * @param dim - that of the classes; it may be negative.
 */
export function checkedClassLines(
  call: string,
  logits: Tensor,
  target: Tensor,
  dim: number,
  ignoreIndex: number,
): ClassLines {
  if (!isTensor(logits)) throw notATensor(call, "logits", 1, logits);
  if (!isTensor(target)) throw notATensor(call, "target", 2, target);
  if (logits.ndim === 0) throw noClassDim(logits.shape);
  const x = storedOf(floating(logits));
  const { shape } = x;
  const d = normalizeDim(dim, shape.length);
  const indices = valuesOf(target);
  const wanted = shape.filter((_, other) => other !== d);
  if (!sameShape(indices.shape, wanted)) throw lineTargetShape(shape, indices.shape, d);
  if (isFloating(indices.dtype) || indices.dtype === "bool") throw indexTargetDType(indices.dtype, false);
  if (shape[d] === 0) throw emptyReduction(call, shape, d);
  const lines = splitAt(shape, d);
  warnOfProbabilities(call, x, lines);
  return { x, dim: d, lines, target: indices, ignoreIndex };
}

/**
 * The class of every line, in scratch.
 *
 * @throws RangeError for a target that is neither a class nor ignored.
 */
export const readTargets = (of: ClassLines): Targets => readClassIndices(of, scratchIntegers);
