"""Softmaxes and losses over PyTorch's option space, with gradients: the cases of tests/golden/losses.json.

Left out are the deliberate differences of docs/compatibility.md: ignored rows and zero probabilities at logits that are not finite,
int32 targets, integer inputs, and sums beyond float32, which are finite there as soon as the result is.
"""

import itertools
import math
import random
import re

import torch
import torch.nn.functional as F
from golden_arrays import encode, number

INF, NAN = math.inf, math.nan
INPUT_SHAPES = {1: [4], 2: [3, 4], 3: [2, 3, 3], 4: [2, 3, 2, 2], 5: [2, 3, 2, 1, 2]}
IGNORED = {None: -100, 1: 1, 255: 255}  # option → value of the ignored targets: the default, a class, out of range
REDUCTIONS, SMOOTHINGS, DTYPES = ("none", "mean", "sum"), (0, 0.1, 1), (torch.float32, torch.float64)


def snake(name):
    """PyTorch's name of a function or option: `nllLoss` is `nll_loss`."""
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def short(tensor):
    """As encode, but with the fewest digits that read back as the same float32."""
    coded = encode(tensor)
    if tensor.dtype == torch.float32:
        coded["data"] = [number(float(str(x))) for x in tensor.detach().reshape(-1).numpy()]
    coded["data"] = [int(x) if isinstance(x, float) and x.is_integer() and abs(x) < 1e6 else x for x in coded["data"]]
    return coded


def present(tensors):
    """The tensors that are there, encoded."""
    return {name: short(t) for name, t in tensors.items() if t is not None}


def case(call, tensor, target=None, weight=None, learnable=("input",), **options):
    given = {"input": tensor, "target": target, "weight": weight}
    leaves = {k: t.clone().requires_grad_(k in learnable) if t is not None else None for k, t in given.items()}
    # Options and weight by name, as PyTorch spells them; input and target by their place.
    torch_options = {snake(k): getattr(torch, v) if k == "dtype" else v for k, v in options.items()}
    if weight is not None:
        torch_options["weight"] = leaves["weight"]
    tensors = [leaves[name] for name in ("input", "target") if leaves[name] is not None]
    y = getattr(F, snake(call))(*tensors, **torch_options)
    upstream = (torch.arange(y.numel(), dtype=y.dtype).reshape(y.shape) % 5 - 1.75) / 4
    y.backward(upstream)
    return {
        "call": call,
        "options": options,
        **present(given),
        "output": short(y),
        "grad_fn": type(y.grad_fn).__name__,
        "upstream": short(upstream),
        "grads": present({k: t.grad for k, t in leaves.items() if t is not None}),
    }


