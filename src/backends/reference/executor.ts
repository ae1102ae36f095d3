/** The kernels in plain TypeScript: the truth for all other executors, and what runs where nothing faster does. */

import type { Lines, Loop, ProductSize } from "../../values/shape.ts";
import type {
  AnyCall,
  Call,
  Executor,
  FloatCall,
  KernelName,
  LineKernel,
  PairKernel,
  ReductionKernel,
  UpdateKernel,
} from "../table.ts";
import { KERNELS } from "../table.ts";
import {
  crossEntropy,
  crossEntropyProbs,
  crossEntropyProbsTargetGrad,
  crossEntropyProbsWeightGrad,
} from "./crossEntropy.ts";
import { overPairs } from "./elementwise.ts";
import { multiply } from "./matmul.ts";
import { amax, amin, argmax, argmin, sum } from "./reduction.ts";
import { score, topK } from "./score.ts";
import { logSoftmax, logSoftmaxGrad, logsumexp, softmax, softmaxGrad } from "./softmax.ts";
import type { OverRows } from "./tiles.ts";
import { overLines } from "./tiles.ts";
import { adam, sgd } from "./update.ts";

/** The kernels over lines, on lines that are rows. */
const ROWS: { readonly [K in LineKernel]: (rows: number, length: number, call: FloatCall<K>) => void } = {
  softmax,
  softmaxGrad,
  logSoftmax,
  logSoftmaxGrad,
  logsumexp,
  crossEntropy,
  crossEntropyProbs,
  crossEntropyProbsTargetGrad,
  crossEntropyProbsWeightGrad,
  score,
  topK,
};

const REDUCTIONS: { readonly [K in ReductionKernel]: (lines: Lines, call: Call<K>) => void } = {
  sum,
  amax,
  amin,
  argmax,
  argmin,
};

const UPDATES: { readonly [K in UpdateKernel]: (n: number, call: Call<K>) => void } = { sgd, adam };

/** Runs a kernel on the lines from `first` to before `end`: what other executors leave to this one. */
export function runLines(
  kernel: LineKernel,
  lines: Lines,
  call: AnyCall,
  first?: number,
  end?: number,
): void {
  overLines(kernel, lines, call, ROWS[kernel] as unknown as OverRows, first, end);
}

/** How to run a kernel, for each kind of loops. */
const KINDS: {
  readonly [L in (typeof KERNELS)[KernelName]["loops"]]: (
    kernel: KernelName,
    geometry: unknown,
    call: AnyCall,
  ) => void;
} = {
  lines: (kernel, lines, call) => runLines(kernel as LineKernel, lines as Lines, call),
  product: (_, size, call) =>
    multiply(size as ProductSize, call as unknown as Call<"matmul"> | Call<"addmm">),
  pairs: (kernel, nest, call) => overPairs(kernel as PairKernel, nest as readonly Loop[], call),
  reduction: (kernel, lines, call) => REDUCTIONS[kernel as ReductionKernel](lines as Lines, call as never),
  update: (kernel, n, call) => UPDATES[kernel as UpdateKernel](n as number, call as never),
};

export const reference: Executor = {
  run(kernel, geometry, call) {
    KINDS[KERNELS[kernel].loops](kernel, geometry, call as unknown as AnyCall);
  },
};
