"""Every operation of Tensor, with gradients: the cases of tests/golden/ops.json.

A case calls `inputs[0].op(*args, *inputs[1:])`. All floating inputs require a gradient.
"""

import math

import torch
from golden_arrays import encode, number

INF, NAN = math.inf, math.nan
FLOATS = ("float32", "float64")
INTEGERS = ("int64", "int32", "uint8")
DTYPES = FLOATS + INTEGERS + ("bool",)

# Multiples of 1/4, which every float holds exactly and JSON writes in few digits.
VALUES = [0.5, -1.25, 2, 0.75, -0.5, 1.5, -2, 3, 0.25, -0.75, 1, -3]
HOSTILE = [NAN, INF, -INF, 0.0, -0.0, 3e38, 1.0]


def t(values, dtype="float32"):
    return torch.tensor(values, dtype=getattr(torch, dtype))


def ramp(shape, dtype="float32", start=0):
    """VALUES in a circle; for integers 0, 1, 2, …"""
    n = math.prod(shape)
    if dtype not in FLOATS:
        return t([(start + i) % (2 if dtype == "bool" else 7) for i in range(n)], dtype).reshape(shape)
    return t([VALUES[(start + i) % len(VALUES)] for i in range(n)], dtype).reshape(shape)


def positive(shape, dtype="float32", start=0):
    x = ramp(shape, dtype, start)
    return x.abs() if dtype in FLOATS else x


def call(op, tensors, args):
    """The PyTorch call that `inputs[0].op(*args, *inputs[1:])` of crossent stands for."""
    x, rest = tensors[0], tensors[1:]
    if op == "logSoftmax":
        return x.log_softmax(*args)
    if op == "to":
        return x.to(getattr(torch, args[0]))
    if args[:1] == (None,) and op == "amax":
        return x.amax(keepdim=args[1])
    if op == "rsub":
        return torch.rsub(x, *args, *rest)
    if op in ("var", "std") and args:
        dim, keepdim, options = (*args, *(False, {})[len(args) - 1 :])
        return getattr(x, op)(dim, keepdim=keepdim, **options)
    if op == "allclose" and args:
        return x.allclose(*rest, rtol=args[0]["rtol"], atol=args[0]["atol"], equal_nan=args[0]["equalNan"])
    return getattr(x, NAMES.get(op, op))(*args, *rest)


def case(op, inputs, *args):
    """Of max and min along a dim the output are the values; of equal and allclose it is a boolean without dims."""
    learns = op != "bincount"  # PyTorch has no gradient of its weights
    leaves = [x.detach().clone().requires_grad_(learns and x.is_floating_point()) for x in inputs]
    result = call(op, leaves, args)
    y, indices = result if isinstance(result, tuple) else (result, None)
    y = torch.tensor(y) if isinstance(y, bool) else y
    grad_fn = upstream = None
    if y.grad_fn is not None:
        grad_fn = type(y.grad_fn).__name__
        upstream = ramp(y.shape, str(y.dtype).removeprefix("torch."), 3)
        y.backward(upstream)
    return {
        "op": op,
        "args": [arg if isinstance(arg, dict) else number(arg) for arg in args],
        "inputs": [encode(x) for x in inputs],
        "output": encode(y),
        **({} if indices is None else {"indices": encode(indices)}),
        "grad_fn": grad_fn,
        "upstream": encode(upstream),
        "grads": [encode(x.grad) for x in leaves],
    }


NAMES = {"logicalNot": "logical_not", "logicalAnd": "logical_and", "logicalOr": "logical_or"}

BINARY = ("add", "sub", "mul", "div", "pow", "eq")
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


def refused(op, a, b, scalar=None):
    """What PyTorch has no result for."""
    if op == "sub":
        return "bool" in (a, b)
    if op == "pow":
        negative = isinstance(scalar, int) and scalar < 0 and a not in FLOATS
        no_gradient = b == "bool" and scalar is None  # PyTorch subtracts 1 from the exponent on the way back
        return (a == b == "bool" and scalar is None) or negative or no_gradient
    return False


def broadcasting_cases():
    shapes = [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([], [2, 2]), ([2, 2], []), ([], []),
              ([1], [2, 1, 2]), ([3, 1, 2], [2, 1]), ([0, 3], [1, 3]), ([1], [2, 0]), ([], [0])]  # fmt: skip
    found = []
    for op in BINARY:
        left = positive if op == "pow" else ramp
        found += [case(op, [left(a), ramp(b, start=5)]) for a, b in (shapes if op in ("mul", "div", "pow") else shapes[::2])]
        found.append(case(op, [left([2, 3], "float64"), ramp([3], "float64", 5)]))
    return found


