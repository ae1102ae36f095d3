/** The Python with the PyTorch that everything is compared with. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const WINDOWS = process.platform === "win32";

/** The virtual environment that `npm run oracle` makes, below the project's root. */
export const VENV = ".oracle";

/** The Python inside of a virtual environment. */
export const pythonOf = (venv: string): string =>
  WINDOWS ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");

/** $PYTHON; else that of `npm run oracle`, where somebody has run it below `root`; else the system's. */
export function findPython(root: string): string {
  const { PYTHON } = process.env;
  if (PYTHON !== undefined && PYTHON !== "") return PYTHON;
  const own = pythonOf(join(root, VENV));
  return existsSync(own) ? own : "/usr/bin/python3";
}

/** The version of PyTorch that `python` imports, or undefined where it has none. */
export function torchVersion(python: string): string | undefined {
  const { status, stdout } = spawnSync(python, ["-c", "import numpy, torch; print(torch.__version__)"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** What a command says that has found no PyTorch. */
export const noTorch = (python: string): string =>
  `${python} cannot import torch and numpy. \`npm run oracle\` installs them, and --python names another Python.`;