class Maker:
    """Inputs with few digits, the same on every run."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def logits(self, shape, dtype):
        values = [self.random.randint(-256, 256) / 64 for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=dtype).reshape(shape)

    def classes(self, shape, classes, ignored):
        values = [self.random.randrange(classes) for _ in range(math.prod(shape))]
        if len(values) > 1:
            values[self.random.randrange(len(values))] = ignored
            values[0] = 2  # one that counts
        return torch.tensor(values, dtype=torch.int64).reshape(shape)

    def probabilities(self, shape, dtype):
        values = torch.tensor([self.random.randint(1, 64) for _ in range(math.prod(shape))], dtype=dtype).reshape(shape)
        return values / values.sum(0 if len(shape) == 1 else 1, keepdim=True)

    def weight(self, classes, dtype):
        return torch.tensor([self.random.randint(8, 128) / 64 for _ in range(classes)], dtype=dtype)

    def kept(self, rank, dtype):
        """A seeded sample: most combinations of (N, C) in float32, fewer of the others."""
        share = 0.1 if dtype == torch.float64 else 0.5 if rank == 2 else 0.18
        return self.random.random() < share


def index_cases():
    make = Maker(1)
    found = []
    for rank, weighted, ignore, reduction, smoothing, dtype in itertools.product(
        INPUT_SHAPES, (False, True), IGNORED, REDUCTIONS, (None, *SMOOTHINGS), DTYPES
    ):
        if not make.kept(rank, dtype):
            continue
        shape = INPUT_SHAPES[rank]
        classes = shape[0 if rank == 1 else 1]
        x = make.logits(shape, dtype)
        target = make.classes(shape[:1] * (rank > 1) + shape[2:], classes, IGNORED[ignore])
        options = {"reduction": reduction} if ignore is None else {"reduction": reduction, "ignoreIndex": ignore}
        weight = make.weight(classes, dtype) if weighted else None
        if smoothing is None:
            found.append(case("nllLoss", x, target, weight, **options))
        else:
            found.append(case("crossEntropy", x, target, weight, labelSmoothing=smoothing, **options))
    return found


def probability_cases():
    make = Maker(2)
    found = []
    for rank, weighted, ignore, reduction, smoothing, dtype in itertools.product(
        INPUT_SHAPES, (False, True), (None, -1), REDUCTIONS, SMOOTHINGS, DTYPES
    ):
        if not make.kept(rank, dtype):
            continue
        shape = INPUT_SHAPES[rank]
        x, target = make.logits(shape, dtype), make.probabilities(shape, dtype)
        weight = make.weight(shape[0 if rank == 1 else 1], dtype) if weighted else None
        learnable = make.random.choice([["input"], ["target"], ["input", "target"], ["input", "target", "weight"]])
        options = {"reduction": reduction} if ignore is None else {"reduction": reduction, "ignoreIndex": ignore}
        found.append(case("crossEntropy", x, target, weight, learnable, labelSmoothing=smoothing, **options))
    return found


def hostile_cases():
    one_hot = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    rows = {
        "infinities": [[[-INF, 2.0, 3.0], [1.0, -INF, -INF]], [[INF, 2.0, 3.0], [1.0, 2.0, 3.0]], [[-INF] * 3, [0.0] * 3]],
        "nan": [[[NAN, 2.0, 3.0], [1.0, 2.0, 3.0]]],
        "large": [[[1e4, -1e4, 0.0], [0.0, 1e4, 1e4]], [[3e38, 3e38, 3e38], [3e38, 1.0, -1.0]], [[88.8, 0.0, -104.0]] * 2],
        "small": [[[1e-45, -1e-45, 0.0], [1e-38, 1e-40, -1e-39]]],
        "equal": [[[7.5] * 3, [-0.0, 0.0, 0.0]]],
    }  # fmt: skip
    found = []
    for dtype, values in itertools.product(DTYPES, sum(rows.values(), [])):
        x = torch.tensor(values, dtype=dtype)
        finite = bool(x.isfinite().all())
        target = torch.tensor([1, 0])
        for reduction in REDUCTIONS:
            found.append(case("crossEntropy", x, target, reduction=reduction))
            if dtype == torch.float32 and reduction == "mean":
                found.append(case("crossEntropy", x, target, reduction=reduction, labelSmoothing=0.1))
                found.append(case("nllLoss", x, target, reduction=reduction))
        spread = torch.tensor([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]], dtype=dtype)
        for target in [spread, torch.tensor(one_hot, dtype=dtype)] if finite else [spread]:
            found.append(case("crossEntropy", x, target, None, ["input", "target"], reduction="none"))
            found.append(case("crossEntropy", x, target, labelSmoothing=1 if finite else 0))
        found.append(case("softmax", x, dim=1))
        found.append(case("logSoftmax", x, dim=0))
    return [one for one in found if not overflows(one)]


def overflows(one):
    """Whether a sum of finite numbers was beyond the dtype."""
    words = [[x for x in one[name]["data"] if x in ("nan", "inf", "-inf")] for name in ("input", "output")]
    return words[0] == [] and words[1] != []


def odd_cases():
    make = Maker(3)
    found = []
    for reduction, smoothing in [("none", 0), ("mean", 0), ("sum", 0), ("none", 0.1), ("mean", 0.1)]:
        options = {"reduction": reduction, "labelSmoothing": smoothing}
        x = make.logits([3, 4], torch.float32)
        target = torch.tensor([2, 0, 2])
        ignored = torch.full([3], -100)
        for weights in ([0.0, 1.0, 0.5, 2.0], [0.0] * 4, [-1.0, 0.5, -2.0, 0.0], [1.0, 2.0, -1.0, 0.0]):
            weight = torch.tensor(weights)
            found.append(case("crossEntropy", x, target, weight, **options))
            found.append(case("crossEntropy", x, make.probabilities([3, 4], torch.float32), weight, **options))
            found.append(case("crossEntropy", x, ignored, weight, **options))
            if smoothing == 0:
                found.append(case("nllLoss", x, target, weight, reduction=reduction))
        if smoothing == 0:
            # The weight of a class that does not occur plays no part.
            for unused in (INF, NAN):
                found.append(case("crossEntropy", x, target, torch.tensor([1.0, unused, 2.0, 1.0]), **options))
            for name in ("nllLoss", "crossEntropy"):
                found.append(case(name, x, target.to(torch.uint8), reduction=reduction))
                found.append(case(name, x, torch.tensor([255, 0, 3], dtype=torch.uint8), ignoreIndex=255, reduction=reduction))
            found.append(case("nllLoss", x, ignored, reduction=reduction))
        for values in ([2.0, 0.5, 0.0, 0.25], [-0.5, 0.5, 1.0, 0.0], [0.0] * 4, [0.0, 0.0, 1.0, 0.0]):
            target = torch.tensor([values] * 3)
            found.append(case("crossEntropy", x, target, None, ["input", "target"], **options))
        for shape in ([0, 3], [0, 3, 2], [2, 3, 0], [1, 1], [3, 1], [2, 1, 2]):
            x = make.logits(shape, torch.float32)
            target = torch.zeros(shape[:1] + shape[2:], dtype=torch.int64)
            found.append(case("crossEntropy", x, target, **options))
            probabilities = torch.ones(shape) * 0.75
            if shape != [1, 1]:
                found.append(case("crossEntropy", x, probabilities, None, ["input", "target"], **options))
        found.append(case("crossEntropy", torch.tensor([0.25]), torch.tensor(0), **options))
    return found


def softmax_cases():
    make = Maker(4)
    found = []
    for call, dtype in itertools.product(("softmax", "logSoftmax"), DTYPES):
        for shape in ([], [4], [3, 4], [2, 3, 2], [2, 2, 1, 3], [1, 2, 2, 1, 2], [0, 3], [3, 0], [2, 1]):
            x = make.logits(shape, dtype)
            rank = max(len(shape), 1)
            for dim in range(-1, rank) if dtype == torch.float32 else (rank // 2,):
                found.append(case(call, x, dim=dim))
        for other in ("float32", "float64"):
            found.append(case(call, make.logits([2, 3], dtype), dim=1, dtype=other))
    return found


def divergence_cases():
    """Without targets of probability 0, whose gradient is NaN in PyTorch."""
    make = Maker(5)
    found = []
    for reduction, log_target, dtype in itertools.product((*REDUCTIONS, "batchmean"), (False, True), DTYPES):
        for shape, target_shape in (([], []), ([4], [4]), ([3, 4], [3, 4]), ([2, 3, 2], [2, 3, 2]), ([3, 4], [4]), ([4], [2, 4]), ([0, 3], [0, 3])):
            x = -make.logits(shape, dtype).abs()
            positive = make.logits(target_shape, dtype).abs() + 0.25
            target = -positive if log_target else positive / 8
            learnable = make.random.choice([["input"], ["target"], ["input", "target"]])
            options = {"reduction": reduction, "logTarget": True} if log_target else {"reduction": reduction}
            found.append(case("klDiv", x, target, None, learnable, **options))
    certain = torch.tensor([[0.0, 0.5, 0.5], [1.0, 0.0, 0.0]])
    found.append(case("klDiv", make.logits([2, 3], torch.float32), certain, reduction="batchmean"))
    return found


def cases() -> list:
    return index_cases() + probability_cases() + hostile_cases() + odd_cases() + softmax_cases() + divergence_cases()
