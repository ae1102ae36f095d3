/** The operations that are compared. */

/** Softmax and the losses, as `functional` has them. The gradient is set to null before each call, and not looked at. */
export const LOSS_OPS = [
  "softmax",
  "logSoftmax",
  "crossEntropy",
  "crossEntropyGrad",
  "labelSmoothingGrad",
  "probabilitiesGrad",
] as const;

/** Forward and gradient in the loops that programs have: `grad` read in each step, set to null or to zero before it. */
export const READ_OPS = ["gradNullRead", "gradZero", "gradZeroRead"] as const;

/** Where a user meets more work, or another path. */
export const CLIFF_OPS = [
  "softmaxDim0",
  "logSoftmaxDim0",
  "float64Grad",
  "noneGrad",
  "dividedGrad",
  "oneHotGrad",
  "accumulateGrad",
] as const;

/** Operations of a tensor. */
export const TENSOR_OPS = [
  "addRow",
  "mulScalar",
  "mulColumn",
  "relu",
  "exp",
  "sumAll",
  "sumRows",
  "sumColumns",
  "meanAll",
  "amaxRows",
  "argmaxRows",
  "transpose",
  "gather",
  "reluGrad",
] as const;

/** A matrix product, and a training step of a linear classifier. */
export const HEAD_OPS = ["product", "step"] as const;

/** The loss of a linear layer, forward and the gradients of features and weight: through the logits, and without them. */
export const LINEAR_LOSS_OPS = ["linearThenCrossEntropy", "linearCrossEntropy"] as const;

export type LossOp = (typeof LOSS_OPS)[number];
export type ReadOp = (typeof READ_OPS)[number];
export type CliffOp = (typeof CLIFF_OPS)[number];
export type TensorOp = (typeof TENSOR_OPS)[number];
export type HeadOp = (typeof HEAD_OPS)[number];
export type LinearLossOp = (typeof LINEAR_LOSS_OPS)[number];

export type Op = LossOp | ReadOp | CliffOp | TensorOp | HeadOp | LinearLossOp;

/** Narrows an operation to those of one list. */
export const isOneOf = <T extends Op>(ops: readonly T[], op: Op): op is T => ops.includes(op as T);

export const LABEL_SMOOTHING = 0.1;

/** Of the step. The gradients of the weights are far below 1: a large rate makes an error in them visible. */
export const LEARNING_RATE = 0.5;

/** Steps from the same parameters after which the parameters are compared. */
export const STEPS = 3;

/** What an operation is called in the report. */
export const TITLES: { readonly [O in Op]: string } = {
  softmax: "softmax",
  logSoftmax: "log-softmax",
  crossEntropy: "cross-entropy, forward",
  crossEntropyGrad: "cross-entropy, forward + gradient",
  labelSmoothingGrad: `cross-entropy with label smoothing ${LABEL_SMOOTHING}, forward + gradient`,
  probabilitiesGrad: "cross-entropy with probability targets, forward + gradient",
  gradNullRead: "`x.grad = null`, read",
  gradZero: "`x.grad.zero_()`",
  gradZeroRead: "`x.grad.zero_()`, read",
  softmaxDim0: "softmax over dim 0",
  logSoftmaxDim0: "log-softmax over dim 0",
  float64Grad: "float64",
  noneGrad: "reduction none, backward with ones",
  dividedGrad: "`loss.div(4).backward()`",
  oneHotGrad: "integer one-hot target (PyTorch: cast to float)",
  accumulateGrad: "gradient accumulated, read each step",
  addRow: "add (N,C) + (C)",
  mulScalar: "mul by a number",
  mulColumn: "mul (N,C) · (N,1)",
  relu: "relu",
  exp: "exp",
  sumAll: "sum()",
  sumRows: "sum(1)",
  sumColumns: "sum(0)",
  meanAll: "mean()",
  amaxRows: "amax(1)",
  argmaxRows: "argmax(1)",
  transpose: "transpose(0, 1), a copy",
  gather: "gather(1, index), index (N,C)",
  reluGrad: "relu, sum, backward",
  product: "matrix product",
  step: "training step",
  linearThenCrossEntropy: "linear, then cross-entropy",
  linearCrossEntropy: "linear cross-entropy",
};
