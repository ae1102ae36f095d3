/** The article's test02: CrossEntropyLoss is NLLLoss of LogSoftmax. */

import { nn, tensor } from "../src";

// 2.1 CrossEntropyLoss
const yPred = tensor([
  [0.5, 0.3],
  [0.4, 0.8],
]);
const yTrue = tensor([0, 1]);
let loss = new nn.CrossEntropyLoss({ labelSmoothing: 0.0 })(yPred, yTrue);
console.log(loss);

// 2.2 CrossEntropyLoss = NLLLoss + LogSoftmax
const logData = new nn.LogSoftmax({ dim: 1 })(yPred);
// NLLLoss picks the log-probability of each true class, negates it and takes the mean
loss = new nn.NLLLoss()(logData, tensor([0, 1]));
console.log(loss);
