/** The article's test of label smoothing: the loss also looks at the labels that are not the true one. */

import { functional as F, nn, tensor } from "../src";

// 1. Label smoothing
const yPred = tensor([
  [0.5, 0.3, 0.9],
  [0.4, 0.8, 0.1],
]);
const yTrue = tensor([0, 1]);
let loss = new nn.CrossEntropyLoss({ labelSmoothing: 0.3 })(yPred, yTrue);
console.log(loss);

// 2. The same, step by step
const logPreds = F.logSoftmax(yPred, -1);
// This term brings in the loss of all labels: the mean over the samples, and over the 3 labels
loss = logPreds.sum(-1).neg().mean().div(3);
// The usual cross-entropy
const nll = F.nllLoss(logPreds, yTrue);
const labelSmoothing = 0.3;
loss = nll.mul(1 - labelSmoothing).add(loss.mul(labelSmoothing));
console.log(loss);
