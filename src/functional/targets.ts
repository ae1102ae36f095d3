/** The two kinds of target of a classification loss, checked and brought into the form that the kernels read. */

import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { placeOf, sameShape } from "../values/shape.ts";
import { indexTargetDType, notOneHot, targetOutOfBounds, targetShape } from "./errors.ts";

/** Shape of one number per target: the input's without its class dim. `input` is (C), (N, C) or (N, C, d1, …, dK). */
export function shapeOfTargets(input: readonly number[]): number[] {
  const classDim = input.length === 1 ? 0 : 1;
  return input.filter((_, d) => d !== classDim);
}

/** Class indices have to be integers of the right shape; reading them checks their range. */
export function checkIndexTarget(input: readonly number[], target: NDArray): void {
  const oneOfOne = input.length === 1 && sameShape(target.shape, [1]); // PyTorch takes [2] for 2 there
  if (!oneOfOne && !sameShape(target.shape, shapeOfTargets(input))) throw targetShape(input, target.shape);
  if (isFloating(target.dtype) || target.dtype === "bool") throw indexTargetDType(target.dtype);
}

/**
 * The class of every line, −1 where the target is `ignoreIndex`.
 *
 * @param room - makes the array that takes them.
 * @throws RangeError for a target that is neither a class nor `ignoreIndex`, naming its place.
 */
export function readClassIndices(
  target: NDArray,
  classes: number,
  ignoreIndex: number,
  room: (n: number) => Int32Array,
): Int32Array {
  const { data } = target;
  const indices = room(data.length);
  // An int64 is read as two 32-bit words: going through bigint costs more than the loss of a segmentation map.
  const words =
    data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, 2 * data.length) : null;
  for (let i = 0; i < indices.length; i++) {
    const low = words === null ? Number(data[i]) : words[2 * i]!;
    const fits = words === null || words[2 * i + 1] === 0;
    if (fits && low >= 0 && low < classes && low !== ignoreIndex) {
      indices[i] = low;
    } else {
      if (Number(data[i]) !== ignoreIndex) {
        throw targetOutOfBounds(String(data[i]), placeOf("target", i, target.shape), classes, ignoreIndex);
      }
      indices[i] = -1;
    }
  }
  return indices;
}

/**
 * An integer target of the input's shape can only be meant as one-hot rows.
 *
 * @throws TypeError unless every line has a single 1 among zeros.
 */
export function checkOneHot(target: NDArray, lines: Lines): void {
  const { outer, length, inner } = lines;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let ones = 0;
      let others = 0;
      for (let k = 0, j = o * length * inner + i; k < length; k++, j += inner) {
        const value = Number(target.data[j]);
        if (value === 1) ones++;
        else if (value !== 0) others++;
      }
      if (ones !== 1 || others > 0)
        throw notOneHot(target.dtype as DType, target.shape, `row ${o * inner + i}`);
    }
  }
}
