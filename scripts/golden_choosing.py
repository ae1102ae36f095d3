"""Picking, joining, stretching and ordering elements, and what makes tensors: the cases of tests/golden/choosing.json.

A case calls the method `op` of the first input, or the function of that name, with `args`: {"input": i} stands for an
input, {"inputs": true} for all of them in a list, {"dtype": …} for the option. Its result, or that PyTorch refuses it.

Equal elements: PyTorch's sort is stable for up to 16 elements only, and its topk in no order at all, unless asked with
stable=True. The expected places are those of the stable sort; the values have to be topk's own.
"""

import re

import torch
from golden_arrays import encode, number
from golden_ops import DTYPES, FLOATS, HOSTILE, INF, NAN, ramp, t

ROOT = ("where", "cat", "stack", "linspace", "eye", "zerosLike", "onesLike", "fullLike")
ALL = {"inputs": True}


def at(i):
    return {"input": i}


def given(arg, inputs):
    if isinstance(arg, dict):
        if "dtype" in arg:
            return getattr(torch, arg["dtype"])
        return inputs if "inputs" in arg else inputs[arg["input"]]
    return arg


def stable(x, dim, descending):
    return torch.sort(x, stable=True, dim=dim, descending=descending)


def run(op, inputs, args):
    """The tensor that has a gradient, and the indices beside it."""
    options = {"dtype": given(arg, inputs) for arg in args if isinstance(arg, dict) and "dtype" in arg}
    args = [given(arg, inputs) for arg in args if not (isinstance(arg, dict) and "dtype" in arg)]
    name = re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), op) if op != "T" else op
    if op in ROOT:
        return getattr(torch, name)(*args, **options), None
    x = inputs[0]
    if op == "T":
        return x.T, None
    if op == "slice":
        dim, start, end, step = [*args, None, None, None][:4]
        return torch.ops.aten.slice(x, dim, start, end, 1 if step is None else step), None
    if op == "sort":
        dim, descending = [*args, *(-1, False)[len(args):]]
        return tuple(stable(x, dim, descending)), "SortBackward0"
    if op == "argsort":
        dim, descending = [*args, *(-1, False)[len(args):]]
        return stable(x, dim, descending).indices, None
    if op == "topk":
        k, dim, largest = [*args, *(None, -1, True)[len(args):]]
        values, indices = x.topk(k, dim, largest)
        if x.dim() > 0:
            ordered = stable(x, dim, largest)
            kept = ordered.values.narrow(dim, 0, k)
            assert torch.equal(kept.nan_to_num(7.0), values.nan_to_num(7.0))
            if not torch.equal(indices, ordered.indices.narrow(dim, 0, k)):
                return (kept, ordered.indices.narrow(dim, 0, k)), "TopkBackward0"
        return (values, indices), None
    return getattr(x, name)(*args), None


def case(op, inputs, *args):
    # PyTorch's integers do not refuse the gradient of a value that fills them, and fail on the way back.
    learns = op != "maskedFill" or inputs[0].is_floating_point()
    leaves = [x.detach().clone().requires_grad_(learns and x.is_floating_point()) for x in inputs]
    described = {
        "op": op,
        "args": [arg if isinstance(arg, dict) else number(arg) for arg in args],
        "inputs": [encode(x) for x in inputs],
    }
    try:
        result, name = run(op, leaves, args)
    except (RuntimeError, IndexError, TypeError, ValueError, NotImplementedError) as error:
        return {**described, "error": str(error).split("\n")[0]}
    y, indices = result if isinstance(result, tuple) else (result, None)
    upstream = None
    # A view of nothing else is the tensor itself, and has no node.
    computed = y.grad_fn is not None
    if y.requires_grad:
        upstream = ramp(y.shape, str(y.dtype).removeprefix("torch."), 3)
        y.backward(upstream)
    return {
        **described,
        "output": encode(y),
        "indices": encode(indices),
        "grad_fn": (name or type(y.grad_fn).__name__) if computed else None,
        "upstream": encode(upstream),
        "grads": [encode(x.grad) for x in leaves],
    }


def index(values, dtype="int64"):
    return t(values, dtype)


def mask(shape, start=0):
    n = torch.zeros(shape).numel()
    return torch.tensor([(start + 3 * i) % 4 < 2 for i in range(n)], dtype=torch.bool).reshape(shape)


