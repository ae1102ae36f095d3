"""e. Perplexity of a language model: padded sequences, each position predicts the next token."""

import torch
import torch.nn.functional as F

torch.manual_seed(3)
tokens = torch.randint(20, (3, 8))
lengths = torch.tensor([[8], [5], [6]])
labels = tokens.masked_fill(torch.arange(8) >= lengths, -100)
logits = torch.randn(3, 8, 20)

# The last position predicts nothing, and nothing predicts the first
shifted, targets = logits[:, :-1], labels[:, 1:]
loss = F.cross_entropy(shifted.flatten(0, 1), targets.flatten(), ignore_index=-100)
print(targets.ne(-100).sum())
print(loss)
print(loss.exp())

# And of each sequence alone
losses = F.cross_entropy(shifted.transpose(1, 2), targets, reduction="none")
print((losses.sum(1) / targets.ne(-100).sum(1)).exp())
