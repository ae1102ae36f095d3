/**
 * Cross-entropy of a linear layer's outputs as one op, which has the logits of some rows at a time only (linearRows.ts),
 * and where the layer does not learn, of some classes of them (linearClasses.ts).
 * Where the loss is a scalar that learns, the forward computes the gradients of the layer, because it has the logits at
 * hand; the way back scales them. With `'none'` each loss has a gradient from above, so the way back computes the logits
 * once more, as it does for the gradients of probabilities and class weights.
 */

import { run } from "../backends/choose.ts";
import { computed, type FloatArray } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";
import { numel } from "../values/shape.ts";
import { divisorOf, negateAllZeros, negateZeros, nodeOfIndices, nodeOfProbs } from "./crossEntropy.ts";
import type { Coefficients } from "./linearClasses.ts";
import { hasBlocks, lossesByClasses } from "./linearClasses.ts";
import type { LinearGradients, LinearLayer, RowReader } from "./linearRows.ts";
import { throughLinear } from "./linearRows.ts";
import type { LossResult } from "./loss.ts";
import { lineScale, reduceLosses, scaleGradient, unitScale } from "./loss.ts";
import type { Needs, Op } from "./op.ts";
import type { IndexCase } from "./targets.ts";
import { ignoredLines, NO_LINES, numbersOf, readClassIndices } from "./targets.ts";

/** The layer: rows of `x` through a weight `(C, d1, …, dK, features)`, to logits that lie as `lines`; no rows where there are no logits. */
function layerOf(
  [x, weight, bias]: readonly [NDArray, NDArray, NDArray | null],
  { outer }: Lines,
  chunkSize: number | null,
): LinearLayer {
  const outputs = numel(weight.shape, 0, weight.shape.length - 1);
  const features = weight.shape[weight.shape.length - 1]!;
  return { x, weight, bias, rows: outer, features, outputs, chunk: chunkSize };
}

/** Of an array with a number for each line, or `each` numbers, those of the lines of some rows. */
const partOf = <A extends Float64Array | Int32Array | FloatArray>(
  data: A,
  { inner }: Lines,
  first: number,
  count: number,
  each = 1,
): A => data.subarray(first * inner * each, (first + count) * inner * each) as A;

/** Losses of a layer's outputs, with the way back to the layer. */
interface LinearLoss {
  readonly layer: LinearLayer;
  readonly lines: Lines;
  readonly result: LossResult;
  /** Computes the losses of some rows, and the gradient of their logits for dL/dy = 1. */
  readonly read: RowReader;
  /** Computes the losses of all rows where nothing learns and the classes are more than one block. */
  readonly readByClasses: () => void;
  /** The lines that do not count. */
  readonly ignored: (first: number, count: number) => readonly number[];
}

/** The way back to a layer, and what it reads. */
interface WayBack {
  readonly saved: readonly (NDArray | null)[];
  readonly pullback: (dy: NDArray) => LinearGradients;
}

/** Goes forward, and where the loss is a scalar that learns, back as well. */
function forward({ layer, lines, result, read, readByClasses, ignored }: LinearLoss, needs: Needs): WayBack {
  if (!needs.includes(true) && hasBlocks(lines)) {
    readByClasses();
    return { saved: [], pullback: () => [null, null, null] };
  }
  if (result.reduction === "none") {
    throughLinear(layer, [], read);
    const pullback = ({ data }: NDArray): LinearGradients => {
      if (!needs.includes(true)) return [null, null, null]; // those of probabilities or class weights alone
      return throughLinear(layer, needs, (z, dz, first, count) => {
        read(z, dz, first, count);
        const scale = partOf(data as FloatArray, lines, first, count);
        scaleGradient(dz!, { ...lines, outer: count }, scale, ignored(first, count));
      });
    };
    return { saved: [layer.x, layer.weight, layer.bias], pullback };
  }
  const gradients = throughLinear(layer, needs, read);
  const rows: Lines = { outer: layer.rows, length: layer.features, inner: 1 };
  const pullback = ({ data }: NDArray): LinearGradients => {
    for (const [i, gradient] of gradients.entries()) {
      const unchanged = i === 0 ? wholeRows(ignored, lines) : NO_LINES;
      if (gradient) scaleGradient(gradient.data as FloatArray, rows, data as FloatArray, unchanged);
    }
    return gradients;
  };
  return { saved: gradients, pullback };
}

