/**
 * The kernels in WebAssembly, for float32; everything else goes to the reference kernels. Lines are copied into the
 * module's memory in blocks that fit the cache, which costs about 0.1 ns a number.
 */

import type { FloatArray } from "../dtype";
import type { Lines } from "../shape";
import type { Kernels, LineGradient } from "./kernels";
import { reference, sumOfWeights } from "./reference";
import type { Simd } from "./wasm";

/** Numbers in a block, unless a single line is longer. */
const BLOCK = 16384;
/** Longer lines go to the reference kernels, so that the module's memory stays small. */
const LONGEST = 2 ** 20;

const FLOAT = 4;
const DOUBLE = 8;

const fits = (x: FloatArray, { length }: Lines): x is Float32Array =>
  x instanceof Float32Array && length > 0 && length <= LONGEST;

/** Some lines that lie together, in the array and in the module's memory. */
interface Block {
  /** Number of the first line, and of the lines. */
  readonly first: number;
  readonly count: number;
  /** Copies these lines to `pointer`, and from there. */
  load(from: Float32Array, pointer: number): void;
  store(pointer: number, to: Float32Array): void;
}

/** How lines lie in the module's memory: at most `count` lines in `size` bytes, planes `stride` numbers apart. */
interface Layout {
  readonly count: number;
  readonly size: number;
  readonly stride: number;
  /** `count`, rounded up to the sixteen that the plane kernels take at a time. */
  readonly room: number;
}

function layoutOf({ outer, length, inner }: Lines): Layout {
  if (inner === 1) {
    const count = Math.max(1, Math.min(outer, Math.floor(BLOCK / length)));
    return { count, size: count * length * FLOAT, stride: 1, room: 0 };
  }
  const whole = inner <= 16 || length * inner <= BLOCK;
  const count = whole ? inner : Math.min(1008, Math.max(16, Math.floor(BLOCK / length / 16) * 16));
  return { count, size: count * length * FLOAT, stride: count, room: Math.ceil(count / 16) * 16 };
}

/** Calls `visit` for all lines, block by block. */
function forEachBlock(
  simd: Simd,
  { outer, length, inner }: Lines,
  layout: Layout,
  visit: (block: Block) => void,
): void {
  if (inner === 1) {
    for (let first = 0; first < outer; first += layout.count) {
      const count = Math.min(layout.count, outer - first);
      const [start, end] = [first * length, (first + count) * length];
      visit({
        first,
        count,
        load: (from, pointer) => simd.f32.set(from.subarray(start, end), pointer / FLOAT),
        store: (pointer, to) =>
          to.set(simd.f32.subarray(pointer / FLOAT, pointer / FLOAT + end - start), start),
      });
    }
    return;
  }
  for (let o = 0; o < outer; o++) {
    for (let p = 0; p < inner; p += layout.count) {
      const count = Math.min(layout.count, inner - p);
      const start = o * length * inner + p;
      // Whole planes lie together in both places: one copy. Else one for each class.
      const [copies, size] = count === inner ? [1, length * inner] : [length, count];
      visit({
        first: o * inner + p,
        count,
        load(from, pointer) {
          for (
            let k = 0, at = start, to = pointer / FLOAT;
            k < copies;
            k++, at += inner, to += layout.stride
          ) {
            simd.f32.set(from.subarray(at, at + size), to);
          }
        },
        store(pointer, to) {
          for (
            let k = 0, at = start, from = pointer / FLOAT;
            k < copies;
            k++, at += inner, from += layout.stride
          ) {
            to.set(simd.f32.subarray(from, from + size), at);
          }
        },
      });
    }
  }
}

/** Room for the state of a block of planes, see assembly/planes.ts. */
const stateSize = ({ room }: Layout): number => room * 36;

/** Puts the class weights into memory; 0 where there are none. */
function loadWeights(simd: Simd, weights: FloatArray | null, pointer: number): number {
  if (weights === null) return 0;
  simd.f32.set(weights, pointer / FLOAT);
  return pointer;
}

/** Puts the scales of a block into memory; returns pointer and step, 0 where no gradient is wanted. */
function loadScale(
  simd: Simd,
  gradient: LineGradient | null,
  { first, count }: Block,
  pointer: number,
): [number, number] {
  if (gradient === null) return [0, 0];
  const { scale } = gradient;
  if (scale.length === 1) {
    simd.f64[pointer / DOUBLE] = scale[0]!;
    return [pointer, 0];
  }
  simd.f64.set(scale.subarray(first, first + count), pointer / DOUBLE);
  return [pointer, DOUBLE];
}

