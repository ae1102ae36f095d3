"""How the golden files write a tensor."""

import math

import torch


def number(value):
    """A JSON value for a Python number: JSON has no nan, no infinity, no negative zero and no exact large integer."""
    if isinstance(value, float):
        if math.isnan(value):
            return "nan"
        if math.isinf(value):
            return "inf" if value > 0 else "-inf"
        if value == 0 and math.copysign(1, value) < 0:
            return "-0"
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


def encode(tensor):
    """{"dtype", "shape", "data"}: the elements flat, in row-major order; None for None."""
    if tensor is None:
        return None
    tensor = tensor.detach()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": [number(value) for value in tensor.reshape(-1).tolist()],
    }
