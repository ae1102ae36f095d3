"""PyTorch's seeded random numbers, the oracle of tests/random. Run by scripts/golden.py."""

import hashlib

import torch

SEEDS = [0, 1, 42, 283, 2**32 - 1, 2**32, 2**32 + 5, 2**53 - 1, -1, -283, -(2**53 - 1)]
NORMAL_SIZES = [1, 2, 3, 4, 7, 8, 14, 15, 16, 17, 31, 32, 33, 40, 100]
BOUNDS = [
    (0, 1), (0, 2), (0, 10), (-5, 5), (-100, -90), (0, 257), (0, 2**28 - 1), (10**9, 10**9 + 2**27),
    (0, 2**32), (7, 2**32 + 8), (-(2**40), 2**41 + 1), (0, 2**53 - 1), (-(2**53 - 1), 2**53 - 1),
]  # fmt: skip
# Ranges for which PyTorch 2 takes 64 bits a number, where PyTorch 1.13 took 32.
WIDE_BOUNDS = [(0, 2**28), (-5, 2**28 - 6), (7, 2**30), (-(2**31), 2**31 - 1), (0, 2**32 - 1)]
TYPED_BOUNDS = [
    ("bool", 0, 2), ("uint8", 0, 256), ("uint8", 3, 9), ("int32", -(2**31), -(2**31) + 1000), ("int32", 2**31 - 9, 2**31),
    ("float32", -3, 5), ("float32", -(2**24), 2**24 + 1), ("float64", -3, 5), ("float64", -(2**50), 2**50 + 1),
]  # fmt: skip


def rand(size, dtype="float32"):
    return {"op": "rand", "size": size, "dtype": dtype}


def randn(size, dtype="float32"):
    return {"op": "randn", "size": size, "dtype": dtype}


def randint(low, high, size=4, dtype="int64"):
    return {"op": "randint", "low": low, "high": high, "size": size, "dtype": dtype}


def randperm(n, dtype="int64"):
    return {"op": "randperm", "size": n, "dtype": dtype}


def draw(call):
    size, dtype = call["size"], getattr(torch, call["dtype"])
    if call["op"] == "rand":
        return torch.rand(size, dtype=dtype)
    if call["op"] == "randn":
        return torch.randn(size, dtype=dtype)
    if call["op"] == "randint":
        return torch.randint(call["low"], call["high"], (size,), dtype=dtype)
    return torch.randperm(size, dtype=dtype)


def sequence(seed, *calls):
    """One seeding and the values of the calls that follow it."""
    torch.manual_seed(seed)
    return {"seed": seed, "calls": [{**call, "values": draw(call).tolist()} for call in calls]}


def digest(seed, call):
    """A long call, told by the SHA-256 of its little-endian bytes. That of randn needs a machine with AVX2."""
    torch.manual_seed(seed)
    return {"seed": seed, "call": call, "sha256": hashlib.sha256(draw(call).numpy().tobytes()).hexdigest()}


# Odd counts leave a second normal in the cache; what comes between must not use it up, seeding must drop it.
MIXED = [
    [randn(1), rand(2), randn(1), randn(1), randint(0, 10), randn(2)],
    [randn(3), randn(16), randn(1), randn(17, "float64"), randn(2, "float64"), randperm(5)],
    [randn(5, "float64"), randn(1), randn(0), randn(15), randperm(9), rand(3, "float64"), randn(1)],
    [randint(0, 2**40), randn(1), randperm(1), randperm(0), randint(0, 1), randn(1), rand(1)],
]


def cases():
    return {
        "seeds": [sequence(seed, rand(3), rand(2, "float64"), randn(3), randn(17)) for seed in SEEDS],
        "normal": [
            sequence(283, *(randn(size, dtype) for size in NORMAL_SIZES)) for dtype in ("float32", "float64")
        ],
        "randint": [
            sequence(42, *(randint(low, high) for low, high in BOUNDS)),
            sequence(42, *(randint(low, high, dtype=dtype) for dtype, low, high in TYPED_BOUNDS)),
            sequence(42, *(randint(low, high) for low, high in WIDE_BOUNDS)),
        ],
        "randperm": [
            sequence(1, *(randperm(n) for n in (0, 1, 2, 3, 10, 40, 100))),
            sequence(1, *(randperm(10, dtype) for dtype in ("uint8", "int32", "float32", "float64"))),
        ],
        "mixed": [sequence(seed, *calls) for seed in (0, 7) for calls in MIXED],
        "digests": [
            digest(1, randn(1000003)),
            digest(1, rand(1000003)),
            digest(1, rand(1000003, "float64")),
            digest(1, randint(-(2**40), 2**41 + 1, 100003)),
            digest(1, randperm(100003)),
        ],
    }