def promotion_cases():
    found = []
    pairs = [(a, b) for a in DTYPES for b in DTYPES]
    typical = [("float32", "float64"), ("int64", "float32"), ("uint8", "int32"), ("int64", "bool")]
    for op, a, b in [("add", *pair) for pair in pairs] + [(op, *pair) for op in BINARY[1:] for pair in typical]:
        if not refused(op, a, b):
            found.append(case(op, [positive([2], a), positive([2], b, 3)]))
    for a, b in (("float32", "float64"), ("int32", "int64"), ("uint8", "float64"), ("bool", "int32")):
        found += [case("mul", [ramp([3], a), ramp([], b, 2)]), case("mul", [ramp([], b, 2), ramp([3], a)])]
    return found


def scalar_cases():
    found = []
    scalars = {"float32": (2, -3, 0.5, True), "int64": (2, -3, 0.5), "uint8": (-3, True), "bool": (2, 0.5, True)}
    for op in BINARY:
        for dtype, scalar in [(dtype, scalar) for dtype in scalars for scalar in scalars[dtype]]:
            b = {int: "int64", float: "float32", bool: "bool"}[type(scalar)]
            if not refused(op, dtype, b, scalar):
                found.append(case(op, [positive([2], dtype, 1)], scalar))
        found += [case(op, [t(HOSTILE)], scalar) for scalar in (0, INF)]
    found += [case(op, [t([0, 200, 255], "uint8")], scalar) for op, scalar in (("add", 300), ("mul", -1), ("sub", 1))]
    return found + [case("eq", [t([True, False], "bool")], 2), case("pow", [t([2, 3, -3], "int32")], 21)]


def integer_cases():
    edges = {
        "int64": [2**63 - 1, -(2**63), 2**32 + 1, -3, 0],
        "int32": [2**31 - 1, -(2**31), 2**16 + 1, -3, 0],
        "uint8": [255, 128, 17, 3, 0],
    }
    found = []
    for dtype, row in edges.items():
        a = t(row, dtype)
        found += [case(op, [a, a.flip(0)]) for op in ("add", "sub", "mul", "div", "eq")]
        found += [case(op, [a]) for op in ("neg", "abs", "relu", "sum", "amax", "argmax")]
        found += [case("pow", [a, t([3, 2, 5, 1, 0], dtype)])]
        found += [case("matmul", [a, a.flip(0)])]
    return found + [case("pow", [t([1, -1, 2, -1], "int64"), t([-3, -3, -1, -2], "int64")])]


def hostile_cases():
    n = len(HOSTILE)
    a, b = t(HOSTILE).reshape(n, 1).expand(n, n).reshape(-1), t(HOSTILE).repeat(n)
    return [case(op, [a, b]) for op in BINARY]


def unary_cases():
    found = []
    for op in ("neg", "exp", "log", "sqrt", "abs", "relu"):
        found += [case(op, [x]) for x in (ramp([2, 3]), ramp([5], "float64"), ramp([]), ramp([0, 2]), t(HOSTILE))]
        found += [case(op, [ramp([4], dtype)]) for dtype in INTEGERS]
        if op in ("exp", "log", "sqrt"):
            found.append(case(op, [ramp([2], "bool")]))
    return found


REDUCTIONS = ("sum", "mean", "amax", "logsumexp")


def reduction_cases():
    x = ramp([2, 3, 2])
    dims = [0, 1, -1, [-1, -3], [0, 1, 2]]
    rows = t([[NAN, 1, 2], [INF, 1, INF], [-INF, -INF, -INF], [0.0, -0.0, -1], [INF, -INF, 1], [1, NAN, INF]])
    ties = t([[2, 2, 1], [1, 1, 1], [0, -1, 3], [3, 2, 3]])
    found = []
    for op in REDUCTIONS:
        found += [case(op, [x], dim) for dim in dims] + [case(op, [x], dim, True) for dim in (1, [0, 2])]
        found += [case(op, [y], dim) for y, dim in ((rows, 1), (ties, 1), (ties.double(), 0))]
        found += [case(op, [ramp([])], dim) for dim in (0, -1)] + [case(op, [ramp([])], 0, True)]
        found += [case(op, [ramp([0, 3])], 1), case(op, [ramp([2, 0, 3])], [0, 2], True)]
        if op != "amax":
            found += [case(op, [ramp([0, 3])], 0), case(op, [ramp([2, 0])], 1)]
        if op != "logsumexp":
            found += [case(op, [y]) for y in (x, ties, ramp([]))]
            found += [case(op, [x], None, True), case(op, [ramp([2, 2])], []), case(op, [ramp([2, 2])], [], True)]
    found += [case("sum", [ramp([0])]), case("mean", [ramp([0])])]
    for dtype in INTEGERS + ("bool",):
        y = ramp([2, 3], dtype)
        found += [case("sum", [y]), case("sum", [y], 1), case("amax", [y], 0), case("amax", [y])]
    found += [case("logsumexp", [t([[1000.0, 1000, 999], [-1000, -1001, -1000]])], 1)]
    return found


