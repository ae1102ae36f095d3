"""Methods that change a tensor in place: the cases of tests/golden/in_place.json.

method n  `inputs[0].op(*args, *inputs[1:], alpha)`, or PyTorch's error. Floating inputs of a
          floating tensor require a gradient; the first is cloned, as a leaf does not change in place.
saved n   the gradient, or the error of backward, where values were changed in place between forward and backward.
sgd       a softmax regression: loss, gradients and parameters after each step, the same for zero_() and None.
"""

import torch
import torch.nn.functional as F
from golden_arrays import encode, number
from golden_ops import DTYPES, FLOATS, INF, NAN, ramp, t

METHODS = ("add_", "sub_", "mul_", "div_", "copy_")


def call(op, x, args, rest, alpha):
    options = {} if alpha is None else {"alpha": alpha}
    return getattr(x, op)(*args, *rest, **options)


def case(op, inputs, *args, alpha=None):
    # PyTorch's integers do not refuse the gradient of a float that they take in, and fail on the way back.
    learns = inputs[0].is_floating_point()
    leaves = [x.detach().clone().requires_grad_(learns and x.is_floating_point()) for x in inputs]
    described = {"op": op, "args": [number(arg) for arg in args], "alpha": alpha, "inputs": [encode(x) for x in inputs]}
    x = leaves[0].clone()
    try:
        y = call(op, x, args, leaves[1:], alpha)
    except (RuntimeError, NotImplementedError) as error:
        return {**described, "error": str(error).split("\n")[0]}
    assert y is x
    upstream = None
    if y.grad_fn is not None:
        upstream = ramp(y.shape, str(y.dtype).removeprefix("torch."), 3)
        y.backward(upstream)
    return {
        **described,
        "output": encode(y),
        "grad_fn": None if y.grad_fn is None else type(y.grad_fn).__name__,
        "upstream": encode(upstream),
        "grads": [encode(x.grad) for x in leaves],
    }


def all_cases():
    found = []
    shapes = [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 3], [2, 1]), ([2, 3], []), ([], []), ([], [1]), ([0, 3], [3]),
              ([3], [2, 3]), ([3], [4]), ([2, 1], [2, 3])]  # fmt: skip
    for op in METHODS:
        found += [case(op, [ramp(a), ramp(b, start=5)]) for a, b in shapes]
        found += [case(op, [ramp([2], a, 1), ramp([2], b, 4)]) for a in DTYPES for b in DTYPES]
        found += [case(op, [ramp([2], a, 1), ramp([], b, 4)]) for a in ("float32", "uint8") for b in ("float64", "int64")]
        found += [case(op, [ramp([2], a, 1)], scalar) for a in DTYPES for scalar in (2, 0.5, True)]
        found += [case(op, [t([NAN, INF, -INF, 0.0, -0.0, 3e38]), t([1, INF, NAN, -0.0, 0.0, 3e38])])]
    for op in ("add_", "sub_"):
        for alpha in (0, 2, -3, 0.5, 300, 1e300):
            found += [case(op, [ramp([2, 3], a, 1), ramp([3], a, 4)], alpha=alpha) for a in ("float32", "float64", "int64", "uint8", "bool")]
        found += [case(op, [ramp([2, 3]), ramp([2, 3], start=4)], alpha=alpha) for alpha in (0.1, True)]
        found += [case(op, [ramp([2], "float32"), ramp([2], "float64", 4)], alpha=0.1), case(op, [ramp([2])], 3, alpha=0.25)]
        found += [case(op, [ramp([2], "uint8"), ramp([2], "int64", 4)], alpha=300)]
    values = {"float32": (2, 0.5, True, NAN, INF, 1e300), "float64": (2, 1e300), "int64": (2, 2.75, -2.75, NAN, INF, 1e19, True),
              "int32": (2**31 - 1, 2**31, -(2**31), 2.5), "uint8": (255, 256, -1, -255, -256, -1.5, 2.5), "bool": (2, 0, 0.5, NAN)}  # fmt: skip
    found += [case("fill_", [ramp([2, 2], dtype)], value) for dtype in values for value in values[dtype]]
    found += [case("fill_", [ramp([2, 2], a), ramp([], b, 3)]) for a in ("float32", "int64") for b in FLOATS + ("int64",)]
    found += [case("fill_", [ramp([2, 2]), ramp([1])])]
    found += [case("zero_", [ramp(shape, dtype)]) for dtype in DTYPES for shape in ([2, 2], [], [0])]
    return found


