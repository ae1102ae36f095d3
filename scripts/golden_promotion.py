"""torch.result_type of all pairs of operands: the cases of tests/golden/promotion.json."""

import torch

DTYPES = ("float32", "float64", "int64", "int32", "uint8", "bool")
# The dtype that a plain value counts as, and such a value.
PLAIN = {"float32": 0.5, "int64": 3, "bool": True}


def operands():
    """[(dtype, rank, operand)], the ranks named as in src/promotion.ts."""
    found = [(dtype, "dims", torch.ones(2, dtype=getattr(torch, dtype))) for dtype in DTYPES]
    found += [(dtype, "zeroDims", torch.ones((), dtype=getattr(torch, dtype))) for dtype in DTYPES]
    return found + [(dtype, "plain", value) for dtype, value in PLAIN.items()]


def cases() -> list:
    return [
        {"a": a, "rankA": rank_a, "b": b, "rankB": rank_b, "result": str(torch.result_type(x, y)).removeprefix("torch.")}
        for a, rank_a, x in operands()
        for b, rank_b, y in operands()
    ]