def argmax_cases():
    x = ramp([2, 3, 2])
    rows = t([[NAN, 1, NAN], [INF, 1, INF], [-INF, -INF, -INF], [0.0, -0.0, -1], [1, NAN, INF], [2, 5, 5]])
    found = [case("argmax", [x], dim, keepdim) for dim in (0, 1, -1, None) for keepdim in (False, True)]
    found += [case("argmax", [y]) for y in (x, rows, ramp([]))] + [case("argmax", [rows], dim) for dim in (0, 1)]
    found += [case("argmax", [ramp([])], dim) for dim in (0, -1)] + [case("argmax", [ramp([0, 3])], 1)]
    return found + [case("argmax", [t([[3, 7, 7], [9, 9, 1]], dtype)], 1) for dtype in INTEGERS + FLOATS]


def softmax_cases():
    rows = t([[NAN, 1, 2], [INF, 1, 2], [-INF, -INF, -INF], [-INF, 1, 2], [3e38, -3e38, 0], [-0.0, 0.0, -200]])
    found = []
    for op in ("softmax", "logSoftmax"):
        found += [case(op, [ramp([2, 3, 2])], dim) for dim in (0, 1, -1)]
        found += [case(op, [rows], 1)] + [case(op, [ramp([4], "float64")], -1)]
        found += [case(op, [ramp([])], dim) for dim in (0, -1)]
        found += [case(op, [ramp(shape)], dim) for shape, dim in (([0, 3], 1), ([2, 0], 1), ([0, 3], 0), ([1], 0))]
    return found


def matmul_cases():
    shapes = [([3], [3]), ([2, 3], [3]), ([3], [3, 2]), ([2, 3], [3, 4]), ([1, 1], [1, 1]), ([2, 2, 3], [3, 2]),
              ([2, 2, 3], [3]), ([3], [2, 3, 2]), ([2, 3], [2, 3, 2]), ([2, 2, 3], [2, 3, 2]), ([2, 1, 2, 3], [3, 3, 1]),
              ([0, 3], [3, 2]), ([2, 0], [0, 3]), ([0], [0]), ([2, 0, 3], [3, 2]),
              ([2, 0], [0]), ([0, 2, 3], [3, 1])]  # fmt: skip
    found = [case("matmul", [ramp(a), ramp(b, start=4)]) for a, b in shapes]
    found += [case("matmul", [ramp([2, 3], dtype), ramp([3, 2], dtype, 4)]) for dtype in INTEGERS + ("float64",)]
    return found + [case("matmul", [t([[INF, 1], [0, NAN]]), t([[0.0, 1], [3e38, -INF]])])]


def gather_cases():
    x, i64 = ramp([2, 3]), "int64"
    found = [
        case("gather", [x, t([[0, 1, 0]], i64)], 0),
        case("gather", [x, t([[1, 0, 0], [0, 0, 1], [1, 1, 1]], i64)], -2),
        case("gather", [x, t([[2, 0, 0, 2], [1, 1, 1, 0]], i64)], 1),
        case("gather", [x, t([[2], [0]], i64)], -1),
        case("gather", [x, t([[1]], i64)], 1),
        case("gather", [x, torch.empty([0, 3], dtype=torch.int64)], 0),
        case("gather", [ramp([]), t(0, i64)], 0),
        case("gather", [ramp([]), t([0, 0], i64)], -1),
        case("gather", [ramp([3]), t(2, i64)], 0),
        case("gather", [ramp([2, 2, 3]), t([[[1, 0], [1, 1]]], i64)], 0),
        case("gather", [ramp([2, 2, 3]), t([[[1, 0, 1]], [[0, 0, 0]]], i64)], 1),
    ]
    return found + [case("gather", [ramp([2, 3], dtype), t([[2, 0], [1, 1]], i64)], 1) for dtype in DTYPES]


