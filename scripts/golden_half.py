"""Half precision in PyTorch: the cases of tests/golden/half.json.

What each of the 65,536 patterns is as float32, as a hash of their bits; and how float32 numbers are rounded, near every
boundary and at random, as bits.
"""

import hashlib
import random
import struct

import numpy as np
import torch

DTYPES = (torch.float16, torch.bfloat16)


def bits_of(values):
    """Bits of float32 numbers; every NaN as one pattern: which one is nobody's promise."""
    values = values.clone()
    bits = values.numpy().view(np.uint32)
    bits[np.isnan(values.numpy())] = 0x7FC00000
    return bits


def patterns(dtype):
    halves = torch.from_numpy(np.arange(65536, dtype=np.uint16).view(np.int16)).view(dtype)
    return hashlib.sha256(bits_of(halves.float()).astype("<u4").tobytes()).hexdigest()


def float_of(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def floats_to_round(dtype):
    """Numbers beside and half way between neighbours of every exponent, and random ones, as bits of float32."""
    rng = random.Random(5)
    shift = 13 if dtype == torch.float16 else 16
    half = 1 << (shift - 1)
    found = [0, 1, 2, 0x7F7FFFFF, 0x7F800000, 0x477FE000, 0x477FEFFF, 0x477FF000, 0x477FF001, 0x33000000, 0x33000001]
    for exponent in range(0, 255):
        base = exponent << 23
        for step in (0, 1, 2, (1 << (23 - shift)) - 1, rng.randrange(1 << (23 - shift))):
            found += [base + (step << shift) + delta for delta in (0, 1, half - 1, half, half + 1)]
    found += [rng.randrange(0x7F800000) for _ in range(2000)]
    # float16 between subnormal numbers: odd multiples of 2^-25, and their neighbours.
    for n in (1, 3, 5, 2045, 2047):
        tie = struct.unpack("<I", struct.pack("<f", n * 2.0**-25))[0]
        found += [tie - 1, tie, tie + 1]
    return sorted(set(found))


def rounding(dtype):
    numbers = floats_to_round(dtype)
    signed = [bits | (0x80000000 if i % 3 == 1 else 0) for i, bits in enumerate(numbers)]
    values = torch.tensor([float_of(bits) for bits in signed], dtype=torch.float32)
    assert bits_of(values).tolist() == signed
    halves = values.to(dtype).view(torch.int16).numpy().view(np.uint16)
    return {"float32": signed, "bits": halves.tolist()}


def doubles(dtype):
    """Doubles are rounded to float32 first."""
    numbers = [1 + 2**-11 + 2**-40, 1 + 2**-8 + 2**-40, 65519.999999999, 2**-25 + 2**-70, 1e300, -1e-300, 0.1, 1 / 3]
    halves = torch.tensor(numbers, dtype=torch.float64).to(dtype)
    return {"float64": numbers, "bits": halves.view(torch.int16).numpy().view(np.uint16).tolist()}


def integers(dtype):
    numbers = [0, 1, -1, 2049, 2051, 65504, 65519, 65520, -70000, 2**24 + 1, 2**31, 2**53 - 1]
    halves = torch.tensor(numbers).to(dtype)
    return {"int64": numbers, "bits": halves.view(torch.int16).numpy().view(np.uint16).tolist()}


def to_integers(dtype):
    numbers = [0.0, -0.0, 0.5, -1.5, 2.75, 1000.0, -65280.0]
    halves = torch.tensor(numbers, dtype=dtype)
    return {"values": numbers, "int64": halves.long().tolist(), "bool": halves.bool().tolist()}


def promotions():
    names = [torch.bool, torch.uint8, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64]
    short = lambda dtype: str(dtype).removeprefix("torch.")  # noqa: E731
    return [[short(a), short(b), short(torch.promote_types(a, b))] for a in names for b in names]


def cases():
    found = {"promotions": promotions()}
    for dtype in DTYPES:
        name = str(dtype).removeprefix("torch.")
        found |= {
            f"{name} patterns": patterns(dtype),
            f"{name} rounding": rounding(dtype),
            f"{name} doubles": doubles(dtype),
            f"{name} integers": integers(dtype),
            f"{name} to integers": to_integers(dtype),
        }
    return found