def position_cases():
    x = ramp([2, 3, 4])
    found = [case("select", [x], dim, i) for dim, i in ((0, 1), (1, -1), (2, 0), (-1, 3), (-3, -2), (0, 2), (1, -4), (3, 0))]
    found += [case("select", [ramp([])], 0, 0), case("select", [ramp([3])], 0, 1), case("select", [ramp([0, 3])], 0, 0)]
    found += [case("select", [ramp([0, 3])], 1, 2), case("select", [ramp([2, 40])], 0, 1), case("select", [ramp([40, 2])], 1, 1)]
    found += [case("narrow", [x], *args) for args in ((0, 0, 1), (1, 1, 2), (2, -3, 2), (-1, 4, 0), (1, 0, 3), (1, 0, 0))]
    found += [case("narrow", [x], *args) for args in ((0, 3, 0), (0, -3, 1), (1, 2, 2), (1, 0, -1), (5, 0, 1), (0, -1, 2))]
    found += [case("narrow", [ramp([])], 0, 0, 1), case("narrow", [ramp([3, 40])], 0, 1, 2), case("narrow", [ramp([3, 40])], 1, 1, 35)]
    ranges = [(None, None, 1), (1, None, 1), (None, -1, 1), (-2, None, 1), (0, 100, 1), (-100, 2, 1), (3, 1, 1), (None, None, 2),
              (1, None, 2), (None, -1, 3), (100, None, 1), (None, -100, 1), (0, 4, 5)]  # fmt: skip
    found += [case("slice", [x], dim, *args) for dim in (2, 1, 0) for args in ranges]
    found += [case("slice", [x], -1), case("slice", [x], 1, 1), case("slice", [ramp([0, 2])], 0, 1, None, 2), case("slice", [ramp([70, 2])], 0, 3, None, 2)]
    found += [case("slice", [x], *args) for args in ((0, 0, 1, 0), (0, 0, 1, -1), (4, 0, 1, 1))] + [case("slice", [ramp([])], 0, 0, 1, 1)]
    for op, args in (("select", (1, 2)), ("narrow", (1, 1, 2)), ("slice", (1, 0, None, 2))):
        found += [case(op, [ramp([2, 3], dtype)], *args) for dtype in DTYPES]
        found += [case(op, [ramp([2, 3, 40], dtype)], *args) for dtype in ("float64", "int64")]
    return found


def index_cases():
    x = ramp([2, 3, 4])
    found = [case("indexSelect", [x, index([1, 0, 1])], dim, at(1)) for dim in (0, 1, 2, -1)]
    found += [case("indexSelect", [x, index(values)], 1, at(1)) for values in ([2], [], [2, 2, 2, 0], [[0, 1]])]
    found += [case("indexSelect", [x, index(values)], 0, at(1)) for values in ([2], [0, -1])]
    found += [case("indexSelect", [x, index([0, 2], dtype)], 1, at(1)) for dtype in DTYPES if dtype != "bool"]
    found += [case("indexSelect", [x, mask([3])], 1, at(1)), case("indexSelect", [x, index(2)], 1, at(1))]
    found += [case("indexSelect", [ramp([]), index(values)], 0, at(1)) for values in (0, [0], [0, 0], [1])]
    found += [case("indexSelect", [ramp([3]), index([2, 2, 0])], 0, at(1)), case("indexSelect", [ramp([3]), index([3])], 0, at(1))]
    found += [case("indexSelect", [ramp([0, 3]), index([])], 0, at(1))]
    found += [case("indexSelect", [ramp([3, 40], dtype), index([2, 0, 2])], dim, at(1)) for dtype in DTYPES for dim in (0, 1)]
    return found


def mask_cases():
    x = ramp([2, 3])
    found = []
    for op, args in (("maskedSelect", ()), ("maskedFill", (7,))):
        shapes = [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 3], [2, 1]), ([3], [2, 1]), ([], [2]), ([2], []), ([], []), ([0, 3], [3]), ([2, 3], [4])]
        found += [case(op, [ramp(a), mask(b)], at(1), *args) for a, b in shapes]
        found += [case(op, [ramp([2, 3], dtype), mask([3])], at(1), *args) for dtype in DTYPES]
        found += [case(op, [x, ramp([3], dtype)], at(1), *args) for dtype in ("uint8", "float32", "int64")]
        found += [case(op, [t(HOSTILE), mask([len(HOSTILE)])], at(1), *args)]
    values = {"float32": (2.5, -INF, NAN, True, 1e300), "float64": (1e300,), "int64": (2.5, True, 1e19, INF, NAN),
              "int32": (2**31,), "uint8": (300, -1, -300), "bool": (2, 0, 2.5)}  # fmt: skip
    found += [case("maskedFill", [ramp([2, 3], dtype), mask([3])], at(1), value) for dtype in values for value in values[dtype]]
    found += [case("maskedFill", [ramp([2, 3], a), mask([2, 3]), ramp([], b, 2)], at(1), at(2)) for a in ("float32", "int64", "uint8") for b in DTYPES]
    found += [case("maskedFill", [x, mask([3]), ramp([1])], at(1), at(2)), case("maskedFill", [x, mask([3]), t(1e300, "float64")], at(1), at(2))]
    return found


