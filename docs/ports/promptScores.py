import torch
from torch.nn.functional import log_softmax

# What a language model gives for a prompt of eight tokens, over a vocabulary of twelve, in half precision
torch.manual_seed(76)
tokens = torch.randint(12, (1, 8))
logits = torch.randn(1, 8, 12).mul(3).half()

# Each position predicts the token that comes next
next = tokens[:, 1:]
log_probs = log_softmax(logits[:, :-1].float(), -1)
log_prob = log_probs.gather(-1, next.unsqueeze(-1)).squeeze(-1)
print(log_prob)

# How many tokens were more likely, and how undecided the model was
rank = (log_probs > log_prob.unsqueeze(-1)).sum(-1)
entropy = -(log_probs.exp() * log_probs).sum(-1)
print(rank)
print(entropy)

# What it would have said, and the runners-up
top = log_probs.topk(3, -1)
print(log_probs.argmax(-1))
print(top.values)
print(top.indices)

# The log-probability of the prompt, and its perplexity
print(log_prob.sum())
print(log_prob.mean().neg().exp())

# At half the temperature
cooler = log_softmax(logits[:, :-1].float() / 0.5, -1)
print(cooler.gather(-1, next.unsqueeze(-1)).squeeze(-1))
