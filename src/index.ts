/**
 * PyTorch's multi-class cross-entropy for TypeScript.
 *
 * @module crossent
 */

export type { Backend } from "./backends/choose.ts";
export { backend, setBackend } from "./backends/choose.ts";
export { getNumThreads, setNumThreads } from "./backends/threads/numThreads.ts";
export { setWarnings } from "./console.ts";
export type { DType, FloatDType, HalfDType, TypedArray } from "./dtype.ts";
export * as functional from "./functional/index.ts";
export { oneHot } from "./functional/oneHot.ts";
export * as metrics from "./metrics/index.ts";
export * as nn from "./nn/index.ts";
export * from "./nn/index.ts";
export { noGrad } from "./noGrad.ts";
export * as optim from "./optim/index.ts";
export type { RandomOptions } from "./random/creation.ts";
export { rand, randint, randn, randperm } from "./random/creation.ts";
export { Generator, manualSeed } from "./random/generator.ts";
export type {
  ArrayOf,
  CrossEntropyOf,
  FloatOf,
  GradientOf,
  ItemOf,
  LossOf,
  OperandKind,
  Promoted,
  SumOf,
  TruthOf,
} from "./resultTypes.ts";
export type { DTypeNames, SharedOf, TensorLike } from "./tensor/asTensor.ts";
export { asTensor } from "./tensor/asTensor.ts";
export { where } from "./tensor/choosing.ts";
export type { Filled, InferredOf, TensorData, TensorOptions } from "./tensor/creation.ts";
export { tensor } from "./tensor/creation.ts";
export { eye, full, fullLike, ones, onesLike, zeros, zerosLike } from "./tensor/filled.ts";
export { cat, stack } from "./tensor/joining.ts";
export type { TensorJSON } from "./tensor/json.ts";
export { arange, linspace } from "./tensor/ranges.ts";
export type {
  AllcloseOptions,
  AlphaOptions,
  Dims,
  KindOf,
  Nested,
  Operand,
  PlainOf,
  ValuesAndIndices,
  VarianceOptions,
} from "./tensor/tensor.ts";
export { Tensor } from "./tensor/tensor.ts";
