/** The kernels in WebAssembly, for float32; everything else goes to the reference kernels. */

import type { FloatArray } from "../../dtype.ts";
import type { Lines } from "../../values/shape.ts";
import { CANCELLED, reference, sumOfWeights } from "../reference/lines.ts";
import type { Kernels, LineGradient } from "../table.ts";
import { Blocks } from "./blocks.ts";
import type { Simd } from "./instance.ts";

/** Longer lines go to the reference kernels, so that the module's memory stays small. */
const LONGEST = 2 ** 20;

const fits = (x: FloatArray, { length }: Lines): x is Float32Array =>
  x instanceof Float32Array && length > 0 && length <= LONGEST;

/** Pointer to the class weights, 0 where there are none. */
function putWeights(simd: Simd, weights: FloatArray | null): number {
  if (weights === null) return 0;
  const pointer = simd.take(weights.length * 4);
  simd.f32.set(weights, pointer / 4);
  return pointer;
}

/** Pointer to the scales of the gradient, which the kernel leaves at `px`, and the distance between two; 0 without one. */
function putGradient(
  simd: Simd,
  blocks: Blocks,
  px: number,
  gradient: LineGradient | null,
): [scales: number, step: number] {
  if (gradient === null) return [0, 0];
  blocks.output(gradient.dx as Float32Array, px);
  if (gradient.scale.length > 1) return [blocks.doublesIn(gradient.scale, 1), 8];
  const pointer = simd.take(8);
  simd.f64[pointer / 8] = gradient.scale[0]!;
  return [pointer, 0];
}

/**
 * Computes the losses that are not finite again in double precision: in float32 the difference of two logits, or its
 * product with a weight, may have overflowed. `again` gives the loss of a line.
 */
function redoOverflowed(losses: Float64Array, again: (line: number, loss: Float64Array) => void): void {
  for (let line = 0; line < losses.length; line++) {
    if (!Number.isFinite(losses[line])) again(line, losses.subarray(line, line + 1));
  }
}

/** One line by itself. */
function lineOf(x: Float32Array, { length, inner }: Lines, line: number): Float32Array {
  const start = Math.floor(line / inner) * length * inner + (line % inner);
  return Float32Array.from({ length }, (_, k) => x[start + k * inner]!);
}

