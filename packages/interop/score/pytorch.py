"""PyTorch on one thread.

`pytorch.py inputs FOLDER ROWS CLASSES` writes logits and targets and prints the truth, computed in float64;
`pytorch.py NAME DTYPE FOLDER` is a contestant, as in program.ts.
"""

import gc
import json
import os
import sys
import time

import torch

K = 5


def inputs(folder, rows, classes):
    torch.manual_seed(0)
    x = torch.randn(rows, classes) * 3
    target = torch.randint(classes, (rows,))
    target.numpy().tofile(os.path.join(folder, "targets"))
    truth = {"version": torch.__version__}
    for name, logits in (("float32", x), ("float16", x.half())):
        logits.numpy().tofile(os.path.join(folder, name))
        log_prob = torch.stack([row.double().log_softmax(0)[y] for row, y in zip(logits, target)])
        truth[name] = log_prob.tolist()
    return truth


def log_probabilities(x, target):
    log_p = torch.log_softmax(x.float(), -1)
    return log_p, log_p.gather(-1, target[:, None])[:, 0]


def score(x, target):
    """Besides the entropy of each row, its most likely classes and the most likely one."""
    log_p, log_prob = log_probabilities(x, target)
    entropy = -(log_p.exp() * log_p).sum(-1)
    return entropy, log_p.topk(K), log_p.argmax(-1), log_prob


CONTESTANTS = {"log_softmax": log_probabilities, "score": score}


def status(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def read(folder, file, dtype):
    path = os.path.join(folder, file)
    return torch.from_file(path, size=os.path.getsize(path) // dtype.itemsize, dtype=dtype).clone()


def measure(contestant, name, folder):
    call = CONTESTANTS[contestant]
    target = read(folder, "targets", torch.int64)
    x = read(folder, name, getattr(torch, name)).view(len(target), -1)
    call(x[:8, :1000].clone(), target[:8] % 1000)
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    base = status("VmRSS")
    log_prob = call(x, target)[-1].tolist()
    peak = status("VmHWM") - base
    call(x, target)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        call(x, target)
        times.append((time.perf_counter() - start) * 1000)
    return {"ms": sorted(times)[1], "peak": peak, "logProb": log_prob}


torch.set_num_threads(1)
torch.set_grad_enabled(False)
what, *rest = sys.argv[1:]
result = inputs(rest[0], *map(int, rest[1:])) if what == "inputs" else measure(what, *rest)
print(json.dumps(result))
