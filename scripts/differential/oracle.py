"""PyTorch as the oracle of the differential test.

Reads one JSON request a line from stdin, runs it, writes one JSON answer a line to stdout.

request  {"id", "leaves": [{"name", "dtype", "shape", "data", "grad"}], "prologue", "code": [statement, ...],
          "outputs": [name, ...], "text": bool, "mode": "plain" | "truth" | "jitter" | "noise"}
answer   {"id", "outputs": [...], "grads": {name: array or null}, "texts": [...]}
      or {"id", "error": {"name", "message", "statement"}}
array    {"dtype", "shape", "data"}, data being the base64 of the raw little-endian bytes

Modes: "plain" runs as it stands. "truth" runs with float64 in the place of float32. The other two show how far a result
can be trusted at all: "jitter" is "truth" with every floating leaf moved by up to half a rounding of its own dtype,
"noise" is "plain" with every leaf and every intermediate result moved by up to one rounding.
"""

import base64
import json
import math
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

warnings.simplefilter("ignore")
torch.set_num_threads(1)

DTYPES = {
    "float32": (torch.float32, np.float32),
    "float64": (torch.float64, np.float64),
    "int64": (torch.int64, np.int64),
    "int32": (torch.int32, np.int32),
    "uint8": (torch.uint8, np.uint8),
    "bool": (torch.bool, np.bool_),
}
NAMES = {pair[0]: name for name, pair in DTYPES.items()}


def up(y, seed):
    """An upstream gradient for y that TypeScript computes to the same bits (program.ts, upstream)."""
    k = torch.arange(y.numel())
    return (((k * 7919 + seed * 104729) % 2001 - 1000) / 256).to(y.dtype).reshape(y.shape)


