"""a. The article's four functions, one after the other."""

import torch
import torch.nn.functional as F
from torch import nn

# Softmax and its logarithm are LogSoftmax
data = torch.tensor([
    [0.5, 0.3],
    [0.2, 0.3],
])
print(nn.Softmax(dim=1)(data).log())
print(nn.LogSoftmax(dim=1)(data))

# LogSoftmax and NLLLoss are CrossEntropyLoss
y_pred = torch.tensor([
    [0.5, 0.3],
    [0.4, 0.8],
])
y_true = torch.tensor([0, 1])
print(nn.CrossEntropyLoss(label_smoothing=0.0)(y_pred, y_true))
print(nn.NLLLoss()(nn.LogSoftmax(dim=1)(y_pred), y_true))

# A target may be a distribution over the classes
torch.manual_seed(0)
logits = torch.randn(2, 2)
target = torch.randn(2, 2).softmax(dim=1)
print(F.cross_entropy(logits, target))
print((-F.log_softmax(logits, dim=1) * target).sum(dim=-1).sum() / len(target))

# Label smoothing mixes in the mean over all classes
scores = torch.tensor([
    [0.5, 0.3, 0.9],
    [0.4, 0.8, 0.1],
])
print(nn.CrossEntropyLoss(label_smoothing=0.3)(scores, y_true))
log_preds = F.log_softmax(scores, dim=-1)
uniform = (-log_preds.sum(dim=-1)).mean() / 3
nll = F.nll_loss(log_preds, y_true)
print((1 - 0.3) * nll + 0.3 * uniform)
