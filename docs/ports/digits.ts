/** b. Linear, CrossEntropyLoss and SGD on digits: ten blurred patterns of 8 by 8 pixels, drawn from a seed. */

import * as torch from "../../src";
import { nn, optim } from "../../src";

torch.manualSeed(0);
const patterns = torch.rand([10, 64]);
const labels = torch.randint(10, [600]);
const images = patterns.indexSelect(0, labels).add(torch.randn([600, 64]).mul(0.5));
const [train, test] = [torch.arange(500), torch.arange(500, 600)];

const model = new nn.Linear(64, 10);
const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.02 });
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 1e-4 });
console.log(criterion);
console.log(model);

// Five epochs over batches of 50, in a new order each
for (let epoch = 0; epoch < 5; epoch++) {
  const order = train.indexSelect(0, torch.randperm(500));
  let total = 0.0;
  for (let start = 0; start < 500; start += 50) {
    const batch = order.slice(0, start, start + 50);
    const loss = criterion(model(images.indexSelect(0, batch)), labels.indexSelect(0, batch));
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    total += loss.item();
  }
  console.log(`epoch ${epoch}: ${(total / 10).toFixed(4)}`);
}
// How many of the others are right
const predicted = model(images.indexSelect(0, test)).argmax(1);
console.log(predicted.eq(labels.indexSelect(0, test)).float().mean());
console.log(model.bias);
