"""functional.score as PyTorch composes it: the cases of tests/golden/score.json.

Everything is computed in float64 and rounded once. Ranks and the first classes come from a stable sort, in which equal logits
keep their order.
"""

import itertools
import math

import torch
from golden_losses import DTYPES, short

INF, NAN = math.inf, math.nan
# Shape of the logits and dim of the classes.
SHAPES = [([5], 0), ([3, 4], 1), ([4, 3], 0), ([2, 3, 7], -1), ([2, 5, 3], 1), ([6, 70], 1), ([2, 1], 1), ([3, 2, 2, 2], 1)]
ROWS = [
    [1, -INF, 2, -INF],
    [-INF, -INF, -INF, 0.5],
    [1, INF, 2, 0],
    [1, NAN, 2, INF],
    [NAN, 3, NAN, 3],
    [-INF] * 4,
    [INF, INF, 0, 1],
    [2, 2, 2, 2],
    [1, 3, 3, 1],
    [300, -300, 299, 300],
    [1e4, 1e4 - 1, -1e4, 0],
    [100, 0, 0, 0],
]


def scored(x, target, dim, ignored, temperature, k):
    d = dim % x.ndim
    logits = x.double() / temperature
    log_probs = torch.log_softmax(logits, d).to(x.dtype)
    kept = target != ignored
    own = torch.where(kept, target, 0).unsqueeze(d)
    p = torch.softmax(logits, d)
    order = x.sort(dim=d, descending=True, stable=True).indices
    rank = (order == own).int().argmax(d)
    best = order.narrow(d, 0, k)
    return {
        "logProb": short(torch.where(kept, log_probs.gather(d, own).squeeze(d), 0)),
        "logsumexp": short(logits.logsumexp(d).to(x.dtype)),
        "entropy": short(torch.special.entr(p).sum(d).to(x.dtype)),
        "rank": short(torch.where(kept, rank, -1)),
        "argmax": short(x.argmax(d)),
        "topK": None if k == 0 else {"values": short(log_probs.gather(d, best)), "indices": short(best)},
    }


def case(x, target, dim=-1, ignored=-100, temperature=1, k=0):
    return {
        "logits": short(x),
        "target": short(target),
        "options": {"dim": dim, "ignoreIndex": ignored, "temperature": temperature, "topK": k},
        **scored(x, target, dim, ignored, temperature, k),
    }


def cases():
    generator = torch.Generator().manual_seed(11)
    found = []
    temperatures = itertools.cycle([1, 0.5, 2, 1, 0.1, 10, 1e-3])
    for (shape, dim), dtype, ignored in itertools.product(SHAPES, DTYPES, (-100, 1)):
        # Quarters, so that some logits are equal.
        x = (torch.randn(shape, generator=generator, dtype=dtype) * 8).round() / 4
        classes = shape[dim]
        rest = [size for d, size in enumerate(shape) if d != dim % len(shape)]
        target = torch.randint(classes, rest, generator=generator)
        if ignored < 0 and rest:
            target.view(-1)[0] = ignored
        found.append(case(x, target, dim, ignored, next(temperatures), len(found) % (min(classes, 6) + 1)))
    for dtype, k, temperature in itertools.product(DTYPES, (0, 1, 4), (1, 0.25)):
        rows = torch.tensor(ROWS, dtype=dtype)
        for target in range(4):
            found.append(case(rows, torch.full([len(ROWS)], target), -1, -100, temperature, k if target == 2 else 0))
    # As many as there are classes, and more than fit a register.
    x = torch.randn(2, 300, generator=generator)
    found.append(case(x, torch.tensor([299, 0]), -1, -100, 1, 300))
    found.append(case(x.double(), torch.tensor([17, -100]), -1, -100, 0.7, 40))
    return found
