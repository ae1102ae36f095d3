"""nn.Linear: the cases of tests/golden/linear.json, initial values for a seed and results with gradients."""

import torch
from golden_arrays import encode

SIZES = [(3, 2), (1, 7), (5, 5), (100, 33), (64, 10), (2, 0)]
SHAPES = [(3,), (2, 3), (1, 3), (0, 3), (5, 2, 3), (2, 0, 3), (2, 1, 4, 3)]


def initial(dtype, sizes):
    seed = 100 * sizes[0] + sizes[1]
    torch.manual_seed(seed)
    layer = torch.nn.Linear(*sizes, dtype=dtype)
    ends = [p.detach().flatten()[i:j].clone() for p in (layer.weight, layer.bias) for i, j in ((0, 4), (-4, None))]
    after = torch.rand(1)  # as many numbers were drawn
    return {"kind": "initial", "sizes": sizes, "seed": seed, "dtype": str(dtype).removeprefix("torch."), "text": repr(layer),
            "ends": [encode(x) for x in ends], "after": encode(after)}


def result(shape, hasBias, learns, bias_shape=(4,)):
    torch.manual_seed(len(shape))
    x, weight, bias = (torch.randn(s, dtype=torch.float64) for s in (shape, (4, 3), bias_shape))
    inputs = [x, weight] + ([bias] if hasBias else [])
    for t, flag in zip(inputs, learns):
        t.requires_grad_(flag)
    y = torch.nn.functional.linear(*inputs)
    upstream = torch.randn(y.shape, dtype=torch.float64)
    y.backward(upstream)
    return {"kind": "result", "inputs": [encode(t.detach()) for t in inputs], "learns": learns, "y": encode(y.detach()),
            "grad_fn": type(y.grad_fn).__name__, "upstream": encode(upstream),
            "grads": [None if t.grad is None else encode(t.grad) for t in inputs]}


def cases():
    made = [initial(dtype, sizes) for dtype in (torch.float32, torch.float64) for sizes in SIZES]
    for shape in SHAPES:
        for learns in ([True, True], [False, True], [True, False]):
            made.append(result(shape, False, learns))
        for learns in ([True, True, True], [False, False, True], [False, True, True]):
            made.append(result(shape, True, learns))
    for shape, bias in (((2, 3), ()), ((2, 3), (1,)), ((2, 3), (1, 4)), ((5, 2, 3), (1, 4)), ((2, 3), (1, 1))):
        made.append(result(shape, True, [True, True, True], bias))
    return made
