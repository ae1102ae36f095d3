/** a. The article's four functions, one after the other. */

import * as torch from "../../src";
import { functional as F, nn } from "../../src";

// Softmax and its logarithm are LogSoftmax
const data = torch.tensor([
  [0.5, 0.3],
  [0.2, 0.3],
]);
console.log(new nn.Softmax({ dim: 1 })(data).log());
console.log(new nn.LogSoftmax({ dim: 1 })(data));

// LogSoftmax and NLLLoss are CrossEntropyLoss
const yPred = torch.tensor([
  [0.5, 0.3],
  [0.4, 0.8],
]);
const yTrue = torch.tensor([0, 1]);
console.log(new nn.CrossEntropyLoss({ labelSmoothing: 0.0 })(yPred, yTrue));
console.log(new nn.NLLLoss()(new nn.LogSoftmax({ dim: 1 })(yPred), yTrue));

// A target may be a distribution over the classes
torch.manualSeed(0);
const logits = torch.randn([2, 2]);
const target = torch.randn([2, 2]).softmax(1);
console.log(F.crossEntropy(logits, target));
console.log(F.logSoftmax(logits, 1).neg().mul(target).sum(-1).sum().div(target.size(0)));

// Label smoothing mixes in the mean over all classes
const scores = torch.tensor([
  [0.5, 0.3, 0.9],
  [0.4, 0.8, 0.1],
]);
console.log(new nn.CrossEntropyLoss({ labelSmoothing: 0.3 })(scores, yTrue));
const logPreds = F.logSoftmax(scores, -1);
const uniform = logPreds.sum(-1).neg().mean().div(3);
const nll = F.nllLoss(logPreds, yTrue);
console.log(nll.mul(1 - 0.3).add(uniform.mul(0.3)));
