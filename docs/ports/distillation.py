"""c. Distillation: a student learns from the distribution of a teacher, both at a temperature, and from the classes."""

import torch
import torch.nn.functional as F

torch.manual_seed(1)
teacher = 3 * torch.randn(4, 6)
student = torch.randn(4, 6, requires_grad=True)
classes = torch.randint(6, (4,))

temperature = 4.0
learned = F.log_softmax(student / temperature, dim=1)
known = F.log_softmax(teacher / temperature, dim=1)
soft = F.kl_div(learned, known, reduction="batchmean", log_target=True)
hard = F.cross_entropy(student, classes)
loss = 0.7 * temperature**2 * soft + 0.3 * hard
loss.backward()
print(soft)
print(hard)
print(loss)
print(student.grad)
