"""Prints the coefficients of expVector in assembly/vector.ts: q with exp(r) = 1 + r (1 + r q(r)) for |r| up to ln 2 / 2.

    python3 scripts/expPolynomial.py

Smallest largest relative error, by Lawson's reweighted least squares; highest power first, rounded to float32.
"""

import numpy as np

DEGREE = 4
END = 0.34658  # ln 2 / 2, and what rounding adds

r = END * np.cos(np.pi * np.arange(20001) / 20000)
powers = np.stack([r ** (2 + k) for k in range(DEGREE + 1)], 1) / np.exp(r)[:, None]
rest = 1 - (1 + r) / np.exp(r)
weights = np.ones_like(r)
for _ in range(400):
    root = np.sqrt(weights)
    q = np.linalg.lstsq(powers * root[:, None], rest * root, rcond=None)[0]
    error = np.abs(powers @ q - rest)
    weights = weights * error / np.sum(weights * error)
print("relative error", error.max())
for coefficient in q[::-1]:
    print(f"{float(np.float32(coefficient)):.10e}")