/** `count` doubles for each line of a block, out of memory. */
function storeDoubles(
  simd: Simd,
  pointer: number,
  { first, count }: Block,
  each: number,
  to: Float64Array,
): void {
  to.set(simd.f64.subarray(pointer / DOUBLE, pointer / DOUBLE + count * each), first * each);
}

/**
 * Computes the losses of a block that are not finite again in double precision: in float32 the difference of two logits,
 * or its product with a weight, may have overflowed. `again` gives the loss of a line from its numbers.
 */
function redoOverflowed(
  { first, count }: Block,
  losses: Float64Array,
  again: (line: number) => number,
): void {
  for (let line = first; line < first + count; line++) {
    if (!Number.isFinite(losses[line])) losses[line] = again(line);
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
      const layout = layoutOf(lines);
      const [px, py, state] = simd.reserve(layout.size, layout.size, stateSize(layout)) as [
        number,
        number,
        number,
      ];
      forEachBlock(simd, lines, layout, (block) => {
        block.load(x, px);
        if (lines.inner === 1) call.rowsSoftmax(px, py, block.count, lines.length);
        else call.planesSoftmax(px, py, lines.length, layout.stride, block.count, state, layout.room);
        block.store(py, y as Float32Array);
      });
    },

    softmaxGrad(dy, y, lines, dx) {
      if (!fits(y, lines)) return reference.softmaxGrad(dy, y, lines, dx);
      const layout = layoutOf(lines);
      const { size } = layout;
      const [pd, py, px, state] = simd.reserve(size, size, size, 32) as [number, number, number, number];
      forEachBlock(simd, lines, layout, (block) => {
        block.load(dy as Float32Array, pd);
        block.load(y, py);
        if (lines.inner === 1) call.rowsSoftmaxGrad(pd, py, px, block.count, lines.length);
        else call.planesSoftmaxGrad(pd, py, px, lines.length, layout.stride, block.count, state);
        block.store(px, dx as Float32Array);
      });
    },

    logSoftmax(x, lines, y, stats) {
      if (!fits(x, lines)) return reference.logSoftmax(x, lines, y, stats);
      const layout = layoutOf(lines);
      const { size, count } = layout;
      const sizes = [size, size, stateSize(layout), count * 2 * DOUBLE];
      const [px, py, state, ps] = simd.reserve(...sizes) as [number, number, number, number];
      forEachBlock(simd, lines, layout, (block) => {
        block.load(x, px);
        if (lines.inner === 1) call.rowsLogSoftmax(px, py, block.count, lines.length, ps);
        else call.planesLogSoftmax(px, py, lines.length, layout.stride, block.count, state, layout.room, ps);
        block.store(py, y as Float32Array);
        storeDoubles(simd, ps, block, 2, stats);
      });
    },

    logSoftmaxGrad(dy, x, stats, lines, dx) {
      if (!fits(x, lines)) return reference.logSoftmaxGrad(dy, x, stats, lines, dx);
      const layout = layoutOf(lines);
      const { size, count } = layout;
      const sizes = [size, size, size, count * 2 * DOUBLE, 32];
      const [pd, px, pdx, ps, state] = simd.reserve(...sizes) as [number, number, number, number, number];
      forEachBlock(simd, lines, layout, (block) => {
        block.load(dy as Float32Array, pd);
        block.load(x, px);
        simd.f64.set(stats.subarray(2 * block.first, 2 * (block.first + block.count)), ps / DOUBLE);
        if (lines.inner === 1) call.rowsLogSoftmaxGrad(pd, px, pdx, block.count, lines.length, ps);
        else call.planesLogSoftmaxGrad(pd, px, pdx, lines.length, layout.stride, block.count, ps, state);
        block.store(pdx, dx as Float32Array);
      });
    },

    logsumexp(x, lines, y) {
      if (!fits(x, lines)) return reference.logsumexp(x, lines, y);
      const layout = layoutOf(lines);
      const sizes = [layout.size, stateSize(layout), layout.count * 2 * DOUBLE];
      const [px, state, ps] = simd.reserve(...sizes) as [number, number, number];
      forEachBlock(simd, lines, layout, (block) => {
        block.load(x, px);
        if (lines.inner === 1) call.rowsSumExp(px, ps, block.count, lines.length);
        else call.planesSumExp(px, lines.length, layout.stride, block.count, state, layout.room, ps);
        for (let i = 0, at = ps / DOUBLE; i < block.count; i++, at += 2) {
          const max = simd.f64[at]!;
          const rest = simd.f64[at + 1]!;
          // A NaN is no maximum but stands in the rest, unless an infinite maximum is the result.
          const infinite = max === Infinity || max === -Infinity;
          y[block.first + i] = infinite
            ? infiniteResult(x, lines, block.first + i, max)
            : max + Math.log1p(rest);
        }
      });
    },

    crossEntropy(x, lines, targets, weights, smoothing, losses, gradient) {
      if (!fits(x, lines)) {
        return reference.crossEntropy(x, lines, targets, weights, smoothing, losses, gradient);
      }
      const layout = layoutOf(lines);
      const { size, count, stride, room } = layout;
      const { length } = lines;
      const ySize = gradient ? size : 0;
      const sizes = [
        size,
        ySize,
        count * FLOAT,
        length * FLOAT,
        count * DOUBLE,
        count * DOUBLE,
        stateSize(layout),
      ];
      const [px, py, pt, pw, pl, psc, state] = simd.reserve(...sizes) as number[] as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const w = loadWeights(simd, weights, pw);
      const weightSum = smoothing > 0 ? sumOfWeights(weights, length) : 0;
      forEachBlock(simd, lines, layout, (block) => {
        block.load(x, px);
        simd.i32.set(targets.subarray(block.first, block.first + block.count), pt / FLOAT);
        const [s, step] = loadScale(simd, gradient, block, psc);
        if (lines.inner === 1) {
          call.rowsCrossEntropy(px, py, block.count, length, pt, w, smoothing, weightSum, pl, s, step);
        } else {
          call.planesCrossEntropy(
            px,
            py,
            length,
            stride,
            block.count,
            pt,
            w,
            smoothing,
            weightSum,
            pl,
            s,
            step,
            state,
            room,
          );
        }
        storeDoubles(simd, pl, block, 1, losses);
        redoOverflowed(block, losses, (line) => {
          const one = new Float64Array(1);
          const target = targets.subarray(line, line + 1);
          const alone = { outer: 1, length, inner: 1 };
          reference.crossEntropy(lineOf(x, lines, line), alone, target, weights, smoothing, one, null);
          return one[0]!;
        });
        if (gradient) block.store(py, gradient.dx as Float32Array);
      });
    },

    crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient) {
      // An infinite weight of a class of probability 0 has rules of its own.
      if (!fits(x, lines) || !(weights?.every(Number.isFinite) ?? true)) {
        return reference.crossEntropyProbs(x, lines, target, weights, smoothing, losses, stats, gradient);
      }
      const layout = layoutOf(lines);
      const { size, count, stride, room } = layout;
      const { length } = lines;
      const ySize = gradient ? size : 0;
      const sizes = [size, ySize, size, length * FLOAT, count * DOUBLE, count * 2 * DOUBLE, count * DOUBLE];
      const [px, py, pt, pw, pl, ps, psc, state] = simd.reserve(...sizes, stateSize(layout)) as number[] as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const w = loadWeights(simd, weights, pw);
      forEachBlock(simd, lines, layout, (block) => {
        block.load(x, px);
        block.load(target as Float32Array, pt);
        const [s, step] = loadScale(simd, gradient, block, psc);
        if (lines.inner === 1) {
          call.rowsCrossEntropyProbs(px, py, pt, block.count, length, w, smoothing, pl, ps, s, step);
        } else {
          call.planesCrossEntropyProbs(
            px,
            py,
            pt,
            length,
            stride,
            block.count,
            w,
            smoothing,
            pl,
            ps,
            s,
            step,
            state,
            room,
          );
        }
        storeDoubles(simd, pl, block, 1, losses);
        redoOverflowed(block, losses, (line) => {
          const one = new Float64Array(1);
          const [own, t] = [lineOf(x, lines, line), lineOf(target as Float32Array, lines, line)];
          const alone = { outer: 1, length, inner: 1 };
          reference.crossEntropyProbs(own, alone, t, weights, smoothing, one, new Float64Array(2), null);
          return one[0]!;
        });
        storeDoubles(simd, ps, block, 2, stats);
        if (gradient) block.store(py, gradient.dx as Float32Array);
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
