/**
 * PyTorch's multi-class cross-entropy for TypeScript.
 *
 * @module crossent
 */

export type { TensorLike, TensorOptions } from "./creation.ts";
export { arange, asTensor, full, oneHot, ones, tensor, zeros } from "./creation.ts";
export type { DType, TypedArray } from "./dtype.ts";
export type { CrossEntropyOptions, NLLLossOptions, Reduction, SoftmaxOptions } from "./functional.ts";
export * as functional from "./functional.ts";
export type { Backend } from "./kernels/index.ts";
export { backend, setBackend } from "./kernels/index.ts";
export type { DimOptions } from "./nn/dim.ts";
export * as nn from "./nn/index.ts";
export { CrossEntropyLoss, LogSoftmax, Module, NLLLoss, Softmax } from "./nn/index.ts";
export { noGrad } from "./noGrad.ts";
export type { RandomOptions } from "./random/creation.ts";
export { rand, randint, randn, randperm } from "./random/creation.ts";
export { Generator, manualSeed } from "./random/generator.ts";
export type { Dims, Nested, Operand } from "./tensor.ts";
export { Tensor } from "./tensor.ts";
export { setWarnings } from "./warnings.ts";
