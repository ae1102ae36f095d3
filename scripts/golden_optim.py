"""The optimizers: the cases of tests/golden/optim.json.

200 steps down given gradients: `(randn(6) · scale + p · curvature)`, so that they depend on the parameter too. The numbers are
drawn by generators that both sides have. Values after the steps in STEPS.
"""

import torch
from golden_arrays import encode

STEPS = [1, 2, 10, 200]
SHAPE = [2, 3]

SGD = [
    {},
    {"weight_decay": 0.1},
    {"maximize": True, "weight_decay": 0.1},
    {"momentum": 0.9},
    {"momentum": 0.9, "dampening": 0.3},
    {"momentum": 0.5, "dampening": -0.5, "maximize": True},
    {"momentum": 0.9, "weight_decay": 0.1},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "maximize": True},
]
ADAM = [
    {},
    {"weight_decay": 0.1},
    {"weight_decay": 0},
    {"amsgrad": True},
    {"amsgrad": True, "weight_decay": 0.1},
    {"betas": (0.5, 0.9)},
    {"betas": (0.0, 0.0)},
    {"betas": (0.3, 0.99), "eps": 1e-3, "amsgrad": True},
]


def case(name, options, dtype):
    torch.manual_seed(1)
    p = torch.nn.Parameter(torch.randn(SHAPE, dtype=dtype))
    optimizer = getattr(torch.optim, name)([p], **options)
    text = str(optimizer)
    values = []
    for step in range(1, max(STEPS) + 1):
        if step == 101:
            optimizer.param_groups[0]["lr"] *= 0.5
        if step % 50 == 7:
            p.grad = None  # it stays as it is
        else:
            p.grad = torch.randn(SHAPE, dtype=dtype) * 0.25 + p.detach() * 0.5
        optimizer.step()
        if step in STEPS:
            values.append(encode(p.detach().clone()))
    return {"name": name, "options": options, "dtype": str(dtype).removeprefix("torch."), "text": text, "values": values}


def cases():
    made = []
    for dtype in (torch.float32, torch.float64):
        made += [case("SGD", {"lr": 0.05, **options}, dtype) for options in SGD]
        for name in ("Adam", "AdamW"):
            made += [case(name, {"lr": 0.05, **options}, dtype) for options in ADAM]
    return made
