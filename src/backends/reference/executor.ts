/** The kernels in plain TypeScript: the truth for all other executors, and what runs where nothing faster does. */

import type { Lines, ProductSize } from "../../values/shape.ts";
import type { AnyCall, Call, Executor, KernelName, LineKernel } from "../table.ts";
import {
  crossEntropy,
  crossEntropyProbs,
  crossEntropyProbsTargetGrad,
  crossEntropyProbsWeightGrad,
} from "./crossEntropy.ts";
import { matmul } from "./matmul.ts";
import { logSoftmax, logSoftmaxGrad, logsumexp, softmax, softmaxGrad } from "./softmax.ts";
import type { OverRows } from "./tiles.ts";
import { overLines } from "./tiles.ts";

/** The kernels over lines, on lines that are rows. */
const ROWS: { readonly [K in LineKernel]: (rows: number, length: number, call: Call<K>) => void } = {
  softmax,
  softmaxGrad,
  logSoftmax,
  logSoftmaxGrad,
  logsumexp,
  crossEntropy,
  crossEntropyProbs,
  crossEntropyProbsTargetGrad,
  crossEntropyProbsWeightGrad,
};

const PRODUCTS: {
  readonly [K in Exclude<KernelName, LineKernel>]: (size: ProductSize, call: Call<K>) => void;
} = { matmul };

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

export const reference: Executor = {
  run(kernel, geometry, call) {
    if (kernel === "matmul") PRODUCTS[kernel as "matmul"](geometry as ProductSize, call as Call<"matmul">);
    else runLines(kernel as LineKernel, geometry as Lines, call as AnyCall);
  },
};
