/** The softmax family over rows. */

import type { FloatCall } from "../table.ts";
import { exp } from "./exp.ts";
import { rowMax, rowRest, rowStoreRest } from "./row.ts";

export function softmax(rows: number, length: number, { x, y }: FloatCall<"softmax">): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = rowMax(x, start, end);
    if (y instanceof Float32Array) {
      const sum = 1 + rowRest(x, start, end, max);
      for (let j = start; j < end; j++) y[j] = exp(x[j]! - max) / sum; // rounded once
    } else {
      const sum = 1 + rowStoreRest(x, start, end, max, y);
      for (let j = start; j < end; j++) y[j]! /= sum;
    }
  }
}

export function softmaxGrad(rows: number, length: number, { dy, y, dx }: FloatCall<"softmaxGrad">): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    let dot = 0;
    for (let j = start; j < end; j++) dot += dy[j]! * y[j]!;
    for (let j = start; j < end; j++) dx[j] = y[j]! * (dy[j]! - dot);
  }
}

export function logSoftmax(rows: number, length: number, { x, y, stats }: FloatCall<"logSoftmax">): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = rowMax(x, start, end);
    const logSum = Math.log1p(rowRest(x, start, end, max));
    stats[2 * row] = max;
    stats[2 * row + 1] = logSum;
    for (let j = start; j < end; j++) y[j] = x[j]! - max - logSum;
  }
}

export function logSoftmaxGrad(
  rows: number,
  length: number,
  { dy, x, stats, dx }: FloatCall<"logSoftmaxGrad">,
): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = stats[2 * row]!;
    const logSum = stats[2 * row + 1]!;
    let sum = 0;
    for (let j = start; j < end; j++) sum += dy[j]!;
    for (let j = start; j < end; j++) dx[j] = dy[j]! - exp(x[j]! - max - logSum) * sum;
  }
}

export function logsumexp(rows: number, length: number, { x, y }: FloatCall<"logsumexp">): void {
  for (let row = 0, start = 0, end = length; row < rows; row++, start = end, end += length) {
    const max = rowMax(x, start, end);
    y[row] = Number.isFinite(max) ? max + Math.log1p(rowRest(x, start, end, max)) : max;
  }
}