/** The rows of which no line counts. */
function wholeRows(ignored: LinearLoss["ignored"], { outer, inner }: Lines): readonly number[] {
  const lines = ignored(0, outer);
  if (inner === 1 || lines.length === 0) return lines;
  return Array.from({ length: outer }, (_, row) => row).filter((row) => ignored(row, 1).length === inner);
}

/** The loss of a class index: `w_t (1 − ε) ℓ_t + (ε / C) Σ_c w_c ℓ_c`. */
const ofIndices =
  (targets: Int32Array, weights: FloatArray | null, classes: number, labelSmoothing: number): Coefficients =>
  (line, start, end, add) => {
    const target = targets[line]!;
    if (target < 0) return;
    if (target >= start && target < end) add(target, (weights?.[target] ?? 1) * (1 - labelSmoothing));
    const even = labelSmoothing / classes;
    if (even > 0) for (let c = start; c < end; c++) add(c, (weights?.[c] ?? 1) * even);
  };

/** The loss of class probabilities: `Σ_c w_c t'_c ℓ_c` with `t' = t (1 − ε) + ε / C`. */
const ofProbs =
  (
    target: FloatArray,
    weights: FloatArray | null,
    { length, inner }: Lines,
    labelSmoothing: number,
  ): Coefficients =>
  (line, start, end, add) => {
    const i = line % inner;
    const first = (line - i) * length + i;
    for (let c = start; c < end; c++) {
      const t = target[first + c * inner]! * (1 - labelSmoothing) + labelSmoothing / length;
      if (t !== 0) add(c, (weights?.[c] ?? 1) * t);
    }
  };

/** Cross-entropy of `x · weightᵀ + bias` against class indices. `ndim` is that of the logits. */
export const linearCrossEntropy: Op<
  [x: NDArray, weight: NDArray, bias: NDArray | null],
  [indexCase: IndexCase, ndim: number, labelSmoothing: number, chunkSize: number | null]
> = (inputs, needs, indexCase, ndim, labelSmoothing, chunkSize) => {
  const { lines, weight, reduction, normalizer, shape } = indexCase;
  const weights = numbersOf(weight);
  const all = readClassIndices(indexCase, (n) => new Int32Array(n)); // the way back reads it
  const { targets } = all;
  const divisor = normalizer ?? divisorOf(all, weights, labelSmoothing);
  const result: LossResult = { reduction, shape, divisor };
  const losses = new Float64Array(targets.length);
  const layer = layerOf(inputs, lines, chunkSize);
  const dtype = computed(layer.x.dtype);
  const { saved, pullback } = forward(
    {
      layer,
      lines,
      result,
      read: (x, dx, first, count) =>
        run(
          "crossEntropy",
          { ...lines, outer: count },
          {
            x,
            dx,
            targets: partOf(targets, lines, first, count),
            losses: partOf(losses, lines, first, count),
            total: null,
            scale: unitScale(result),
            weights,
            labelSmoothing,
          },
        ),
      readByClasses: () =>
        lossesByClasses(
          layer,
          lines,
          ofIndices(targets, weights, lines.length, labelSmoothing),
          dtype,
          losses,
          null,
        ),
      ignored: (first, count) => ignoredLines(partOf(targets, lines, first, count)),
    },
    needs,
  );
  if (reduction === "none") negateZeros(losses, targets, weights);
  return {
    name: nodeOfIndices(ndim, labelSmoothing, reduction),
    y: reduceLosses(losses, result, dtype),
    saved: [...saved, reduction === "none" ? weight : null].filter((array) => array !== null),
    pullback,
  };
};

