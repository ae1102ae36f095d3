/** f. Top-5 accuracy, log-probability and rank of the target. */

import * as torch from "../../src";

torch.manualSeed(4);
const logits = torch.randn([8, 20]);
const targets = torch.randint(20, [8]).unsqueeze(1);

const top = logits.topk(5, 1);
console.log(top.indices);
console.log(top.indices.eq(targets).any(1).float().mean());
console.log(logits.logSoftmax(1).gather(1, targets).squeeze(1));
console.log(logits.gt(logits.gather(1, targets)).sum(1));
console.log(logits.sort(1, true).indices.eq(targets).long().argmax(1));
