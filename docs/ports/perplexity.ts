/** e. Perplexity of a language model: padded sequences, each position predicts the next token. */

import * as torch from "../../src";
import { functional as F } from "../../src";

torch.manualSeed(3);
const tokens = torch.randint(20, [3, 8]);
const lengths = torch.tensor([[8], [5], [6]]);
const labels = tokens.maskedFill(torch.arange(8).ge(lengths), -100);
const logits = torch.randn([3, 8, 20]);

// The last position predicts nothing, and nothing predicts the first
const [shifted, targets] = [logits.slice(1, 0, -1), labels.slice(1, 1)];
const loss = F.crossEntropy(shifted.flatten(0, 1), targets.flatten(), { ignoreIndex: -100 });
console.log(targets.ne(-100).sum());
console.log(loss);
console.log(loss.exp());

// And of each sequence alone
const losses = F.crossEntropy(shifted.transpose(1, 2), targets, { reduction: "none" });
console.log(losses.sum(1).div(targets.ne(-100).sum(1)).exp());