/**
 * Cross-entropy of `x · weightᵀ + bias` against class probabilities of the shape of the logits, with a weight per class or
 * none. Probabilities and class weights have one dtype, which may be wider than that of the layer.
 */
export const linearCrossEntropyProbs: Op<
  [x: NDArray, weight: NDArray, bias: NDArray | null, target: NDArray, classWeight: NDArray | null],
  [lines: Lines, labelSmoothing: number, result: LossResult, chunkSize: number | null]
> = ([x, weight, bias, target, classWeight], needs, lines, labelSmoothing, result, chunkSize) => {
  const [needTarget = false, needClassWeight = false] = needs.slice(3);
  const { dtype } = target;
  const layer = layerOf([x, weight, bias], lines, chunkSize);
  const weights = numbersOf(classWeight);
  const count = numel(result.shape);
  const losses = new Float64Array(count);
  const stats = new Float64Array(2 * count);
  const probabilities = (first: number, some: number): FloatArray =>
    partOf(target.data as FloatArray, lines, first, some, lines.length);
  /** The logits of some rows in the dtype of the probabilities. */
  const wide = (z: FloatArray): FloatArray =>
    castTo(ndarray(z, [z.length], computed(x.dtype)), dtype).data as FloatArray;
  const read: RowReader = (z, dz, first, some) => {
    const dx = dz && (dtype === computed(x.dtype) ? dz : (zerosOf([dz.length], dtype).data as FloatArray));
    run(
      "crossEntropyProbs",
      { ...lines, outer: some },
      {
        x: wide(z),
        dx,
        target: probabilities(first, some),
        losses: partOf(losses, lines, first, some),
        stats: partOf(stats, lines, first, some, 2),
        scale: unitScale(result),
        weights,
        labelSmoothing,
      },
    );
    if (dz !== null && dx !== null && dx !== dz) dz.set(dx);
  };
  const readByClasses = (): void => {
    const t = target.data as FloatArray;
    lossesByClasses(layer, lines, ofProbs(t, weights, lines, labelSmoothing), dtype, losses, stats);
  };
  const ignored = (): readonly number[] => NO_LINES;
  const back = forward({ layer, lines, result, read, readByClasses, ignored }, needs.slice(0, 3));
  const again = needTarget || needClassWeight; // the way back computes the logits once more

  /** dt_c = s (1 − ε) w_c ℓ_c, and dw_c = Σ over the lines of s t'_c ℓ_c. */
  const backToTargets = (dy: NDArray): readonly [NDArray | null, NDArray | null] => {
    const scale = lineScale(dy, result);
    const dTarget = needTarget ? zerosOf(target.shape, dtype) : null;
    const dWeights = needClassWeight ? new Float64Array(lines.length) : null;
    throughLinear(layer, [], (z, _, first, some) => {
      const [x, part] = [wide(z), { ...lines, outer: some }];
      const shared = {
        x,
        stats: partOf(stats, lines, first, some, 2),
        scale: scale.length === 1 ? scale : partOf(scale, lines, first, some),
        labelSmoothing,
      };
      if (dTarget !== null) {
        const own = partOf(dTarget.data as FloatArray, lines, first, some, lines.length);
        run("crossEntropyProbsTargetGrad", part, { ...shared, dTarget: own, weights });
      }
      if (dWeights !== null)
        run("crossEntropyProbsWeightGrad", part, { ...shared, target: probabilities(first, some), dWeights });
    });
    return [dTarget, dWeights && castTo(ndarray(dWeights, [lines.length], "float64"), dtype)];
  };
  return {
    name: nodeOfProbs(result.reduction, layer.rows * layer.outputs),
    y: negateAllZeros(reduceLosses(losses, result, dtype)),
    saved: [
      ...back.saved,
      ...(again ? [x, weight, bias] : []),
      ...(again || result.reduction === "none" ? [target, classWeight] : []),
    ].filter((array) => array !== null),
    pullback: (dy) => [...back.pullback(dy), ...(again ? backToTargets(dy) : [null, null])],
  };
};
