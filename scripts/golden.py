"""Runs PyTorch and writes its numbers to tests/golden/*.json, one file per module golden_<name>.py.

    python3 scripts/golden.py            write all files
    python3 scripts/golden.py --check    write nothing; fail if a file is not what PyTorch gives now

Needs torch; on Debian: apt-get install python3-torch.
"""

import importlib
import json
import pathlib
import sys
import warnings

import torch

NAMES = ["in_place", "losses", "ops", "printing", "promotion", "random"]
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden"


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    check = "--check" in sys.argv[1:]
    stale = []
    for name in NAMES:
        cases = importlib.import_module(f"golden_{name}").cases()
        # One line a case: a changed case is a changed line.
        if isinstance(cases, dict):
            lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in cases.items())
            body = "{\n" + lines + "\n}"
        else:
            body = "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
        text = f'{{"torch": {json.dumps(torch.__version__)}, "cases": {body}}}\n'
        path = FOLDER / f"{name}.json"
        if not check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.name)
        print(f"{name}: {len(cases)} cases, {len(text) // 1024} KB")
    if stale:
        sys.exit(f"not what PyTorch {torch.__version__} gives: {', '.join(stale)}")


if __name__ == "__main__":
    main()