def view_cases():
    x = ramp([2, 3])
    calls = [("reshape", x, [shape]) for shape in ([3, 2], [-1], [1, 6, 1], [2, -1], [-1, 1, 3])]
    calls += [("reshape", ramp([]), [shape]) for shape in ([], [1], [-1], [1, 1])]
    calls += [("reshape", ramp([1, 1]), [[]]), ("reshape", ramp([0, 3]), [[2, 0]]), ("reshape", ramp([0, 3]), [[-1]])]
    calls += [("transpose", x, dims) for dims in ([0, 1], [-1, 0], [1, 1])]
    calls += [("transpose", ramp([2, 3, 2]), dims) for dims in ([0, 2], [-2, -1])]
    calls += [("transpose", ramp([]), [0, -1]), ("transpose", ramp([0, 3]), [0, 1])]
    calls += [("permute", ramp([2, 1, 3]), [order]) for order in ([2, 0, 1], [1, 2, 0], [-1, -2, 0], [0, 1, 2])]
    calls += [("permute", ramp([]), [[]]), ("permute", ramp([2, 0]), [[1, 0]])]
    calls += [("unsqueeze", x, [dim]) for dim in (0, 1, 2, -1, -3)]
    calls += [("unsqueeze", ramp([]), [dim]) for dim in (0, -1)] + [("unsqueeze", ramp([0]), [1])]
    calls += [("squeeze", ramp([1, 2, 1]), args) for args in ([], [0], [1], [-1], [-2])]
    calls += [("squeeze", ramp([]), args) for args in ([], [0], [-1])] + [("squeeze", ramp([1, 1]), [])]
    calls += [("transpose", ramp([2, 3], dtype), [0, 1]) for dtype in DTYPES]
    return [case(op, [y], *args) for op, y, args in calls]


def conversion_cases():
    floats = [NAN, INF, -INF, -0.0, 0.5, -0.5, 1.9, -1.9, 255.5, 256.0, -1.0, 300.7, 2.0**31, -(2.0**31), 3e9, 1e19]
    rows = {
        "float32": [*floats, 1e-45, 16777216.0],
        "float64": [*floats, 1e39, 3.4028235677973366e38, 1e-46, 0.1, 2.0**53 + 2, -(2.0**63)],
        "int64": [0, -1, 255, 256, -129, 2**31, 2**32 + 5, 2**53 + 1, 2**63 - 1, -(2**63)],
        "int32": [0, -1, 255, 256, -129, 2**24 + 1, 2**31 - 1, -(2**31)],
        "uint8": [0, 1, 127, 128, 255],
        "bool": [True, False],
    }
    found = [case("to", [t(rows[a], a)], b) for a in DTYPES for b in DTYPES if a != b]
    return found + [case("to", [ramp([])], "float64"), case("to", [ramp([0, 2])], "float64")]


def comparison_cases():
    n = len(HOSTILE)
    a, b = t(HOSTILE).reshape(n, 1).expand(n, n).reshape(-1), t(HOSTILE).repeat(n)
    scalars = {"float32": (2, 0.1, True, INF, NAN), "int64": (2, 0.5), "uint8": (-1, 300), "bool": (1, 0.5, True)}
    found = []
    for op in COMPARISONS[1:]:
        found += [case(op, [a, b]), case(op, [a.double(), b])]
        found += [case(op, [ramp(x), ramp(y, start=6)]) for x, y in (([2, 3], [2, 3]), ([2, 1], [1, 3]), ([], [2, 2]), ([0, 3], [1, 3]))]
        found += [case(op, [positive([3], x), positive([3], y, 1)]) for x in DTYPES for y in DTYPES[DTYPES.index(x) :]]
        found += [case(op, [positive([3], dtype)], scalar) for dtype, row in scalars.items() for scalar in row]
        found += [case(op, [t([2**53 + 1, 2**63 - 1, -(2**63)], "int64"), t([2**53, 2**63 - 1, 0], "int64")])]
        found += [case(op, [t([0.1, 0.5])], 0.1), case(op, [t([0.1]), t(0.1, "float64")])]
    return found


