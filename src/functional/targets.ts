/** The two kinds of target of a classification loss, checked against the input. */

import type { DType, FloatDType } from "../dtype.ts";
import { computed, isFloating, promoteTypes } from "../dtype.ts";
import { isRecording } from "../noGrad.ts";
import type { LossResult } from "../ops/loss.ts";
import type { IndexCase } from "../ops/targets.ts";
import { readAs, valuesOf, wrap } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { sizeOfScalar } from "../values/errors.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { numel, sameShape, splitAt } from "../values/shape.ts";
import { wordsOf } from "../values/words.ts";
import {
  ignoreWithProbabilities,
  indexTargetDType,
  notOneHot,
  targetShape,
  weightDType,
  weightGradient,
  weightShape,
} from "./errors.ts";
import type { Reduction } from "./lossOptions.ts";

/** The dim of the classes: 1, or 0 for a single sample. */
export const classDimOf = (input: readonly number[]): number => (input.length === 1 ? 0 : 1);

/** Shape of one number per target: the input's without its class dim. `input` is (C), (N, C) or (N, C, d1, …, dK). */
export function shapeOfTargets(input: readonly number[]): number[] {
  const classDim = classDimOf(input);
  const shape: number[] = [];
  for (let d = 0; d < input.length; d++) if (d !== classDim) shape.push(input[d]!);
  return shape;
}

/**
 * Class indices have to be integers of the right shape; reading them checks their range.
 *
 * @returns that shape.
 */
export function checkIndexTarget(input: readonly number[], target: NDArray): readonly number[] {
  const shape = shapeOfTargets(input);
  const oneOfOne = input.length === 1 && sameShape(target.shape, [1]); // PyTorch takes [2] for 2 there
  if (!oneOfOne && !sameShape(target.shape, shape)) throw targetShape(input, target.shape);
  if (isFloating(target.dtype) || target.dtype === "bool") throw indexTargetDType(target.dtype);
  return shape;
}

/** A weight of the input's dtype with one element per class; of half precision, as float32. */
export function checkedWeight(prefix: string, weight: Tensor, classes: number, dtype: DType): Tensor {
  if (weight.ndim !== 1 || weight.numel() !== classes) throw weightShape(prefix, classes, weight.shape);
  const integer = weight.dtype === "int64" || weight.dtype === "int32" || weight.dtype === "uint8";
  const fits = weight.dtype === dtype || weight.dtype === computed(dtype);
  if (!integer && !fits) throw weightDType(dtype, weight.dtype);
  return weight.to(computed(dtype));
}

/** The options that go with the targets of a loss. */
interface TargetOptions {
  readonly weight: Tensor | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly normalizer?: number | null;
}

