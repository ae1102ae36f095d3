"""Exact sums, and the metrics: the cases of tests/golden/metrics.json.

Sums are those of math.fsum, which rounds once. Where it overflows on the way, fractions add up and a float rounds their sum.
Calibration errors are computed in float64, from softmax and bucketize.
"""

import itertools
import math
import random
from fractions import Fraction

import torch
import torch.nn.functional as F
from golden_arrays import number
from golden_losses import DTYPES, short

INF, NAN = math.inf, math.nan
LARGEST, LEAST, NORMAL = math.ldexp(1 - 2**-53, 1024), 5e-324, 2.0**-1022


def exact(values):
    if not all(map(math.isfinite, values)):
        return sum(values)
    try:
        return math.fsum(values)
    except OverflowError:
        total = sum(map(Fraction, values))
        try:
            return float(total)
        except OverflowError:
            return INF if total > 0 else -INF


def sums():
    draw = random.Random(5)
    some = [
        [],
        [0.0, -0.0],
        [-0.0],
        [0.1] * 10,
        [1e308, 1.0, -1e308],
        [1e16, 1.0, 1e-16, -1e16],
        [1e100, 1.0, -1e100, 1e-100, -1.0],
        # Ties, and what is next to them
        [2.0**53, 1.0],
        [2.0**53, 1.0, LEAST],
        [2.0**53, 1.0, -LEAST],
        [2.0**53 + 2, 1.0],
        [2.0**53 + 2, 1.0, -LEAST],
        [1.0, 2.0**-53],
        [1.0, 2.0**-53, LEAST],
        [1.0, 2.0**-53, -LEAST],
        [1.0, -(2.0**-54)],
        [1.0, -(2.0**-54), -LEAST],
        [1 + 2.0**-52, 2.0**-53],
        # Subnormals, and the least normal number
        [LEAST] * 3,
        [LEAST, -LEAST],
        [NORMAL, -LEAST],
        [NORMAL, LEAST],
        [NORMAL, NORMAL, -LEAST],
        [NORMAL * 1.5, -NORMAL],
        [2.0**-1021, LEAST],
        [2.0**-1021, LEAST, LEAST, LEAST],
        [1.0, LEAST, -1.0],
        # The largest number, half a step beyond it, and nearly that
        [LARGEST, LARGEST, -LARGEST],
        [LARGEST, 2.0**970],
        [LARGEST, 2.0**969],
        [LARGEST, 2.0**970, -LEAST],
        [LARGEST, LARGEST],
        [LARGEST] * 40 + [-LARGEST] * 39,
        # Not finite
        [1.0, INF],
        [-INF, 2.0],
        [INF, -INF],
        [NAN, 1.0],
        [INF, NAN],
        [INF, INF, 3.0],
    ]
    some += [[-x for x in values] for values in some if len(values) < 12]
    for count in (3, 12, 60):
        for _ in range(8):
            anything = [math.ldexp(draw.uniform(-1, 1), draw.randint(-1080, 1000)) for _ in range(count)]
            near = [math.ldexp(draw.uniform(-1, 1), draw.randint(-60, 60)) for _ in range(count)]
            tiny = [draw.randint(-9, 9) * LEAST * 2 ** draw.randint(0, 60) for _ in range(count)]
            cancelled = near + [-x for x in near] + tiny[:2]
            draw.shuffle(cancelled)
            some += [anything, near, tiny, cancelled]
    return [{"kind": "sum", "values": list(map(number, values)), "sum": number(exact(values))} for values in some]


def batches(generator, shape, dim, dtype):
    """Logits of two batches and their targets, some of which are ignored."""
    found = []
    for _ in range(2):
        x = torch.randn(shape, generator=generator, dtype=dtype) * 2
        rest = [size for d, size in enumerate(shape) if d != dim % len(shape)]
        target = torch.randint(shape[dim], rest, generator=generator)
        target[torch.rand(rest, generator=generator) < 0.2] = -100
        found.append((x, target))
    return found


def rows(parts, dim):
    """All logits as float64 rows of classes, and the targets, without the ignored ones."""
    x = torch.cat([x.double().movedim(dim, -1).reshape(-1, x.shape[dim]) for x, _ in parts])
    target = torch.cat([target.reshape(-1) for _, target in parts])
    return x[target >= 0], target[target >= 0]


def calibration(x, target, n):
    confidence, predicted = x.softmax(-1).max(-1)
    edges = torch.arange(n + 1, dtype=torch.float64) / n
    place = torch.bucketize(confidence, edges, right=False) - 1  # (a, b]
    bins, ece, mce = [], 0.0, 0.0
    for b in range(n):
        own = place == b
        count = int(own.sum())
        if count == 0:
            bins.append({"count": 0, "confidence": "nan", "accuracy": "nan"})
            continue
        mean, right = float(confidence[own].mean()), float((predicted == target)[own].double().mean())
        bins.append({"count": count, "confidence": mean, "accuracy": right})
        ece += abs(mean - right) * count / len(x)
        mce = max(mce, abs(mean - right))
    return {"ece": ece, "mce": mce, "bins": bins}


def metrics():
    generator = torch.Generator().manual_seed(13)
    found = []
    for (shape, dim), dtype in itertools.product((([40, 5], -1), ([60, 2], 1), ([3, 4, 9], 1), ([7, 30], 0)), DTYPES):
        parts = batches(generator, shape, dim, dtype)
        x, target = rows(parts, dim)
        classes = shape[dim]
        given = {"kind": "batches", "dim": dim, "batches": [{"logits": short(x), "target": short(t)} for x, t in parts]}
        results = []
        for weighted, smoothing in itertools.product((False, True), (0, 0.1)):
            weight = torch.rand(classes, generator=generator, dtype=dtype) + 0.25 if weighted else None
            doubles = None if weight is None else weight.double()
            loss = float(F.cross_entropy(x, target, weight=doubles, label_smoothing=smoothing))
            options = {"labelSmoothing": smoothing}
            result = {"loss": loss, "perplexity": math.exp(loss), "count": len(x)}
            results.append(["CrossEntropy", options, None if weight is None else short(weight), result])
        for k in (1, 2):
            correct = int((x.topk(k).indices == target.unsqueeze(1)).any(1).sum())
            result = {"accuracy": correct / len(x), "correct": correct, "count": len(x)}
            results.append(["Accuracy", {"topK": k}, None, result])
        for n in (1, 10, 15):
            results.append(["Calibration", {"bins": n}, None, calibration(x, target, n)])
        found.append({**given, "results": results})
    return found


def edges():
    """Confidences on the edges of bins: of two, three, … equal logits, and of a certain class."""
    x = torch.full([12, 6], -INF)
    for i in range(12):
        x[i, : i % 6 + 1] = i
    x[11] = torch.tensor([0.0, 0, 0, 0, 0, 200])
    target = torch.arange(12) % 4
    given = {"kind": "batches", "dim": -1, "batches": [{"logits": short(x), "target": short(target)}]}
    bins = (2, 3, 4, 5, 6, 10, 12, 15, 30)
    return [{**given, "results": [["Calibration", {"bins": n}, None, calibration(x.double(), target, n)] for n in bins]}]


def cases():
    return sums() + metrics() + edges()
