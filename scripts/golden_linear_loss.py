"""F.linear_cross_entropy and nn.LinearCrossEntropyLoss: the cases of tests/golden/linear_loss.json, which older PyTorch does not have."""

import itertools
import math

import torch
import torch.nn.functional as F

from golden_losses import DTYPES, REDUCTIONS, Maker, present, short

# (N, D), C and (d1, …, dK); a single sample where N is None.
SIZES = (((None, 3), 4, ()), ((5, 3), 4, ()), ((70, 4), 9, ()), ((3, 2), 5, (2,)), ((2, 3), 3, (2, 2)), ((0, 3), 4, ()))


def case(leaves, learnable, **options):
    own = {k: None if t is None else t.clone().requires_grad_(k in learnable) for k, t in leaves.items()}
    y = F.linear_cross_entropy(
        own["input"],
        own["linearWeight"],
        own["target"],
        linear_bias=own["linearBias"],
        weight=own["weight"],
        **{{"ignoreIndex": "ignore_index", "labelSmoothing": "label_smoothing"}.get(k, k): v for k, v in options.items()},
    )
    upstream = (torch.arange(y.numel(), dtype=y.dtype).reshape(y.shape) % 5 - 1.75) / 4
    y.backward(upstream)
    return {
        "kind": "result",
        "options": options,
        **present(leaves),
        "output": short(y),
        "grad_fn": type(y.grad_fn).__name__,
        "upstream": short(upstream),
        "grads": present({k: t.grad for k, t in own.items() if t is not None}),
    }


def results():
    make = Maker(6)
    found = []
    for ((n, d), classes, rest), probabilities, reduction, smoothing, dtype in itertools.product(
        SIZES, (False, True), REDUCTIONS, (0, 0.1), DTYPES
    ):
        if make.random.random() < (0.8 if n == 70 else 0.5):
            continue
        batch = [] if n is None else [n]
        logits = [*batch, classes, *rest]
        shape = [*batch, *rest]
        options = {"reduction": reduction, "labelSmoothing": smoothing}
        if probabilities:
            target = make.probabilities(logits, dtype) if n != 0 else torch.ones(logits, dtype=dtype)
        else:
            ignored = make.random.choice([-100, 1])
            target = make.classes(shape, classes, ignored) if math.prod(shape) > 0 else torch.zeros(shape, dtype=torch.int64)
            if ignored == 1:
                options["ignoreIndex"] = 1
        leaves = {
            "input": make.logits([*batch, d], dtype) / 2,
            "linearWeight": make.logits([classes, *rest, d], dtype) / 2,
            "target": target,
            "linearBias": make.logits([classes, *rest], dtype) if make.random.random() < 0.6 else None,
            "weight": make.weight(classes, dtype) if make.random.random() < 0.4 else None,
        }
        learnable = ["input", "linearWeight", "linearBias"] + (["target", "weight"] if probabilities else [])
        learnable = [name for name in learnable if make.random.random() < 0.8] or ["input"]
        if not any(leaves[name] is not None for name in learnable):
            learnable = ["input"]
        found.append(case(leaves, learnable, **options))
    return found


def module(sizes, options, python):
    torch.manual_seed(3)
    loss = torch.nn.LinearCrossEntropyLoss(*sizes, **python)
    return {
        "kind": "module",
        "sizes": sizes,
        "options": options,
        "text": str(loss),
        "names": list(loss.state_dict()),
        "weight": short(loss.linear.weight),
    }


def cases():
    return results() + [
        module([3, 4], {}, {}),
        module([3, 4], {"outFeatures": [2]}, {"out_features": (2,)}),
        module([2, 3], {"outFeatures": [2, 2], "bias": True}, {"out_features": (2, 2), "bias": True}),
        module(
            [2, 3],
            {"dtype": "float64", "labelSmoothing": 0.1, "ignoreIndex": 2, "reduction": "sum"},
            {"dtype": torch.float64, "label_smoothing": 0.1, "ignore_index": 2, "reduction": "sum"},
        ),
    ]