def logical_cases():
    a, b = t([0.0, NAN, -0.0, 2, 0, INF]), t([[1], [0]], "int64")
    found = [case("isnan", [x]) for x in (t(HOSTILE), t([1, 2], "int64"), ramp([2, 2], "float64"), ramp([0]))]
    found += [case("logicalNot", [x]) for x in (a, a.double(), *(ramp([3], dtype) for dtype in INTEGERS + ("bool",)))]
    for op in ("logicalAnd", "logicalOr"):
        found += [case(op, [a, b]), case(op, [b, a]), case(op, [ramp([2], "bool"), ramp([2], "bool", 1)])]
        found += [case(op, [ramp([3], x), ramp([3], y, 1)]) for x, y in (("uint8", "float64"), ("int32", "int64"))]
    rows = t([[0, 1, 0], [0, 0, 0], [2, -1, 3]])
    for op in ("any", "all"):
        found += [case(op, [rows])] + [case(op, [rows], dim) for dim in (0, 1, -1, [0, 1], [])]
        found += [case(op, [rows], dim, True) for dim in (1, [0, 1])] + [case(op, [t([[NAN, -0.0]])], 0)]
        found += [case(op, [rows.to(getattr(torch, dtype))], 1) for dtype in ("int64", "uint8", "bool")]
        found += [case(op, [rows.to(torch.uint8)]), case(op, [rows.to(torch.uint8)], [])]
        found += [case(op, [ramp([0, 3])], dim) for dim in (0, 1)] + [case(op, [ramp([0])]), case(op, [t(2.0)], 0)]
    equal = [(t([1.0, 2]), t([1.0, 2])), (t([1.0]), t([[1.0]])), (t([1.0, 2]), t([1, 2], "int64")), (t([NAN]), t([NAN]))]
    found += [case("equal", list(pair)) for pair in equal + [(ramp([0]), ramp([0])), (t([1, 0], "bool"), t([1, 1], "bool"))]]
    close = [(t([1.0, 2]), t([1.0, 2.00001])), (t([1.0, 2]), t([1.0, 2.0001])), (t([NAN]), t([NAN])), (t([INF]), t([INF])),
             (t([INF]), t([-INF])), (t([1.0, 2]), t(1.0)), (t([100000], "int64"), t([100001], "int64")), (t([1], "bool"), t([0], "bool")),
             (ramp([0]), ramp([0])), (t([1e-9], "float64"), t([0.0], "float64")), (t([1e-7], "float64"), t([0.0], "float64"))]  # fmt: skip
    found += [case("allclose", list(pair)) for pair in close]
    options = [{"rtol": 0, "atol": 0.5, "equalNan": True}, {"rtol": 0.5, "atol": 0, "equalNan": False}]
    return found + [case("allclose", list(pair), one) for pair in close[:6] for one in options]


def activation_cases():
    ends = [*HOSTILE, -1.0, 20.0, -20.0, 100.0, -100.0, 1e-8, -1e-8, 0.5, -0.75]
    found = []
    for op in ("sigmoid", "tanh", "log1p", "expm1", "reciprocal"):
        found += [case(op, [x]) for x in (ramp([2, 3]), ramp([5], "float64"), ramp([]), ramp([0, 2]), t(ends), t(ends, "float64"))]
        found += [case(op, [ramp([4], dtype)]) for dtype in INTEGERS + ("bool",)]
    found += [case("rsub", [ramp([2, 3])], scalar) for scalar in (2, 0.5)] + [case("rsub", [ramp([2, 3]), ramp([3], start=2)])]
    found += [case("rsub", [ramp([3], "int64")], scalar) for scalar in (1, 0.5)]
    return found + [case("rsub", [ramp([3], "uint8")], 1), case("rsub", [ramp([3], "int32"), ramp([3], "float64")])]


def clamp_cases():
    bounds = [(0, 2), (0.5,), (None, 1), (3, 2), (NAN, 2), (0, NAN), (None, INF), (-INF, 1.5), (1, 1)]
    found = [case("clamp", [t([-1.0, 0, 1, 2, 3, NAN, INF, -INF])], *some) for some in bounds]
    found += [case("clamp", [ramp(shape, "float64")], -0.5, 1) for shape in ([2, 3], [], [0])]
    found += [case("clamp", [ramp([5], dtype)], *some) for dtype in INTEGERS for some in ((1, 3), (0.5,), (None, 2.5), (-1,), (None, True))]
    found += [case("clamp", [t([200, 3], "uint8")], *some) for some in ((None, 300), (-300, 7))]
    found += [case("clamp", [t([2**63 - 1, -(2**63), 5], "int64")], -3, 2**53)]
    return found + [case("clamp", [ramp([2], "bool")], *some) for some in ((1,), (None, 0), (0, 0.5), (0, True))]


