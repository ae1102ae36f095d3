/**
 * torch.nn.functional: the losses and softmaxes as functions, for options that change from call to call. The modules of
 * the same names forward to them.
 *
 * @module functional
 */

export type { CrossEntropyCallOptions, CrossEntropyOptions } from "./crossEntropy.ts";
export { crossEntropy } from "./crossEntropy.ts";
export type { KLDivOptions } from "./klDiv.ts";
export { klDiv } from "./klDiv.ts";
export { linear } from "./linear.ts";
export type { LinearCrossEntropyOptions } from "./linearCrossEntropy.ts";
export { linearCrossEntropy } from "./linearCrossEntropy.ts";
export { logSoftmax } from "./logSoftmax.ts";
export type { Reduction } from "./lossOptions.ts";
export type { NLLLossCallOptions, NLLLossOptions } from "./nllLoss.ts";
export { nllLoss } from "./nllLoss.ts";
export { oneHot } from "./oneHot.ts";
export type { Score, ScoreOptions, TopClasses } from "./score.ts";
export { score } from "./score.ts";
export { softmax } from "./softmax.ts";
export type { SoftmaxOptions } from "./softmaxOptions.ts";
