"""f. Top-5 accuracy, log-probability and rank of the target."""

import torch

torch.manual_seed(4)
logits = torch.randn(8, 20)
targets = torch.randint(20, (8,)).unsqueeze(1)

top = logits.topk(5, dim=1)
print(top.indices)
print(top.indices.eq(targets).any(1).float().mean())
print(logits.log_softmax(1).gather(1, targets).squeeze(1))
print((logits > logits.gather(1, targets)).sum(1))
print(logits.sort(dim=1, descending=True).indices.eq(targets).long().argmax(1))
