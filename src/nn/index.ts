/** torch.nn */

export * as functional from "../functional";
export { CrossEntropyLoss } from "./crossEntropyLoss";
export { LogSoftmax } from "./logSoftmax";
export { Module } from "./module";
export { NLLLoss } from "./nllLoss";
export { Softmax } from "./softmax";
