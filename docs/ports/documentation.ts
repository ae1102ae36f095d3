/** j. The examples of PyTorch's documentation of the four classes. */

import * as torch from "../../src";
import { nn } from "../../src";

// Softmax
torch.manualSeed(0);
const softmax = new nn.Softmax({ dim: 1 });
let input = torch.randn([2, 3]);
let output = softmax(input);
console.log(output);

// LogSoftmax
const logSoftmax = new nn.LogSoftmax({ dim: 1 });
input = torch.randn([2, 3]);
output = logSoftmax(input);
console.log(output);

// NLLLoss: input is of size N x C = 3 x 5
const lossFn = new nn.NLLLoss();
input = torch.randn([3, 5], { requiresGrad: true });
// each element in target has to have 0 <= value < C
let target = torch.tensor([1, 0, 4]);
let value = lossFn(logSoftmax(input), target);
value.backward();
console.log(`${value} ${input.grad}`);

// NLLLoss with image inputs; a convolution of 3 by 3 is a linear layer over what lies under it
const [N, C] = [5, 4];
const data = torch.randn([N, 16, 10, 10]);
const conv = new nn.Linear(16 * 9, C);
const places = Array.from({ length: 9 }, (_, k) => [Math.floor(k / 3), k % 3] as const);
const windows = places.map(([i, j]) => data.slice(2, i, i + 8).slice(3, j, j + 8));
const under = torch.cat(windows, 1);
// output of conv forward is of shape [N, C, 8, 8]
output = logSoftmax(conv(under.permute([0, 2, 3, 1])).permute([0, 3, 1, 2]));
// each element in target has to have 0 <= value < C
target = torch.randint(C, [N, 8, 8]);
value = lossFn(output, target);
value.backward();
console.log(`${value} ${conv.bias!.grad}`);

// CrossEntropyLoss: target with class indices
const loss = new nn.CrossEntropyLoss();
input = torch.randn([3, 5], { requiresGrad: true });
target = torch.randint(5, [3]);
output = loss(input, target);
output.backward();
console.log(`${output} ${input.grad}`);

// CrossEntropyLoss: target with class probabilities
input = torch.randn([3, 5], { requiresGrad: true });
target = torch.randn([3, 5]).softmax(1);
output = loss(input, target);
output.backward();
console.log(`${output} ${input.grad}`);
