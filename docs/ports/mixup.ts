/** i. Mixup: samples and their targets are mixed, and the loss is the mix of the losses. */

import * as torch from "../../src";
import { functional as F, nn } from "../../src";

torch.manualSeed(7);
const inputs = torch.randn([6, 3]);
const classes = torch.randint(4, [6]);
const model = new nn.Linear(3, 4);

const share = 0.3;
const order = torch.randperm(6);
const mixed = inputs.mul(share).add(inputs.indexSelect(0, order).mul(1 - share));
const oneHot = F.oneHot(classes, 4).float();
const targets = oneHot.mul(share).add(oneHot.indexSelect(0, order).mul(1 - share));
console.log(targets);

const loss = F.crossEntropy(model(mixed), targets);
loss.backward();
console.log(loss);
console.log(model.weight.grad);
const first = F.crossEntropy(model(mixed), classes);
const second = F.crossEntropy(model(mixed), classes.indexSelect(0, order));
console.log(first.mul(share).add(second.mul(1 - share)));
