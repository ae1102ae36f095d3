"""d. Segmentation: pixels of class 255 are ignored, and the mean intersection over union of the others."""

import torch
import torch.nn.functional as F

torch.manual_seed(2)
classes = 5
masks = torch.randint(classes, (2, 8, 8))
logits = torch.randn(2, classes, 8, 8) + 2 * F.one_hot(masks, classes).permute(0, 3, 1, 2)
logits.requires_grad_()
masks = masks.masked_fill(torch.rand(2, 8, 8) < 0.1, 255)

loss = F.cross_entropy(logits, masks, ignore_index=255)
loss.backward()
print(loss)
print(logits.grad.abs().sum(1)[0, 0])

# Row: what a pixel is; column: what it is taken for
valid = masks != 255
truth, predicted = masks[valid], logits.argmax(1)[valid]
pairs = classes * truth + predicted
confusion = torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)
print(confusion)
both = (confusion * torch.eye(classes)).sum(1)
iou = both / (confusion.sum(0) + confusion.sum(1) - both)
print(iou)
print(iou.mean())
