/** crossent: PyTorch's multi-class cross-entropy for TypeScript. */

export type { TensorLike, TensorOptions } from "./creation";
export { arange, asTensor, full, oneHot, ones, tensor, zeros } from "./creation";
export type { DType, TypedArray } from "./dtype";
export type { CrossEntropyOptions, NLLLossOptions, Reduction, SoftmaxOptions } from "./functional";
export * as functional from "./functional";
export type { Backend } from "./kernels";
export { backend, setBackend } from "./kernels";
export * as nn from "./nn";
export { CrossEntropyLoss, LogSoftmax, Module, NLLLoss, Softmax } from "./nn";
export type { DimOptions } from "./nn/dim";
export { noGrad } from "./noGrad";
export type { RandomOptions } from "./random/creation";
export { rand, randint, randn, randperm } from "./random/creation";
export { Generator, manualSeed } from "./random/generator";
export type { Dims, Nested, Operand } from "./tensor";
export { Tensor } from "./tensor";
export { setWarnings } from "./warnings";
