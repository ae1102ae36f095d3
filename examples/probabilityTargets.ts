/** The article's test with floating targets: each target is a distribution over the classes. */

import { functional as F, manualSeed, randn } from "../src";

// Fix the random seed
manualSeed(0);

// 1. The target is a probability distribution
const logits = randn([2, 2]);
const target = randn([2, 2]).softmax(1);
console.log(logits);
console.log(target);
const loss = F.crossEntropy(logits, target);
console.log(loss);

// 2. The same, step by step
const s1 = F.logSoftmax(logits, 1).neg();
const s2 = s1.mul(target);
const s3 = s2.sum(-1);
const s4 = s3.sum();
const s5 = s4.div(target.size(0));
console.log(s5);