/** What the checks need to know of the logits: they may not be there yet. */
export interface Logits {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Checks all of a loss with class indices but the indices themselves, which are checked when they are read. */
export function checkedIndexCase(
  { shape, dtype }: Logits,
  target: Tensor,
  { weight, ignoreIndex, reduction, normalizer = null }: TargetOptions,
): IndexCase {
  const indices = valuesOf(target);
  const result = checkIndexTarget(shape, indices);
  const lines = splitAt(shape, classDimOf(shape));
  const own = weight === null ? null : valuesOf(checkedWeight("", weight, lines.length, dtype));
  if (weight?.requiresGrad && isRecording()) throw weightGradient(shape.length);
  return { lines, target: indices, weight: own, ignoreIndex, reduction, normalizer, shape: result };
}

/** A loss whose target has the shape of the logits, all checked. */
export interface ProbsCase<Target> {
  readonly lines: Lines;
  /** Of the loss; the probabilities and the weight have it. */
  readonly dtype: DType;
  readonly target: Target;
  readonly weight: Tensor | null;
  readonly result: LossResult;
}

/** Checks a loss whose target has the shape of the logits, for its probabilities. */
export const checkedProbsCase = (logits: Logits, given: Tensor, options: TargetOptions): ProbsCase<Tensor> =>
  checkedCase(logits, given, options, (lines, dtype) =>
    isFloating(given.dtype) ? readAs(given, dtype) : wrap(oneHotTarget(valuesOf(given), lines, dtype)),
  );

/** The same of integers, for the class of each line. */
export const checkedOneHotCase = (
  logits: Logits,
  given: Tensor,
  options: TargetOptions,
): ProbsCase<Int32Array> =>
  checkedCase(logits, given, options, (lines) => oneHotClasses(valuesOf(given), lines));

function checkedCase<Target>(
  { shape, dtype: own }: Logits,
  given: Tensor,
  { weight, ignoreIndex, reduction, normalizer = null }: TargetOptions,
  read: (lines: Lines, dtype: FloatDType) => Target,
): ProbsCase<Target> {
  if (shape.length === 0)
    throw isFloating(given.dtype) ? sizeOfScalar(1) : notOneHot(given.dtype, [], "a scalar");
  const lines = splitAt(shape, classDimOf(shape));
  // Unlike with index targets, floating dtypes may differ: PyTorch multiplies input, target and weight, which promotes.
  const dtype = [given.dtype, weight?.dtype ?? own]
    .filter(isFloating)
    .map(computed)
    .reduce(promoteTypes, computed(own)) as FloatDType;
  const target = read(lines, dtype);
  if (ignoreIndex >= 0) throw ignoreWithProbabilities(ignoreIndex);
  const perClass =
    weight === null ? null : checkedWeight("cross_entropy: ", weight.to(dtype), lines.length, dtype);
  const losses = shapeOfTargets(shape);
  const divisor = normalizer ?? (numel(shape) === 0 ? 0 : numel(losses));
  const result: LossResult = { reduction, shape: losses, divisor };
  return { lines, dtype, target, weight: perClass, result };
}

/**
 * An integer target of the input's shape can only be meant as one-hot rows.
 *
 * @returns the class of each line.
 * @throws TypeError unless every line has a single 1 among zeros.
 */
export function oneHotClasses(target: NDArray, { outer, length, inner }: Lines): Int32Array {
  const { data } = target;
  const isInt64 = data instanceof BigInt64Array;
  const words = isInt64 ? wordsOf(data) : (data as Int32Array | Uint8Array);
  const classes = zerosOf([outer * inner], "int32").data as Int32Array;
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const first = o * length * inner + i;
      const place = placeOfOne(words, first, length, inner, isInt64);
      if (place < 0) throw notOneHot(target.dtype, target.shape, `row ${line}`);
      classes[line] = (place - first) / inner;
    }
  }
  return classes;
}

/** The same as rows of floats. */
export function oneHotTarget(target: NDArray, lines: Lines, dtype: FloatDType): NDArray {
  const { length, inner } = lines;
  const rows = zerosOf(target.shape, dtype);
  for (const [line, place] of oneHotClasses(target, lines).entries()) {
    const i = line % inner;
    rows.data[(line - i) * length + i + place * inner] = 1;
  }
  return rows;
}

/** Where the only 1 of a line is, flat; −1 where there is none, or anything but zeros beside it. */
function placeOfOne(
  words: Int32Array | Uint8Array,
  first: number,
  length: number,
  inner: number,
  isInt64: boolean,
): number {
  const size = isInt64 ? 2 : 1;
  if (inner === 1) {
    const at = onlyWord(words, first * size, (first + length) * size);
    return at >= 0 && words[at] === 1 && at % size === 0 ? at / size : -1;
  }
  let place = -1;
  for (let k = 0, at = first * size; k < length; k++, at += inner * size) {
    const high = isInt64 ? words[at + 1]! : 0;
    if ((words[at]! | high) === 0) continue;
    if (words[at] !== 1 || high !== 0 || place >= 0) return -1;
    place = first + k * inner;
  }
  return place;
}

/** Where the only word that is not 0 is, from `start` to `end`; −1 if there is none, or another. */
function onlyWord(words: Int32Array | Uint8Array, start: number, end: number): number {
  const at = afterZeros(words, start, end);
  return at < end && afterZeros(words, at + 1, end) === end ? at : -1;
}

/** The first word that is not 0, from `at` to `end`; `end` if there is none. Eight are looked at together. */
function afterZeros(words: Int32Array | Uint8Array, at: number, end: number): number {
  let i = at;
  for (; i + 8 <= end; i += 8) {
    const four = words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!;
    if ((four | words[i + 4]! | words[i + 5]! | words[i + 6]! | words[i + 7]!) !== 0) break;
  }
  while (i < end && words[i] === 0) i++;
  return i;
}
