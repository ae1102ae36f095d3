"""Tensors and the text that PyTorch prints for them: the cases of tests/golden/printing.json."""

import json
import math
import random

import torch

INF, NAN = math.inf, math.nan
# 0.03125 and the like lie exactly between two 4-digit decimals; 0.00015 and the like only seem to.
TIES = [0.03125, 0.09375, -0.03125, -0.09375, 0.15625, 0.00015, 0.00025, 1.00005, 0.71875, 0.96875]
SCIENTIFIC_TIES = [100005.0, 100015.0, -100025.0, 999995.0, 2.0**-17, 3 * 2.0**-17, 1.0]


def json_number(value):
    """Nonfinite numbers, negative zero and integers that doubles cannot hold become strings."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if abs(value) <= 2**53 else str(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "-0" if math.copysign(1.0, value) < 0 else 0
    return value


def case(tensor, recipe=None):
    grad_fn = tensor.grad_fn
    data = recipe or [json_number(value) for value in tensor.detach().reshape(-1).tolist()]
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": data,
        "requires_grad": tensor.requires_grad,
        "grad_fn": None if grad_fn is None else type(grad_fn).__name__,
        "text": repr(tensor),
    }


def ramp(shape, dtype, scale, requires_grad=False):
    """Element i is i * scale, computed in double precision."""
    n = math.prod(shape)
    values = (torch.arange(n, dtype=torch.float64) * scale).to(dtype).reshape(shape)
    return case(values.requires_grad_(requires_grad), {"arange": n, "scale": scale})


def float_cases(dtype):
    rng = random.Random(20)
    rows = [
        [0.0], [-0.0], [1.0], [0.5], [NAN], [INF], [-INF], [NAN, 0.0, 5.0], [INF, 1.5, -INF], [1.0, NAN, -2.0],
        [NAN, INF, -INF], [-0.0, 0.0, 1.5], [-0.0, 3.0], [-0.0, 1e-7, 1.0], [INF, 1e-7, 1e9, -0.0, NAN],
        TIES, SCIENTIFIC_TIES, [9.99995, 99999.5], [999.99995, 1.5],
        [1.0, 1000.0], [1.0, 1001.0], [0.5, 500.0], [0.5, 500.5], [1e8], [1e8, 2e8], [1.5, 1e8], [99999999.5],
        [1e-4], [9.9e-5], [1e-4, 0.5], [1e-5, 1.0], [1e38, 1e-38], [1e-45], [3.4e38], [1.0, 2.0, -3.0], [-1.5],
    ]  # fmt: skip
    if dtype == torch.float64:
        rows += [[1e300, 1e-300], [5e-324], [-1.7976931348623157e308, 1.0], [1e100]]
    tensors = [torch.tensor(row, dtype=dtype) for row in rows]
    tensors += [torch.tensor(value, dtype=dtype) for value in (0.0, -0.0, 1.0, 2.5, -1e-9, 0.03125, NAN, -INF)]
    for exponent in (-30, -3, 0, 3, 12, 37):
        for shape in ([7], [3, 4], [2, 3, 2]):
            spread = [rng.gauss(0, 1) * 10.0**exponent for _ in range(math.prod(shape))]
            tensors.append(torch.tensor(spread, dtype=dtype).reshape(shape))
    tensors += [torch.tensor([rng.uniform(-9, 9) for _ in range(n)], dtype=dtype) for n in range(5, 18)]
    return [case(tensor) for tensor in tensors]


def integer_cases():
    rows = {
        torch.int64: [[0], [1, -20, 300], [2**63 - 1, -(2**63)], [2**53 + 1, 0], [7] * 45],
        torch.int32: [[0], [1, -20, 300], [2**31 - 1, -(2**31)], list(range(-20, 20))],
        torch.uint8: [[0], [0, 255], list(range(90, 130))],
        torch.bool: [[True], [False], [True, False, True], [False] * 30],
    }
    cases = [case(torch.tensor(row, dtype=dtype)) for dtype in rows for row in rows[dtype]]
    cases += [case(torch.tensor(1, dtype=dtype)) for dtype in rows]
    cases += [case(torch.tensor([0, 1, 1, 0, 0, 1], dtype=dtype).reshape(3, 2)) for dtype in rows]
    return cases + [case(torch.arange(24).reshape(2, 3, 4)), case(torch.arange(16).reshape(2, 2, 2, 2))]


def empty_cases():
    dtypes = (torch.float32, torch.float64, torch.float16, torch.int64, torch.int32, torch.uint8, torch.bool)
    shapes = ([0], [0, 3], [3, 0], [2, 0, 4], [0, 0, 0, 0])
    cases = [case(torch.empty(shape, dtype=dtype)) for dtype in dtypes for shape in shapes]
    return cases + [case(torch.empty([0, 3], dtype=torch.float64, requires_grad=True))]


def large_cases():
    """Around the threshold of 1000 elements, and shapes that are shown in full along some dimensions only."""
    shapes = ([999], [1000], [1001], [50000], [10, 100], [7, 143], [6, 167], [1, 1001], [1001, 1], [3, 400],
              [400, 3], [10, 10, 11], [2, 3, 200], [7, 7, 7, 7])  # fmt: skip
    cases = [ramp(shape, torch.float32, 0.03125) for shape in shapes]
    cases += [ramp([1001], dtype, 1.0) for dtype in (torch.float32, torch.float64, torch.int64, torch.int32)]
    cases += [ramp([40, 26], dtype, 3.0) for dtype in (torch.float64, torch.int64, torch.int32)]
    # The middle alone would need scientific notation, but only the ends count.
    cases += [ramp([100, 100], torch.float32, 1.0, requires_grad=True)]
    return cases + [ramp([20, 60], torch.float64, 1e-7, requires_grad=True)]


def autograd_cases():
    leaf = torch.linspace(-2, 2, 12).reshape(3, 4).requires_grad_()
    log_probs = torch.log_softmax(leaf, 1)
    results = [leaf, log_probs, leaf * 2, leaf.sum(), leaf.mean(1), leaf.exp(), leaf.double().mean(), leaf.t()]
    results += [torch.nn.functional.nll_loss(log_probs, torch.tensor([0, 3, 1]))]
    results += [torch.tensor(0.5, requires_grad=True)]
    # Lengths at which the suffixes begin to pass column 80.
    for n in range(1, 13):
        for dtype in (torch.float32, torch.float64):
            values = torch.full((n,), 0.5, dtype=dtype, requires_grad=True)
            results += [values, values.clone(), values.reshape(1, n).clone()]
    return [case(tensor) for tensor in results]


def cases() -> list:
    found = float_cases(torch.float32) + float_cases(torch.float64) + integer_cases()
    found += float_cases(torch.float16) + float_cases(torch.bfloat16)
    found += empty_cases() + large_cases() + autograd_cases()
    json.dumps(found, allow_nan=False)  # every nonfinite number is a string by now
    return found
