"""Writes golden.json: what PyTorch gives for each situation of states.json. With --check, compares instead, and says so
where another version of PyTorch wrote the file and nothing is compared.

The hash of each situation is read here anew, and the formulas are not the page's: the floor is found by minimising.
"""

import json
import sys
from pathlib import Path
from urllib.parse import parse_qs

import torch
from torch.nn import functional as F

HERE = Path(__file__).parent


def matrix(text):
    return torch.tensor([[float(x) for x in row.split(",")] for row in text.split(";")])


def read(text):
    """Logits, target, keyword arguments of the loss, temperature, index of the shown sample."""
    parts = {name: values[0] for name, values in parse_qs(text, separator="&").items()}
    logits = matrix(parts["logits"])
    if "classes" in parts:
        target = torch.tensor([int(c) for c in parts["classes"].split(",")])
    else:
        target = matrix(parts["probabilities"])
    options = {"label_smoothing": float(parts.get("smoothing", 0))}
    if "weights" in parts:
        options["weight"] = matrix(parts["weights"])[0]
    return logits, target, options, float(parts.get("temperature", 1)), int(parts.get("sample", 1)) - 1


def in_float64(target, options):
    double = {name: x.double() if torch.is_tensor(x) else x for name, x in options.items()}
    return (target.double() if target.is_floating_point() else target), double


def lowest(logits, target, options):
    """The smallest loss over all logits, in float64."""
    x = torch.zeros_like(logits, dtype=torch.float64, requires_grad=True)
    target, options = in_float64(target, options)
    optimiser = torch.optim.LBFGS(
        [x], max_iter=2000, tolerance_grad=1e-12, tolerance_change=1e-16, line_search_fn="strong_wolfe"
    )

    def closure():
        optimiser.zero_grad()
        loss = F.cross_entropy(x, target, **options)
        loss.backward()
        return loss

    optimiser.step(closure)
    return F.cross_entropy(x, target, **options).item()


def scored(x, true_class):
    """How the model sees the true class, if one class is the target, and how sure it is."""
    of_class = {"logProb": None, "rank": None}
    if true_class is not None:
        own = x[true_class]
        before = (x > own).sum() + (x[:true_class] == own).sum()
        of_class = {"logProb": F.log_softmax(x, dim=0)[true_class].item(), "rank": int(before)}
    entropy = torch.distributions.Categorical(logits=x).entropy()
    return {**of_class, "entropy": entropy.item(), "argmax": int(x.argmax())}


def numbers(text):
    logits, target, options, temperature, sample = read(text)
    loss = F.cross_entropy(logits / temperature, target, **options)

    target64, options64 = in_float64(target, options)
    x = logits.double().requires_grad_()
    F.cross_entropy(x / temperature, target64, reduction="sum", **options64).backward()
    with torch.no_grad():
        classes = x.shape[1]
        given = target64 if target.is_floating_point() else F.one_hot(target, classes).double()
        smoothing = options["label_smoothing"]
        q = given * (1 - smoothing) + smoothing / classes
        log_p = F.log_softmax(x / temperature, dim=1)
        share = -q * log_p * options64.get("weight", torch.ones(classes))
        score = scored(x[sample] / temperature, None if target.is_floating_point() else int(target[sample]))
    return {
        "hash": text,
        "printed": str(loss),
        "loss": loss.item(),
        "floor": lowest(logits, target, options),
        "p": log_p.exp()[sample].tolist(),
        "q": q[sample].tolist(),
        "share": share[sample].tolist(),
        "gradient": x.grad[sample].tolist(),
        **score,
    }


def rounded(value):
    if isinstance(value, list):
        return [rounded(x) for x in value]
    return round(value, 6) + 0.0 if isinstance(value, float) else value


def near(a, b):
    if isinstance(a, list):
        return len(a) == len(b) and all(map(near, a, b))
    return abs(a - b) <= 2e-5 if isinstance(a, float) else a == b


states = json.loads((HERE / "states.json").read_text())
version = torch.__version__.split("+")[0]  # without the kind of build
path = HERE / "golden.json"
golden = json.loads(path.read_text()) if path.exists() else {}
if "--check" in sys.argv[1:] and golden.get("pytorch", version) != version:
    print(f"golden.json: skipped, PyTorch {golden['pytorch']} wrote it and this is {version}")
    sys.exit()
found = {name: {k: rounded(v) for k, v in numbers(text).items()} for name, text in states.items()}
if "--check" in sys.argv[1:]:
    stored = golden["states"]
    wrong = [
        f"{name}: {key} is {stored.get(name, {}).get(key)}, PyTorch {version} gives {value}"
        for name, state in found.items()
        for key, value in state.items()
        if key not in stored.get(name, {}) or not near(stored[name][key], value)
    ]
    print("\n".join(wrong) or f"{len(found)} situations are what PyTorch {version} gives")
    sys.exit(bool(wrong) or stored.keys() != found.keys())
path.write_text(json.dumps({"pytorch": version, "states": found}, indent=1) + "\n")
