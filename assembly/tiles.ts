/**
 * Cross-entropy through planes of many classes and many positions. Tiles of some classes of all positions pass through memory
 * three times, because to copy all classes of some positions takes several times as long as to compute their loss.
 * The bits are those of planes.ts if every tile but the last has a multiple of `CLASSES_PER_SUM` classes.
 */

import { lengthOf, pointer, roomOf, scalar, stepOf, strideOf } from "./call";
import * as at from "./operands";
import { sumOfWeights } from "./rows";
import {
  CROSSES, FACTORS, MASSES, MAXIMA, SUMS, TOPS, WIDEST, bringNear, dropIgnored, findMaxima, scaleAndSpread, scaleLines,
  startLosses, storeOwn, storeRests, sumOfOthers, takeExponentials, takeFactors, takeSpreads,
} from "./strips";
import { addLogs, baseOf, expVector, farFromZero, lowestOf } from "./vector";

// What is done with a tile, in this order: with all tiles the first, then the second; the losses, without a tile; the gradient.
const TO_MAXIMA: i32 = 0;
const TO_SUMS: i32 = 1;
const TO_LOSSES: i32 = 2;

/**
 * A step for `n` positions and the classes from `before` on, which are at `x`. The room of the call has 64 bytes for each
 * position and eight positions more.
 *
 * @returns for the losses whether all are finite.
 */
export function tilesCrossEntropy(call: usize, n: i32, task: i32, before: i32, classes: i32): bool {
  const all = lengthOf(call), step = <usize>strideOf(call) << 2;
  const dx = pointer(call, at.crossEntropy.dx), losses = pointer(call, at.crossEntropy.losses);
  const total = pointer(call, at.crossEntropy.total);
  const scales = pointer(call, at.crossEntropy.scale), scaleStep = stepOf(call, at.crossEntropy.scale);
  const smoothing = scalar(call, at.crossEntropy.labelSmoothing), smooth = smoothing > 0;
  const weights = pointer(call, at.crossEntropy.weights), w = weights != 0 ? weights + (<usize>before << 2) : 0;
  const weightSum = smooth && task == TO_LOSSES ? sumOfWeights(weights, all) : 0;
  // What waits for each position between the tiles.
  const size = <usize>((n + 7) & -4) << 2;
  const shares = roomOf(call), rests = shares + 2 * size, sums = rests + 2 * size, others = sums + 2 * size;
  const crosses = others + 2 * size, maxima = crosses + 2 * size, tops = maxima + size, logits = tops + size;
  for (let i: i32 = 0; i < n; i += WIDEST) {
    const count = min(n - i, WIDEST), here = <usize>i << 2, there = here << 1, bytes = <usize>count << 2;
    const x = pointer(call, at.crossEntropy.x) + here, targets = pointer(call, at.crossEntropy.targets) + here;
    if (task != TO_MAXIMA || before > 0) memory.copy(MAXIMA, maxima + here, bytes);
    if (task == TO_MAXIMA) {
      findMaxima(x, classes, step, count, before);
      memory.copy(maxima + here, MAXIMA, bytes);
      for (let j: usize = 0; j < bytes; j += 4) {
        const k = load<i32>(targets + j) - before;
        if (<u32>k < <u32>classes) store<f32>(logits + here + j, load<f32>(x + j + <usize>k * step));
      }
    } else if (task == TO_SUMS) {
      memory.copy(SUMS, sums + there, 2 * bytes);
      memory.copy(TOPS, tops + here, bytes);
      if (smooth) {
        memory.copy(CROSSES, crosses + there, 2 * bytes);
        takeSpreads(x, w, classes, step, count, before);
        memory.copy(crosses + there, CROSSES, 2 * bytes);
      }
      bringNear(x, classes, step, count);
      takeExponentials(x, x, classes, step, count, before);
      for (let j: usize = 0; j < bytes; j += 16) {
        sumOfOthers(x + j, classes, step, TOPS + j, others + there + 2 * j, before);
      }
      memory.copy(sums + there, SUMS, 2 * bytes);
      memory.copy(tops + here, TOPS, bytes);
    } else if (task == TO_LOSSES) {
      memory.copy(TOPS, tops + here, bytes);
      if (smooth) memory.copy(CROSSES, crosses + there, 2 * bytes);
      startLosses(logits + here, 0, targets, weights, all, count, losses + there, shares + there, smoothing, weightSum);
      for (let j: usize = 0; j < bytes; j += 16) {
        storeRests(rests + there + 2 * j, sums + there + 2 * j, others + there + 2 * j, v128.load(TOPS + j));
        const max = v128.load(MAXIMA + j), far = farFromZero(max), base = baseOf(v128.andnot(max, far));
        const logit = f32x4.sub(v128.load(logits + here + j), v128.and(max, far));
        v128.store(logits + here + j, expVector(logit, base, lowestOf(base)));
      }
      if (dx != 0) {
        const ofLines = scales + <usize>i * scaleStep;
        takeFactors(logits + here, 0, targets, all, count, ofLines, scaleStep, shares + there, rests + there, smoothing);
        memory.copy(sums + there, FACTORS, 2 * bytes);
        memory.copy(others + there, MASSES, 2 * bytes);
        memory.copy(crosses + there, CROSSES, 2 * bytes);
      }
      dropIgnored(targets, all, count, rests + there);
    } else {
      memory.copy(FACTORS, sums + there, 2 * bytes);
      memory.copy(MASSES, others + there, 2 * bytes);
      memory.copy(CROSSES, crosses + there, 2 * bytes);
      bringNear(x, classes, step, count);
      takeExponentials(x, x, classes, step, count);
      if (smooth) scaleAndSpread(x, w, classes, step, count);
      else scaleLines(x, classes, step, count);
      storeOwn(x, targets, before, classes, all, step, count);
    }
  }
  return task != TO_LOSSES || addLogs(n, losses, shares, rests, total);
}
