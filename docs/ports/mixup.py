"""i. Mixup: samples and their targets are mixed, and the loss is the mix of the losses."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(7)
inputs = torch.randn(6, 3)
classes = torch.randint(4, (6,))
model = nn.Linear(3, 4)

share = 0.3
order = torch.randperm(6)
mixed = share * inputs + (1 - share) * inputs[order]
one_hot = F.one_hot(classes, 4).float()
targets = share * one_hot + (1 - share) * one_hot[order]
print(targets)

loss = F.cross_entropy(model(mixed), targets)
loss.backward()
print(loss)
print(model.weight.grad)
first = F.cross_entropy(model(mixed), classes)
second = F.cross_entropy(model(mixed), classes[order])
print(share * first + (1 - share) * second)
