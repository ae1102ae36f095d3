"""g. Rare classes count more: weights from the number of samples of each class."""

import torch
from torch import nn

torch.manual_seed(5)
labels = torch.cat([torch.full((60,), 0), torch.full((30,), 1), torch.full((8,), 2), torch.full((2,), 3)])
logits = torch.randn(100, 4)

counts = torch.bincount(labels, minlength=4)
weights = len(labels) / (4 * counts)
print(counts)
print(weights)
print(nn.CrossEntropyLoss()(logits, labels))
print(nn.CrossEntropyLoss(weight=weights)(logits, labels))

# The mean of the classes' own means is the same
losses = nn.CrossEntropyLoss(reduction="none")(logits, labels)
print((torch.bincount(labels, weights=losses) / counts).mean())
