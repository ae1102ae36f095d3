"""What packages/conformance needs beside the other golden files: the cases of tests/golden/conformance.json.

Everything is plain: tensors with PyTorch's names of functions and options, and the value or the error that comes out.
"""

import itertools

import torch
import torch.nn.functional as F
from golden_losses import Maker, short

NAN, INF = float("nan"), float("inf")
LOGITS = torch.tensor([[0.5, -1.25, 2.0], [0.75, -0.5, 1.5]])
CLASSES = torch.tensor([2, 0])


def differentiated(x, target, learnable_target=False, **options):
    """The loss and the gradients of input and, if asked, target."""
    x = x.clone().requires_grad_()
    target = target.clone().requires_grad_() if learnable_target else target
    loss = F.cross_entropy(x, target, **options)
    loss.sum().backward()
    found = {"loss": short(loss), "grad": short(x.grad)}
    return {**found, "targetGrad": short(target.grad)} if learnable_target else found


def sample(x, target, learnable_target=False, **options):
    return {
        "logits": short(x),
        "target": short(target),
        **{name: short(value) if torch.is_tensor(value) else value for name, value in options.items()},
        **differentiated(x, target, learnable_target, **options),
    }


def samples():
    """One for each row of the comparison."""
    weight = torch.tensor([1.0, 2.0, 0.5])
    spread = torch.tensor([[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
    planes = torch.arange(12).reshape(2, 3, 1, 2) % 5 / 2.0
    # Classes last, as libraries have them that know no other place; and where PyTorch has them.
    tokens = torch.tensor([[[1.0, 2.0, 0.5, -1.0], [0.25, -0.5, 3.0, 1.0]]])
    large = torch.tensor([[1e4, -1e4, 0.0], [0.0, 1e4, -1e4]])
    masked = torch.tensor([[1.0, -INF, 0.0], [0.5, 2.0, -INF]])
    log_probs = F.log_softmax(LOGITS, 1)
    own = LOGITS.gather(1, CLASSES.unsqueeze(1))
    torch.manual_seed(0)
    return {
        "indices": sample(LOGITS, CLASSES),
        "weights": sample(LOGITS.repeat(2, 1), torch.tensor([2, 0, -100, 1]), weight=weight),
        "smoothing": sample(LOGITS, CLASSES, label_smoothing=0.1),
        "tokens": {**sample(tokens.transpose(1, 2), torch.tensor([[1, 2]]), label_smoothing=0.1), "last": short(tokens)},
        "probabilities": sample(LOGITS, spread, True),
        "planes": sample(planes, torch.tensor([[[2, 0]], [[1, 1]]])),
        "large": sample(large, torch.tensor([1, 0])),
        "masked": sample(masked, torch.tensor([0, 1])),
        "score": {
            "logits": short(LOGITS),
            "target": short(CLASSES),
            "logProb": short(log_probs.gather(1, CLASSES.unsqueeze(1)).squeeze(1)),
            "rank": short((LOGITS > own).sum(1)),
        },
        "rand": {"seed": 0, "values": short(torch.rand(3))},
    }


def half_cases():
    """Logits in half precision, computed in float32 as under autocast."""
    make, found = Maker(11), []
    for dtype, shape, reduction, smoothing in itertools.product(
        (torch.float16, torch.bfloat16), ([3, 4], [2, 3, 3]), ("none", "mean", "sum"), (0, 0.1)
    ):
        x = make.logits(shape, torch.float32).to(dtype)
        target = make.classes(shape[:1] + shape[2:], shape[1], -100)
        options = {"reduction": reduction, "label_smoothing": smoothing}
        leaf = x.float().requires_grad_()
        y = F.cross_entropy(leaf, target, **options)
        upstream = (torch.arange(y.numel(), dtype=y.dtype).reshape(y.shape) % 5 - 1.75) / 4
        y.backward(upstream)
        found.append({
            "function": "cross_entropy", "options": options, "input": short(x), "target": short(target), "output": short(y),
            "upstream": short(upstream), "grads": {"input": short(leaf.grad)},
        })  # fmt: skip
    return found


def refused_cases():
    """Bad calls, with the first line of what PyTorch says."""
    probabilities = torch.tensor([[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
    planes = torch.zeros(2, 3, 2, 2)
    calls = [
        (LOGITS, torch.tensor([2, 3]), {}),
        (LOGITS, torch.tensor([-1, 0]), {}),
        (LOGITS, torch.tensor([0, 255]), {}),
        (LOGITS, torch.tensor([0, -100]), {"ignore_index": -1}),
        (LOGITS, torch.tensor([2, 3]), {"label_smoothing": 0.1}),
        (LOGITS, torch.tensor([2, 3]), {"reduction": "none"}),
        (LOGITS, torch.tensor([2, 3]), {"weight": torch.ones(3)}),
        (LOGITS[0], torch.tensor(3), {}),
        (planes, torch.full([2, 2, 2], 3), {}),
        (LOGITS, torch.tensor([2.0, 0.0]), {}),
        (LOGITS, torch.tensor([2, 0, 1]), {}),
        (LOGITS, torch.tensor([2]), {}),
        (LOGITS, torch.tensor([[0, 2, 0], [1, 0, 0]]), {}),
        (LOGITS, probabilities[:, :2], {}),
        (planes, torch.zeros([2, 2, 1], dtype=torch.int64), {}),
        (LOGITS, CLASSES, {"weight": torch.ones(2)}),
        (LOGITS, probabilities, {"weight": torch.ones(4)}),
        (LOGITS, CLASSES, {"label_smoothing": 1.5}),
    ]
    found = []
    for x, target, options in calls:
        try:
            F.cross_entropy(x, target, **options)
        except (RuntimeError, IndexError, ValueError) as error:
            weight = {"weight": short(options["weight"])} if "weight" in options else {}
            rest = {name: value for name, value in options.items() if name != "weight"}
            found.append({"function": "cross_entropy", "options": rest, "input": short(x), "target": short(target), **weight,
                          "error": str(error).split("\n")[0]})  # fmt: skip
        else:
            raise AssertionError(f"PyTorch takes target {target} with {options}")
    return found


def optimizer_cases():
    """Four steps with given gradients: values after each."""
    found = []
    for name, options in [
        ("SGD", {"lr": 0.05}), ("SGD", {"lr": 0.05, "momentum": 0.9}), ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
        ("SGD", {"lr": 0.05, "weight_decay": 0.1}), ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}),
        ("Adam", {"lr": 0.05}), ("Adam", {"lr": 0.05, "betas": [0.5, 0.9]}), ("Adam", {"lr": 0.05, "eps": 1e-3}),
        ("Adam", {"lr": 0.05, "weight_decay": 0.1}), ("Adam", {"lr": 0.05, "amsgrad": True}),
        ("AdamW", {"lr": 0.05}), ("AdamW", {"lr": 0.05, "weight_decay": 0.1}), ("AdamW", {"lr": 0.05, "amsgrad": True}),
    ]:  # fmt: skip
        make = Maker(12)
        start = make.logits([2, 3], torch.float32)
        parameter = torch.nn.Parameter(start.clone())
        optimizer = getattr(torch.optim, name)([parameter], **options)
        gradients, values = [make.logits([2, 3], torch.float32) / 4 for _ in range(4)], []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimizer.step()
            values.append(short(parameter.detach().clone()))
        found.append({"function": name, "options": options, "parameter": short(start),
                      "gradients": [short(g) for g in gradients], "values": values})  # fmt: skip
    return found


def linear_cases():
    """In float32; those of golden_linear.py are float64."""
    make, found = Maker(13), []
    for shape, biased in itertools.product(([3], [2, 3], [5, 2, 3], [0, 3], [2, 1, 4, 3]), (False, True)):
        inputs = {"input": make.logits(shape, torch.float32), "weight": make.logits([4, 3], torch.float32)}
        if biased:
            inputs["bias"] = make.logits([4], torch.float32)
        leaves = {name: x.clone().requires_grad_() for name, x in inputs.items()}
        y = F.linear(*leaves.values())
        upstream = make.logits(y.shape, torch.float32)
        y.backward(upstream)
        found.append({
            "function": "linear", "options": {}, **{name: short(x) for name, x in inputs.items()}, "output": short(y),
            "upstream": short(upstream), "grads": {name: short(x.grad) for name, x in leaves.items()},
        })  # fmt: skip
    return found


def cases():
    return {
        **samples(),
        "refused": refused_cases(),
        "half precision": half_cases(),
        "linear": linear_cases(),
        "optimizers": optimizer_cases(),
    }
