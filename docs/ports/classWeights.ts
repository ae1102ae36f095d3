/** g. Rare classes count more: weights from the number of samples of each class. */

import * as torch from "../../src";
import { nn } from "../../src";

torch.manualSeed(5);
const labels = torch.cat([torch.full([60], 0), torch.full([30], 1), torch.full([8], 2), torch.full([2], 3)]);
const logits = torch.randn([100, 4]);

const counts = labels.bincount(null, 4);
const weights = counts.mul(4).reciprocal().mul(labels.size(0));
console.log(counts);
console.log(weights);
console.log(new nn.CrossEntropyLoss()(logits, labels));
console.log(new nn.CrossEntropyLoss({ weight: weights })(logits, labels));

// The mean of the classes' own means is the same
const losses = new nn.CrossEntropyLoss({ reduction: "none" })(logits, labels);
console.log(labels.bincount(losses).div(counts).mean());