def where_cases():
    args = (at(0), at(1), at(2))
    shapes = [([2, 3], [2, 3], [2, 3]), ([3], [2, 3], [2, 1]), ([2, 1], [3], []), ([], [2], [2]), ([2, 3], [], []), ([], [], []),
              ([0, 3], [3], [1]), ([3], [3], [4]), ([4], [3], [3])]  # fmt: skip
    found = [case("where", [mask(c), ramp(a), ramp(b, start=5)], *args) for c, a, b in shapes]
    found += [case("where", [mask([2]), ramp([2], a), ramp([2], b, 3)], *args) for a in DTYPES for b in DTYPES]
    found += [case("where", [mask([2]), ramp([2], a), ramp([], b, 3)], *args) for a in DTYPES for b in ("float32", "float64", "int64")]
    found += [case("where", [ramp([3], dtype), ramp([3]), ramp([3], start=4)], *args) for dtype in ("uint8", "int64", "float32")]
    scalars = {"float32": (2, 2.5, True, -INF, 1e300), "float64": (1e300, 0.1), "int64": (2, 2.5, True), "int32": (2, 2**40), "uint8": (300, -1, 2.5), "bool": (True, 2, 0.5)}
    found += [case("where", [mask([3]), ramp([3], dtype)], at(0), at(1), value) for dtype in scalars for value in scalars[dtype]]
    found += [case("where", [mask([3]), ramp([3], dtype)], at(0), scalars[dtype][0], at(1)) for dtype in scalars]
    found += [case("where", [mask([2, 2])], at(0), a, b) for a, b in ((1, 0), (1.5, 0), (True, False), (True, 1), (1, 2.5))]
    hostile = len(HOSTILE)
    return found + [case("where", [mask([hostile]), t(HOSTILE), t(HOSTILE).flip(0)], *args)]


def joining_cases():
    a, b = ramp([2, 3, 2]), ramp([2, 3, 2], start=5)
    found = [case(op, [a, b], ALL, dim) for op in ("cat", "stack") for dim in (0, 1, 2, -1, -3, 3, -4, 4)]
    found += [case(op, [ramp(shape)], ALL) for op in ("cat", "stack") for shape in ([3], [0], [2, 0], [])]
    found += [case(op, [ramp([2, 40]), ramp([2, 40], start=3), ramp([2, 40], start=7)], ALL, dim) for op in ("cat", "stack") for dim in (0, 1)]
    for shapes, dim in (([[1, 3], [2, 3], [0, 3]], 0), ([[2, 1], [2, 4]], 1), ([[2, 0], [2, 3]], -1), ([[0], [2, 3]], 1), ([[2, 3], [0], [2, 1]], 1),
                        ([[0], [0]], 0), ([[0], [0]], 1), ([[1, 0], [2, 0]], 0), ([[0], [2, 3]], 5), ([[2, 3], [2, 4]], 0), ([[2, 3], [0], [3, 4]], 0),
                        ([[2, 3], [3]], 0), ([[3], []], 0), ([[], [3]], 0), ([[], []], 0)):  # fmt: skip
        found.append(case("cat", [ramp(shape, start=i) for i, shape in enumerate(shapes)], ALL, dim))
    found += [case("stack", [ramp(shape, start=i) for i, shape in enumerate(shapes)], ALL, dim)
              for shapes, dim in (([[], []], 0), ([[], []], -1), ([[], []], 1), ([[2], [3]], 0), ([[2], [2], [2]], 1), ([[0], [0]], 0))]  # fmt: skip
    found += [case(op, [ramp([2], x), ramp([2], y, 3)], ALL) for op in ("cat", "stack") for x in DTYPES for y in DTYPES]
    return found + [case("cat", [], ALL), case("stack", [], ALL), case("cat", [ramp([2], "float32"), ramp([0], "float64")], ALL)]


def shape_cases():
    found = [case("expand", [ramp(a)], b) for a, b in (([2, 1], [2, 3]), ([3], [2, 3]), ([3], [-1]), ([2, 1], [4, -1, 3]), ([], [2, 2]), ([], []),
             ([1], [0]), ([1], [-1]), ([3], [0, 3]), ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [-1, 3]), ([2, 3], [2, 4]), ([3], [-2]), ([3], [0]))]  # fmt: skip
    found += [case("expand", [ramp([1, 2], dtype)], [3, 2]) for dtype in DTYPES]
    found += [case("flatten", [ramp([2, 3, 4])], *args) for args in ((), (1,), (0, 1), (1, 1), (-2, -1), (2, 1), (0, 3), (-4,))]
    found += [case("flatten", [ramp(shape)], *args) for shape in ([], [3], [0, 2]) for args in ((), (0, 0))]
    found += [case(op, [ramp(shape, dtype)]) for op in ("t", "T") for dtype in ("float32", "int64") for shape in ([2, 3], [3], [], [0, 2], [2, 1, 3])]
    found += [case("squeeze", [ramp([1, 2, 1])], dims) for dims in ([0, 2], [0], [1], [], [-1, 0], [0, 0], [0, -3], [0, 5])]
    return found + [case("squeeze", [ramp([])], dims) for dims in ([], [0])]


