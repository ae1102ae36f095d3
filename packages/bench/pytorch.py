"""PyTorch as a contestant: the same protocol as worker.ts, one JSON object a line. Also computes the float64 reference."""

import gc
import json
import re
import resource
import sys
import time

import torch

from pytorch_ops import prepare

LEAST_CALLS = 8  # measured: no page fault any more
LONG_NS = 200e6
STEPS = 3
PRODUCTS = ("product", "step", "linearThenCrossEntropy", "linearCrossEntropy")
REFERENCE_BLAS = 10  # GFLOP/s; Netlib's reference BLAS reaches 3 to 6 where OpenBLAS and MKL reach 50 to 180


def once(call):
    """A call from the start; where calls build on each other, STEPS of them. Returns the loss of the first."""
    if not hasattr(call, "restart"):
        call.run()
        return call.loss
    call.restart()
    losses = []
    for _ in range(STEPS):
        call.run()
        losses.append(call.loss)
    return losses[0]


def results(call, loss, path, dtype):
    values = call.read()
    if values is not None:
        values.detach().to(dtype).contiguous().numpy().tofile(path)
    return {"loss": loss, "values": values is not None}


def timed(call, calls):
    start = time.perf_counter_ns()
    for _ in range(calls):
        call.run()
    return (time.perf_counter_ns() - start) / calls


def warm(call, warm_ms, sample_ms):
    """Runs for `warm_ms`, at least until malloc has its pages; returns how many calls make a sample."""
    calls, spent, last = 0, 0.0, 0.0
    while calls < LEAST_CALLS or spent < warm_ms * 1e6:
        last = timed(call, 1)
        spent += last
        calls += 1
        if last > LONG_NS and calls > 1:
            break
    ns = timed(call, max(1, min(calls, 100))) if last < LONG_NS else last
    return {"calls": max(1, round(sample_ms * 1e6 / ns)), "ns": ns}


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def sample(call, calls, settle_ms):
    if settle_ms is not None:
        end = time.perf_counter() + settle_ms / 1e3
        timed(call, 1)
        while time.perf_counter() < end:
            timed(call, 1)
    before = faults()
    ns = timed(call, calls)
    return {"ns": ns, "faults": (faults() - before) / calls}


def status(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def reset_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def memory(call, calls):
    call.forget()
    gc.collect()
    reset_peak()
    base = status("VmRSS")
    call.run()
    first = status("VmHWM") - base
    for _ in range(calls - 1):
        call.run()
    return {"first": first, "all": status("VmHWM") - base}


def product_gflops():
    a, b = torch.randn(512, 512), torch.randn(512, 512)
    times = []
    for _ in range(12):
        start = time.perf_counter_ns()
        a @ b
        times.append(time.perf_counter_ns() - start)
    return 2 * 512**3 / min(times)  # what it can: others may be at work


def setup(threads, capability):
    """Returns what is active and how fast its product is. Raises RuntimeError where the capability is another one."""
    torch.set_num_threads(threads)
    config = torch.__config__.show()
    active = re.search(r"CPU capability usage: (\S+)", config)[1]
    if capability is not None and active.lower() != capability:
        raise RuntimeError(f"asked for {capability}, and PyTorch uses {active} on this CPU")
    blas = re.search(r"BLAS_INFO=(\w+)", config)
    gflops = product_gflops()
    text = f"{torch.__version__}, vectors {active}, BLAS {blas[1] if blas else 'unknown'} with up to {gflops:.0f} GFLOP/s"
    return text, gflops


def answer(request, state):
    do = request["do"]
    if do == "setup":
        version, state["gflops"] = setup(request["threads"], request["capability"])
        return {"version": version}
    if do == "release":
        state["calls"] = {}
        return {}
    if do == "reference":
        call = prepare(request, double=True)
        return results(call, once(call), request["path"], torch.float64)
    slot = request["slot"]
    if do == "prepare":
        if request["op"] in PRODUCTS and state["gflops"] < REFERENCE_BLAS:
            raise RuntimeError(
                f"a product at {state['gflops']:.1f} GFLOP/s: this is a reference BLAS, no baseline. "
                "`apt-get install libopenblas0-pthread` replaces Debian's, or take PyTorch from PyPI (README)"
            )
        state["calls"][slot] = prepare(request)
        return {"able": True}
    call = state["calls"][slot]
    if do == "check":
        loss = once(call) if request["fresh"] else call.loss
        return results(call, loss, request["path"], torch.float32)
    if do == "warm":
        return warm(call, request["warmMs"], request["sampleMs"])
    if do == "sample":
        return sample(call, request["calls"], request["settleMs"])
    return memory(call, request["calls"])


def main():
    state = {"calls": {}}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
