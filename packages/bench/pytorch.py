"""PyTorch as a contestant: the same protocol as worker.ts, one JSON object a line. Also computes the float64 reference."""

import gc
import json
import resource
import sys
import time

import numpy
import torch
import torch.nn.functional as F

LABEL_SMOOTHING = 0.1
LEAST_CALLS = 8  # measured: no page fault any more


def load(path, dtype, shape):
    return torch.from_numpy(numpy.fromfile(path, dtype)).reshape(shape)


class Case:
    """The tensors of one case."""

    def __init__(self, request):
        folder, shape = request["dir"], request["case"]["shape"]
        self.op = request["op"]
        self.x = load(f"{folder}/logits.f32", numpy.float32, shape)
        if self.op == "probabilitiesGrad":
            self.target = load(f"{folder}/probabilities.f32", numpy.float32, shape)
        elif self.op not in ("softmax", "logSoftmax"):
            self.target = load(f"{folder}/targets.i64", numpy.int64, [shape[0], *shape[2:]])
        self.x.requires_grad_(self.op.endswith("Grad"))

    def double(self):
        """The same case in float64."""
        self.x = self.x.detach().double().requires_grad_(self.x.requires_grad)
        if self.op == "probabilitiesGrad":
            self.target = self.target.double()
        return self

    def run(self):
        x = self.x
        self.values = None
        self.loss = None
        if self.op == "softmax":
            self.values = F.softmax(x, 1)
        elif self.op == "logSoftmax":
            self.values = F.log_softmax(x, 1)
        elif self.op == "crossEntropy":
            self.loss = F.cross_entropy(x, self.target).item()
        else:
            x.grad = None
            smoothing = LABEL_SMOOTHING if self.op == "labelSmoothingGrad" else 0.0
            loss = F.cross_entropy(x, self.target, label_smoothing=smoothing)
            loss.backward()
            self.loss = loss.item()


def write_results(case, path):
    case.run()
    if case.x.requires_grad:
        case.values = case.x.grad
    if case.values is not None:
        case.values.float().numpy().tofile(path)
    return {"loss": case.loss, "values": case.values is not None}


def timed(case, calls):
    start = time.perf_counter_ns()
    for _ in range(calls):
        case.run()
    return (time.perf_counter_ns() - start) / calls


def warm(case, warm_ms, sample_ms):
    """Runs for `warm_ms`, at least until malloc has its pages; returns how many calls make a sample."""
    calls, spent, last = 0, 0.0, 0.0
    while calls < LEAST_CALLS or spent < warm_ms * 1e6:
        last = timed(case, 1)
        spent += last
        calls += 1
    return max(1, round(sample_ms * 1e6 / timed(case, max(1, min(calls, 100)))))


def status(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def reset_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def memory(case):
    case.values = None
    case.x.grad = None
    gc.collect()
    reset_peak()
    base = status("VmRSS")
    case.run()
    first = status("VmHWM") - base
    for _ in range(9):
        case.run()
    return {"first": first, "ten": status("VmHWM") - base}


def answer(request, state):
    do = request["do"]
    if do == "setup":
        torch.set_num_threads(request["threads"])
        return {"version": torch.__version__}
    if do == "prepare":
        state.pop("case", None)
        state["case"] = Case(request)
        return {}
    if do == "reference":
        return write_results(Case(request).double(), request["path"])
    case = state["case"]
    if do == "check":
        return write_results(case, request["path"])
    if do == "warm":
        return {"calls": warm(case, request["warmMs"], request["sampleMs"])}
    if do == "sample":
        timed(case, 1)
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        ns = timed(case, request["calls"])
        return {"ns": ns, "faults": resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults}
    return memory(case)


def main():
    state = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
