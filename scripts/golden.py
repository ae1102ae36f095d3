"""Runs PyTorch and writes its numbers to tests/golden/*.json, one file per module golden_<name>.py.

    npm run golden               write all files
    npm run golden -- --check    write nothing; fail if a file is not what PyTorch gives now, but for last bits

Each file says which version of PyTorch wrote it. Another version has other opinions and last bits, so the check says which
files it leaves out for that reason.
"""

import importlib
import json
import os
import pathlib
import sys
import warnings

# The last bits, and randn from 16 elements up, depend on the instructions that PyTorch and MKL choose.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
os.environ["MKL_CBWR"] = "COMPATIBLE"

import torch  # noqa: E402

NAMES = [
    *["choosing", "conformance", "half", "in_place", "linear", "linear_loss", "losses", "metrics", "ops", "optim"],
    *["printing", "promotion", "random", "score"],
]
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden"

# How far a number may be from the one that another processor gives, in units of the largest of its tensor.
TOLERANCE = {"float16": 0, "bfloat16": 0, "float32": 2**-17, "float64": 2**-40}


def text_of(name, version):
    """What the file of golden_<name>.py has to be."""
    cases = importlib.import_module(f"golden_{name}").cases()
    # One line a case: a changed case is a changed line.
    if isinstance(cases, dict):
        lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in cases.items())
        body = "{\n" + lines + "\n}"
    else:
        body = "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
    print(f"{name}: {len(cases)} cases")
    return f'{{"torch": {json.dumps(version)}, "cases": {body}}}\n'


def same(stored, given, dtype="float64"):
    """Whether two values of JSON are the same, but for the last bits of floats."""
    if isinstance(stored, dict) and isinstance(given, dict):
        dtype = stored.get("dtype", dtype)
        return stored.keys() == given.keys() and all(same(stored[key], given[key], dtype) for key in stored)
    if isinstance(stored, list) and isinstance(given, list):
        if len(stored) != len(given):
            return False
        if not any(type(value) is float for value in stored):
            return all(same(x, y, dtype) for x, y in zip(stored, given))
        largest = max(abs(value) for value in stored if is_number(value))
        return all(near(x, y, dtype, largest) for x, y in zip(stored, given))
    return near(stored, given, dtype, abs(stored) if is_number(stored) else 0)


def near(stored, given, dtype, largest):
    if not (is_number(stored) and is_number(given)):
        return type(stored) is type(given) and stored == given
    if type(stored) is type(given) is int:
        return stored == given
    return abs(stored - given) <= TOLERANCE.get(dtype, 0) * largest


def is_number(value):
    return type(value) in (int, float)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    version = torch.__version__.split("+")[0]  # without the kind of build
    stale = []
    for name in NAMES:
        path = FOLDER / f"{name}.json"
        if "--check" not in sys.argv[1:]:
            path.write_text(text_of(name, version))
            continue
        stored = path.read_text() if path.exists() else "{}"
        writer = json.loads(stored).get("torch", version)
        if writer != version:
            print(f"{name}: skipped, PyTorch {writer} wrote it and this is {version}")
        elif not same(json.loads(stored), json.loads(text_of(name, version))):
            stale.append(path.name)
    if stale:
        sys.exit(f"not what PyTorch {version} gives: {', '.join(stale)}")


if __name__ == "__main__":
    main()
