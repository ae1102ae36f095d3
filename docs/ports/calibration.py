"""h. Temperature scaling: one number makes the confidence of a classifier honest. The expected calibration error says so."""

import torch
import torch.nn.functional as F
from torch import optim

# Labels as the scores say, and logits that are three times too sure
torch.manual_seed(6)
scores = 1.5 * torch.randn(400, 5)
labels = (scores - (-torch.rand(400, 5).log()).log()).argmax(1)
logits = 3 * scores

def calibration_error(logits):
    confidence, predicted = logits.softmax(1).max(1)
    bins = (10 * confidence).long().clamp(max=9)
    gaps = torch.bincount(bins, weights=(predicted == labels).float() - confidence)
    return gaps.abs().sum() / len(labels)


log_temperature = torch.zeros(1, requires_grad=True)
optimizer = optim.Adam([log_temperature], lr=0.1)
for _ in range(100):
    optimizer.zero_grad()
    loss = F.cross_entropy(logits / log_temperature.exp(), labels)
    loss.backward()
    optimizer.step()

temperature = log_temperature.exp().detach()
print(temperature)
print(F.cross_entropy(logits, labels), F.cross_entropy(logits / temperature, labels))
print(calibration_error(logits), calibration_error(logits / temperature))