def leaf():
    return ramp([2, 3]).abs().add(0.25).requires_grad_()


# Each forward and each change is written again in tests/tensor/inPlace.test.ts, under the same name.
def saved_cases():
    no_grad = torch.no_grad

    def run(forward, change):
        w = leaf()
        x = w * 2
        other = ramp([2, 3], start=4)
        y = forward(x, other)
        with no_grad():
            change(w, x, other, y)
        try:
            y.sum().backward()
        except RuntimeError as error:
            return {"error": str(error)}
        return {"grad": encode(w.grad)}

    target = torch.tensor([0, 2])
    forwards = {
        "neg": lambda x, o: -x,
        "exp": lambda x, o: x.exp(),
        "log": lambda x, o: x.log(),
        "sqrt": lambda x, o: x.sqrt(),
        "abs": lambda x, o: x.abs(),
        "relu": lambda x, o: x.relu(),
        "add": lambda x, o: x + o,
        "mul": lambda x, o: x * o,
        "div": lambda x, o: x / o,
        "pow": lambda x, o: x.pow(2),
        "sum": lambda x, o: x.sum(1),
        "mean": lambda x, o: x.mean(1),
        "amax": lambda x, o: x.amax(1),
        "softmax": lambda x, o: x.softmax(1),
        "logSoftmax": lambda x, o: x.log_softmax(1),
        "matmul": lambda x, o: x.matmul(o.t()),
        "crossEntropy": lambda x, o: F.cross_entropy(x, target),
        "crossEntropyProbs": lambda x, o: F.cross_entropy(x, ramp([2, 3]).abs()),
    }
    changes = {
        "nothing": lambda w, x, o, y: None,
        "leaf": lambda w, x, o, y: w.add_(1),
        "input": lambda w, x, o, y: x.add_(1),
        "input twice": lambda w, x, o, y: x.add_(1).mul_(2),
        "detached": lambda w, x, o, y: x.detach().zero_(),
        "other": lambda w, x, o, y: o.fill_(1),
        "result": lambda w, x, o, y: y.copy_(torch.zeros(())),
    }
    return [{"op": op, "change": change, **run(forwards[op], changes[change])} for op in forwards for change in changes]


def sgd():
    """Softmax regression by hand on 12 points of 4 features, 3 classes."""
    x = ramp([12, 4]) * 0.5
    y = torch.tensor([i % 3 for i in range(12)])
    steps = {}
    for way in ("zero_", "None"):
        w, b = ramp([4, 3], start=2).mul(0.25).requires_grad_(), torch.zeros(3, requires_grad=True)
        log = []
        for _ in range(8):
            loss = F.cross_entropy(x.matmul(w) + b, y)
            loss.backward()
            log.append({"loss": encode(loss), "dw": encode(w.grad), "db": encode(b.grad)})
            with torch.no_grad():
                w.add_(w.grad, alpha=-0.5)
                b.sub_(b.grad, alpha=0.5)
            log[-1].update(w=encode(w), b=encode(b))
            for parameter in (w, b):
                if way == "zero_":
                    parameter.grad.zero_()
                else:
                    parameter.grad = None
        steps[way] = log
    assert steps["zero_"] == steps["None"]
    return {"x": encode(x), "y": encode(y), "w": encode(ramp([4, 3], start=2).mul(0.25)), "steps": steps["zero_"]}


def cases() -> dict:
    found = [*enumerate(all_cases()), *enumerate(saved_cases()), ("sgd", sgd())]
    return {f"{'saved' if 'change' in one else 'method'} {i}" if i != "sgd" else i: one for i, one in found}