/** The kernels on an instance of the module. */
export function simdKernels(simd: Simd): Kernels {
  const { call } = simd;
  return {
    softmax(x, lines, y) {
      if (!fits(x, lines)) return reference.softmax(x, lines, y);
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const px = blocks.input(x);
      blocks.output(y as Float32Array, px);
      blocks.run((n) => {
        if (inner === 1) call.rowsSoftmax(px, n, length);
        else call.planesSoftmax(px, length, blocks.stride, n);
      });
    },

    softmaxGrad(dy, y, lines, dx) {
      if (!fits(y, lines)) return reference.softmaxGrad(dy, y, lines, dx);
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const [pd, py] = [blocks.input(dy as Float32Array), blocks.input(y)];
      const px = blocks.output(dx as Float32Array);
      blocks.run((n) => {
        if (inner === 1) call.rowsSoftmaxGrad(pd, py, px, n, length);
        else call.planesSoftmaxGrad(pd, py, px, length, blocks.stride, n);
      });
    },

    logSoftmax(x, lines, y, stats) {
      if (!fits(x, lines)) return reference.logSoftmax(x, lines, y, stats);
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const [px, py] = [blocks.input(x), blocks.output(y as Float32Array)];
      const ps = blocks.doublesOut(stats, 2);
      blocks.run((n) => {
        if (inner === 1) call.rowsLogSoftmax(px, py, n, length, ps);
        else call.planesLogSoftmax(px, py, length, blocks.stride, n, ps);
      });
    },

    logSoftmaxGrad(dy, x, stats, lines, dx) {
      if (!fits(x, lines)) return reference.logSoftmaxGrad(dy, x, stats, lines, dx);
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const [pd, px] = [blocks.input(dy as Float32Array), blocks.input(x)];
      const [ps, pdx] = [blocks.doublesIn(stats, 2), blocks.output(dx as Float32Array)];
      blocks.run((n) => {
        if (inner === 1) call.rowsLogSoftmaxGrad(pd, px, pdx, n, length, ps);
        else call.planesLogSoftmaxGrad(pd, px, pdx, length, blocks.stride, n, ps);
      });
    },

    logsumexp(x, lines, y) {
      if (!fits(x, lines)) return reference.logsumexp(x, lines, y);
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const stats = new Float64Array(2 * y.length);
      const [px, ps] = [blocks.input(x), blocks.doublesOut(stats, 2)];
      blocks.run((n) => {
        if (inner === 1) call.rowsSumExp(px, n, length, ps);
        else call.planesSumExp(px, length, blocks.stride, n, ps);
      });
      for (let line = 0; line < y.length; line++) {
        const max = stats[2 * line]!;
        // A NaN is no maximum but stands in the rest, unless an infinite maximum is the result.
        const infinite = max === Infinity || max === -Infinity;
        y[line] = infinite ? infiniteResult(x, lines, line, max) : max + Math.log1p(stats[2 * line + 1]!);
        if (Math.abs(y[line]!) < CANCELLED) {
          const alone = { outer: 1, length, inner: 1 };
          reference.logsumexp(lineOf(x, lines, line), alone, y.subarray(line, line + 1));
        }
      }
    },

    crossEntropy(x, lines, targets, weights, smoothing, losses, gradient) {
      if (!fits(x, lines)) {
        return reference.crossEntropy(x, lines, targets, weights, smoothing, losses, gradient);
      }
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const px = blocks.input(x);
      const [scales, step] = putGradient(simd, blocks, px, gradient);
      const [pt, pl] = [blocks.integersIn(targets), blocks.doublesOut(losses, 1)];
      const [pw, state] = [putWeights(simd, weights), blocks.doubles(2)];
      const sum = smoothing > 0 ? sumOfWeights(weights, length) : 0;
      let finite = 1;
      blocks.run((n) => {
        const rest = [pt, pw, smoothing, sum, pl, scales, step, state] as const;
        if (inner === 1) finite &= call.rowsCrossEntropy(px, n, length, ...rest);
        else finite &= call.planesCrossEntropy(px, length, blocks.stride, n, ...rest);
      });
      if (finite) return;
      redoOverflowed(losses, (line, loss) => {
        const alone = { outer: 1, length, inner: 1 };
        const target = targets.subarray(line, line + 1);
        reference.crossEntropy(lineOf(x, lines, line), alone, target, weights, smoothing, loss, null);
      });
    },

    crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient) {
      // An infinite weight of a class of probability 0 has rules of its own.
      if (!fits(x, lines) || !(weights?.every(Number.isFinite) ?? true)) {
        return reference.crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient);
      }
      const { length, inner } = lines;
      const blocks = new Blocks(simd, lines);
      const [px, pt] = [blocks.input(x), blocks.input(target as Float32Array)];
      const [scales, step] = putGradient(simd, blocks, px, gradient);
      const [pl, ps] = [blocks.doublesOut(losses, 1), blocks.doublesOut(stats, 2)];
      const pw = putWeights(simd, weights);
      let finite = 1;
      blocks.run((n) => {
        const rest = [pw, smoothing, pl, ps, scales, step] as const;
        if (inner === 1) finite &= call.rowsCrossEntropyProbs(px, pt, n, length, ...rest);
        else finite &= call.planesCrossEntropyProbs(px, pt, length, blocks.stride, n, ...rest);
      });
      if (finite) return;
      redoOverflowed(losses, (line, loss) => {
        const alone = { outer: 1, length, inner: 1 };
        const [own, t] = [lineOf(x, lines, line), lineOf(target as Float32Array, lines, line)];
        reference.crossEntropyProbs(own, alone, t, weights, smoothing, loss, new Float64Array(2), null);
      });
    },

    // One multiplication a number: nothing that SIMD would speed up noticeably.
    crossEntropyProbsTargetGrad: reference.crossEntropyProbsTargetGrad,
    crossEntropyProbsWeightGrad: reference.crossEntropyProbsWeightGrad,
  };
}

/** The log-sum-exp of a line whose largest number is infinite: that, unless there is a NaN. */
function infiniteResult(x: Float32Array, { length, inner }: Lines, line: number, max: number): number {
  const start = Math.floor(line / inner) * length * inner + (line % inner);
  for (let k = 0, j = start; k < length; k++, j += inner) if (Number.isNaN(x[j]!)) return Number.NaN;
  return max;
}
