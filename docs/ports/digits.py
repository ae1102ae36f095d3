"""b. Linear, CrossEntropyLoss and SGD on digits: ten blurred patterns of 8 by 8 pixels, drawn from a seed."""

import torch
from torch import nn, optim

torch.manual_seed(0)
patterns = torch.rand(10, 64)
labels = torch.randint(10, (600,))
images = patterns[labels] + 0.5 * torch.randn(600, 64)
train, test = torch.arange(500), torch.arange(500, 600)

model = nn.Linear(64, 10)
criterion = nn.CrossEntropyLoss(label_smoothing=0.02)
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
print(criterion)
print(model)

# Five epochs over batches of 50, in a new order each
for epoch in range(5):
    order = train[torch.randperm(500)]
    total = 0.0
    for start in range(0, 500, 50):
        batch = order[start : start + 50]
        loss = criterion(model(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()

    print(f"epoch {epoch}: {total / 10:.4f}")

# How many of the others are right
predicted = model(images[test]).argmax(1)
print((predicted == labels[test]).float().mean())
print(model.bias)
