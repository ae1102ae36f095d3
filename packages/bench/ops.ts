/** The operations that are compared. */

export const OPS = [
  "softmax",
  "logSoftmax",
  "crossEntropy",
  "crossEntropyGrad",
  "labelSmoothingGrad",
  "probabilitiesGrad",
] as const;

export type Op = (typeof OPS)[number];

export const LABEL_SMOOTHING = 0.1;

/** What an operation is called in the report. */
export const TITLES: { readonly [O in Op]: string } = {
  softmax: "softmax",
  logSoftmax: "log-softmax",
  crossEntropy: "cross-entropy, forward",
  crossEntropyGrad: "cross-entropy, forward + gradient",
  labelSmoothingGrad: `cross-entropy with label smoothing ${LABEL_SMOOTHING}, forward + gradient`,
  probabilitiesGrad: "cross-entropy with probability targets, forward + gradient",
};
