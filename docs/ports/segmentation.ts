/** d. Segmentation: pixels of class 255 are ignored, and the mean intersection over union of the others. */

import * as torch from "../../src";
import { functional as F } from "../../src";

torch.manualSeed(2);
const classes = 5;
let masks = torch.randint(classes, [2, 8, 8]);
const logits = torch.randn([2, classes, 8, 8]).add(F.oneHot(masks, classes).permute([0, 3, 1, 2]).mul(2));
logits.requiresGrad_();
masks = masks.maskedFill(torch.rand([2, 8, 8]).lt(0.1), 255);

const loss = F.crossEntropy(logits, masks, { ignoreIndex: 255 });
loss.backward();
console.log(loss);
console.log(logits.grad!.abs().sum(1).select(0, 0).select(0, 0));

// Row: what a pixel is; column: what it is taken for
const valid = masks.ne(255);
const [truth, predicted] = [masks.maskedSelect(valid), logits.argmax(1).maskedSelect(valid)];
const pairs = truth.mul(classes).add(predicted);
const confusion = pairs.bincount(null, classes ** 2).reshape([classes, classes]);
console.log(confusion);
const both = confusion.mul(torch.eye(classes)).sum(1);
const iou = both.div(confusion.sum(0).add(confusion.sum(1)).sub(both));
console.log(iou);
console.log(iou.mean());