def extreme_cases():
    x = ramp([2, 3, 2])
    ties = t([[2, 2, 1], [1, 1, 1], [0, -1, -1], [3, 2, 3]])
    rows = t([[NAN, 1, NAN], [INF, 1, INF], [-INF, -INF, -INF], [1, NAN, INF]])
    found = []
    for op in ("max", "min"):
        found += [case(op, [y]) for y in (x, ties, rows, ramp([]), ties.double())]
        found += [case(op, [ramp([2, 3], dtype)]) for dtype in INTEGERS + ("bool",)]
        found += [case(op, [y], dim, keepdim) for y, dim in ((x, 1), (x, -1), (ties, 1), (rows, 1), (rows, 0)) for keepdim in (False, True)]
        found += [case(op, [ramp([])], dim) for dim in (0, -1)] + [case(op, [ramp([0, 3])], 1), case(op, [ties.double()], 0)]
        found += [case(op, [ramp([2, 3], dtype, 4)], 1) for dtype in INTEGERS + ("bool",)]
    found += [case("amin", [x], dim) for dim in (0, 1, -1, [-1, -3], [0, 1, 2])] + [case("amin", [x], dim, True) for dim in (1, [0, 2])]
    found += [case("amin", [y], 1) for y in (ties, rows, ties.double())] + [case("amin", [y]) for y in (x, ties, ramp([]))]
    found += [case("amin", [ramp([2, 3], dtype, 3)], 0) for dtype in INTEGERS + ("bool",)]
    found += [case("argmin", [y], dim, keepdim) for y in (x, ties) for dim in (0, 1, None) for keepdim in (False, True)]
    return found + [case("argmin", [rows], dim) for dim in (0, 1)] + [case("argmin", [ramp([2, 3], dtype, 4)], 1) for dtype in INTEGERS]


def variance_cases():
    x = ramp([2, 3, 2])
    found = []
    for op in ("var", "std"):
        found += [case(op, [x])] + [case(op, [x], dim) for dim in (0, 1, -1, [0, 2], [0, 1, 2])] + [case(op, [x.double()], 1)]
        found += [case(op, [x], 1, True), case(op, [x], None, True), case(op, [x], [0, 2], True)]
        found += [case(op, [x], dim, False, {"correction": c}) for dim in (None, 1) for c in (0, 0.5, 2, -1)]
        found += [case(op, [y]) for y in (ramp([]), t([1.0]), t([1.0, INF]), t([1.0, NAN]), t([2.0, 2, 2]), ramp([0]))]
        found += [case(op, [t([1.0, 2])], None, False, {"correction": c}) for c in (2, 3)]
        found += [case(op, [t([[2.0, 2, 2], [1, 2, 4]])], 1), case(op, [ramp([2, 0])], 1), case(op, [ramp([2, 1])], 1)]
    return found


def running_cases():
    x = ramp([2, 3, 2])
    found = [case("cumsum", [x], dim) for dim in (0, 1, -1)] + [case("cumsum", [ramp([])], dim) for dim in (0, -1)]
    found += [case("cumsum", [y], 0) for y in (ramp([4], "float64"), ramp([0, 2]), t([1.0, NAN, 1]), t([INF, -INF, 1]), t([3e38, 3e38, -3e38]))]
    found += [case("cumsum", [ramp([2, 3], dtype)], 1) for dtype in INTEGERS + ("bool",)] + [case("cumsum", [t([1e8, 1, 1, 1, 1, 1])], 0)]
    found += [case("cumsum", [t([2**63 - 1, 1], "int64")], 0)]
    counted = t([1, 3, 1, 0, 3, 3], "int64")
    found += [case("bincount", [counted.to(getattr(torch, dtype))]) for dtype in INTEGERS]
    found += [case("bincount", [counted, ramp([6], dtype)]) for dtype in DTYPES]
    empty = torch.empty([0], dtype=torch.int64)
    found += [case("bincount", [counted], None, least) for least in (0, 3, 6)] + [case("bincount", [empty])]
    return found + [case("bincount", [empty], None, 2), case("bincount", [empty, ramp([0])])]


def cases() -> list:
    found = broadcasting_cases() + promotion_cases() + scalar_cases() + integer_cases() + hostile_cases()
    found += unary_cases() + reduction_cases() + argmax_cases() + softmax_cases()
    found += matmul_cases() + gather_cases() + view_cases() + conversion_cases()
    found += comparison_cases() + logical_cases() + activation_cases() + clamp_cases()
    return found + extreme_cases() + variance_cases() + running_cases()
