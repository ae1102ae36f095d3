/**
 * torch.nn: the modules, and {@link functional}.
 *
 * @module nn
 */

export type {
  CrossEntropyOptions,
  KLDivOptions,
  LinearCrossEntropyOptions,
  NLLLossOptions,
  Reduction,
  Score,
  ScoreOptions,
  SoftmaxOptions,
  TopClasses,
} from "../functional/index.ts";
export * as functional from "../functional/index.ts";
export { CrossEntropyLoss } from "./crossEntropyLoss.ts";
export type { DimOptions } from "./dimOptions.ts";
export { KLDivLoss } from "./klDivLoss.ts";
export type { LinearOptions } from "./linear.ts";
export { Linear } from "./linear.ts";
export type { LinearCrossEntropyLossOptions } from "./linearCrossEntropyLoss.ts";
export { LinearCrossEntropyLoss } from "./linearCrossEntropyLoss.ts";
export { LogSoftmax } from "./logSoftmax.ts";
export { Module } from "./module.ts";
export { NLLLoss } from "./nllLoss.ts";
export { Parameter } from "./parameter.ts";
export { Softmax } from "./softmax.ts";
export type { StateDict } from "./stateDict.ts";
