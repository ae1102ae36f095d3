"""j. The examples of PyTorch's documentation of the four classes."""

import torch
from torch import nn

# Softmax
torch.manual_seed(0)
softmax = nn.Softmax(dim=1)
input = torch.randn(2, 3)
output = softmax(input)
print(output)

# LogSoftmax
log_softmax = nn.LogSoftmax(dim=1)
input = torch.randn(2, 3)
output = log_softmax(input)
print(output)

# NLLLoss: input is of size N x C = 3 x 5
loss_fn = nn.NLLLoss()
input = torch.randn(3, 5, requires_grad=True)
# each element in target has to have 0 <= value < C
target = torch.tensor([1, 0, 4])
value = loss_fn(log_softmax(input), target)
value.backward()
print(value, input.grad)

# NLLLoss with image inputs; a convolution of 3 by 3 is a linear layer over what lies under it
N, C = 5, 4
data = torch.randn(N, 16, 10, 10)
conv = nn.Linear(16 * 9, C)
places = [(i, j) for i in range(3) for j in range(3)]
windows = [data[:, :, i : i + 8, j : j + 8] for i, j in places]
under = torch.cat(windows, dim=1)
# output of conv forward is of shape [N, C, 8, 8]
output = log_softmax(conv(under.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))
# each element in target has to have 0 <= value < C
target = torch.randint(C, (N, 8, 8))
value = loss_fn(output, target)
value.backward()
print(value, conv.bias.grad)

# CrossEntropyLoss: target with class indices
loss = nn.CrossEntropyLoss()
input = torch.randn(3, 5, requires_grad=True)
target = torch.randint(5, (3,))
output = loss(input, target)
output.backward()
print(output, input.grad)

# CrossEntropyLoss: target with class probabilities
input = torch.randn(3, 5, requires_grad=True)
target = torch.randn(3, 5).softmax(dim=1)
output = loss(input, target)
output.backward()
print(output, input.grad)