def order_cases():
    rows = t([[NAN, 1, INF, NAN, -0.0], [0.0, -0.0, -INF, 1, NAN], [2, 2, 1, 2, 1], [-1, -1, -1, -1, -1]])
    found = []
    for op in ("sort", "argsort"):
        found += [case(op, [ramp([2, 3, 4])], *args) for args in ((), (0, False), (1, True), (-1, True), (2, False), (3, False))]
        found += [case(op, [x], dim, descending) for x in (rows, rows.double()) for dim in (0, 1) for descending in (False, True)]
        found += [case(op, [ramp(shape)]) for shape in ([], [1], [0], [0, 3], [3, 0])] + [case(op, [ramp([])], 1)]
        found += [case(op, [ramp([2, 6], dtype)], 1, descending) for dtype in DTYPES for descending in (False, True)]
        found += [case(op, [ramp([50])], 0, descending) for descending in (False, True)]
    edges = t([2**63 - 1, -(2**63), 2**53 + 1, 2**53, 2**53 + 1, -(2**53) - 1, -(2**53), 0, 2**63 - 2], "int64")
    found += [case(op, [edges], 0, descending) for op in ("sort", "argsort") for descending in (False, True)]
    for largest in (True, False):
        found += [case("topk", [ramp([2, 3, 4])], k, dim, largest) for k, dim in ((2, 0), (1, 1), (3, 1), (4, -1), (0, 2), (2, -2))]
        found += [case("topk", [x], k, dim, largest) for x in (rows, rows.double()) for k, dim in ((1, 1), (3, 1), (5, 1), (2, 0))]
        found += [case("topk", [ramp([2, 6], dtype)], 3, 1, largest) for dtype in DTYPES]
        found += [case("topk", [ramp([90]) + torch.arange(90) * 0.25], k, 0, largest) for k in (1, 5, 11, 70)] + [case("topk", [edges], 4, 0, largest)]
    found += [case("topk", [ramp([2, 3])], 2), case("topk", [ramp([2, 3])], 2, 0)]
    found += [case("topk", [ramp([2, 3])], *args) for args in ((4,), (-1,), (3, 0), (1, 2))]
    return found + [case("topk", [ramp([])], *args) for args in ((0,), (1,), (2,), (1, 1))] + [case("topk", [ramp([0, 3])], k, dim) for k, dim in ((1, 1), (0, 0), (1, 0))]


def creation_cases():
    ends = [(0, 1, 5), (0, 1, 0), (0, 1, 1), (3, 7, 1), (0, 1, -1), (-1, 1, 4), (1, -1, 7), (0.1, 0.7, 11), (0, INF, 3), (NAN, 1, 3), (-3e38, 3e38, 5), (0, 1e300, 3), (5, 5, 3)]
    found = [case("linspace", [], *args) for args in ends] + [case("linspace", [], -10, 10, 12, {"dtype": dtype}) for dtype in ("float64", "bool")]
    found += [case("linspace", [], a, b, n, {"dtype": dtype}) for dtype in ("int64", "int32", "uint8") for a, b, n in ((0, 10, 4), (10, 0, 4), (0.5, 7, 4), (0.9, 7.9, 1), (-5, 5, 4), (0, 300, 4), (-1.5, 3, 5))]
    found += [case("eye", [], n) for n in (3, 1, 0, -1)] + [case("eye", [], 2, {"dtype": dtype}) for dtype in DTYPES]
    like = {"float32": (2, 0.5, True, -0.0), "int64": (2.5, True, 1e19), "int32": (2**31,), "uint8": (255, -1, 300), "bool": (2, 0)}
    found += [case("fullLike", [ramp([2, 2], dtype)], at(0), value) for dtype in like for value in like[dtype]]
    found += [case(op, [ramp(shape, dtype)], at(0)) for op in ("zerosLike", "onesLike") for dtype in DTYPES for shape in ([2, 3], [], [0])]
    return found + [case(op, [ramp([2])], at(0), {"dtype": "int64"}) for op in ("zerosLike", "onesLike")]


def cases() -> list:
    found = position_cases() + index_cases() + mask_cases() + where_cases() + joining_cases() + shape_cases()
    return found + order_cases() + creation_cases()