class Deliberate:
    """
    Stands for F and nn in a program whose expected result follows deliberate difference 4: what is ignored or has the
    probability 0 adds exactly 0.

    The difference leaves open what becomes of the other classes of a row in which such a class has the logit +inf or
    NaN, or of a class weight that is infinite. strict: NaN there, so that every number is one that is promised.
    Otherwise: as if the class were not there, so that every number is one that is allowed.
    """

    log_softmax = staticmethod(F.log_softmax)

    def __init__(self, strict):
        self.strict = strict

    def CrossEntropyLoss(self, **options):
        return lambda x, target: self.cross_entropy(x, target, **options)

    def cross_entropy(self, x, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
        dim = 1 if x.dim() > 1 else 0
        if target.shape != x.shape:
            ignored = (target.long() == ignore_index).unsqueeze(dim).expand_as(x)
            x = torch.where(ignored, torch.zeros_like(x), x)
            return F.cross_entropy(x, target, weight, None, ignore_index, None, reduction, label_smoothing)
        classes = x.shape[dim]
        smoothed = target * (1 - label_smoothing) + label_smoothing / classes if label_smoothing > 0 else target
        unused = smoothed == 0
        taken_out = unused & ~torch.isfinite(x)
        if self.strict:
            spoilt = (torch.isnan(x) | torch.isposinf(x)).any(dim, keepdim=True)
            spoilt |= torch.isneginf(x).all(dim, keepdim=True) & ~unused.all(dim, keepdim=True)
            if weight is not None:
                spoilt |= ~torch.isfinite(weight).all()
            taken_out = unused & torch.isneginf(x) & ~spoilt
        empty = taken_out.all(dim, keepdim=True).expand_as(x)
        logits = torch.where(taken_out, torch.where(empty, torch.zeros_like(x), torch.full_like(x, -math.inf)), x)
        factor = smoothed
        if weight is not None:
            factor = smoothed * weight.reshape([classes] + [1] * (x.dim() - dim - 1))
        if not self.strict:
            factor = torch.where(unused, torch.zeros_like(factor), factor)
        terms = -(factor * torch.where(taken_out, torch.zeros_like(x), F.log_softmax(logits, dim)))
        if reduction == "none":
            return terms.sum(dim)
        return terms.sum() / (x.numel() // classes) if reduction == "mean" else terms.sum()

    def linear_cross_entropy(self, x, linear_weight, target, linear_bias=None, **options):
        bias = None if linear_bias is None else linear_bias.flatten()
        logits = F.linear(x, linear_weight.flatten(0, -2), bias).reshape(*x.shape[:-1], *linear_weight.shape[:-1])
        return self.cross_entropy(logits, target, **options)

    def LinearCrossEntropyLoss(self, features, classes, out_features=(), **options):
        module = nn.LinearCrossEntropyLoss(features, classes, out_features=out_features, **options)
        given = {key: options[key] for key in ("ignore_index", "reduction", "label_smoothing") if key in options}

        def forward(x, target):
            weight = module.linear.weight.reshape(classes, *out_features, features)
            bias = module.linear.bias
            return self.linear_cross_entropy(x, weight, target, bias, weight=module.weight, **given)

        module.forward = forward
        return module


def decode(leaf, mode, noise):
    dtype, scalar = DTYPES[leaf["dtype"]]
    values = np.frombuffer(base64.b64decode(leaf["data"]), dtype=scalar).reshape(leaf["shape"])
    if mode != "plain" and dtype in (torch.float32, torch.float64):
        with np.errstate(all="ignore"):
            if mode in ("jitter", "noise"):
                rounding = np.finfo(scalar).eps / (2 if mode == "jitter" else 1)
                values = values.astype(np.float64) * (1 + rounding * noise.uniform(-1, 1, values.shape))
            values = np.array(values, dtype=scalar if mode == "noise" else np.float64).reshape(leaf["shape"])
    tensor = torch.from_numpy(np.array(values).reshape(leaf["shape"]))
    return tensor.requires_grad_() if leaf["grad"] else tensor


def shaken(value, noise):
    """value with every element moved by up to one rounding, as if the operation had rounded otherwise."""
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        return value
    factor = 1 + torch.finfo(value.dtype).eps * noise.uniform(-1, 1, tuple(value.shape))
    return value * torch.as_tensor(factor).to(value.dtype)


def encode(tensor):
    values = np.ascontiguousarray(tensor.detach().numpy())
    return {
        "dtype": NAMES.get(tensor.dtype, str(tensor.dtype)),
        "shape": list(tensor.shape),
        "data": base64.b64encode(values.tobytes()).decode(),
    }


def plain(value):
    """A Python value as JSON; the floats that JSON lacks become strings."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value


def run(request):
    mode = request["mode"]
    noise = np.random.default_rng(request["id"])
    leaves = {leaf["name"]: decode(leaf, mode, noise) for leaf in request["leaves"]}
    env = dict(torch=torch, F=F, nn=nn, np=np, inf=math.inf, nan=math.nan, up=up, allowed=Deliberate(False), promised=Deliberate(True), **leaves)
    code = [request["prologue"], *request["code"]]
    if mode in ("truth", "jitter"):
        code = [s.replace("torch.float32", "torch.float64").replace(".float()", ".double()") for s in code]
    for index, statement in enumerate(code):
        try:
            exec(statement, env)
            if mode == "noise" and " = " in statement:
                name = statement.split(" = ")[0]
                env[name] = shaken(env[name], noise)
        except Exception as error:
            return {"error": {"name": type(error).__name__, "message": str(error), "statement": index - 1}}
    outputs, texts = [], []
    for name in request["outputs"]:
        value = env[name]
        if isinstance(value, torch.Tensor):
            answer = encode(value)
            answer["requiresGrad"] = value.requires_grad
            answer["gradFn"] = type(value.grad_fn).__name__ if value.grad_fn is not None else None
            outputs.append(answer)
        else:
            outputs.append({"value": plain(value)})
        texts.append(repr(value) if request["text"] else None)
    grads = {
        name: encode(leaf.grad) if leaf.grad is not None else None
        for name, leaf in leaves.items()
        if leaf.requires_grad
    }
    return {"outputs": outputs, "texts": texts, "grads": grads}


def main():
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = run(request)
        except Exception as error:  # a fault of this script, not of the case
            answer = {"fault": f"{type(error).__name__}: {error}"}
        answer["id"] = request["id"]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
