/** Is a result right? Compared with PyTorch's in float64. */

import { join } from "node:path";
import { readDoubles, readFloats } from "./inputs";
import { type Op, STEPS } from "./ops";
import { concatenate } from "./peers/peer";
import type { Results, Work } from "./protocol";
import type { Case } from "./shapes";

// Wide enough for float32 with plain sums (over 50,257 classes the smoothed gradient of PyTorch is off by 1e-4, that of
// jax-js by 1e-3), and far narrower than a wrong formula. How exact crossent is, its own tests say.
const RELATIVE = 2e-3;
const LOSS = 1e-4;

const HALF_ULP = 2 ** -24; // of a float32, as a part of it: what every step may round away from a parameter

interface Tolerance {
  readonly relative: number;
  /** For elements that cancel: a part of the size of what is subtracted. */
  readonly absolute: number;
}

function tolerance(op: Op, c: Case): Tolerance {
  const absolute = (value: number): Tolerance => ({ relative: RELATIVE, absolute: value });
  switch (op) {
    case "softmax":
    case "softmaxDim0":
    case "exp":
    case "addRow":
    case "mulScalar":
    case "mulColumn":
    case "relu":
    case "meanAll":
      return absolute(2e-6);
    case "logSoftmax":
    case "logSoftmaxDim0":
      return absolute(2e-4); // the logarithm of a plain float32 sum over 50,257 classes
    case "sumRows":
    case "sumColumns":
      return absolute(5e-3); // sums of 1,000 numbers around ±3
    case "sumAll":
      return absolute(0.1); // the same, of a million
    case "amaxRows":
    case "argmaxRows":
    case "transpose":
    case "gather":
    case "reluGrad":
      return { relative: 0, absolute: 0 };
    case "product":
      return { relative: 1e-5, absolute: 2e-5 };
    case "step":
      return absolute(3e-7); // a twentieth of what the steps change at 32,000 classes
    case "noneGrad":
      return absolute(2e-6);
    default:
      return absolute(2e-6 / c.rows);
  }
}

export interface Verdict {
  /** What is wrong, or null. */
  readonly wrong: string | null;
  /** Root of the mean square error. */
  readonly error: number;
}

/** Of a step, before it: what is compared is what it changes. */
const parameters = (dir: string): Float32Array =>
  concatenate(readFloats(join(dir, "weight")), readFloats(join(dir, "bias")));

/** @param expectedPath - doubles; `gotPath` has floats. */
export function compare(
  { op, case: c, dir }: Work,
  expected: Results,
  expectedPath: string,
  got: Results,
  gotPath: string,
): Verdict {
  const bad = (wrong: string): Verdict => ({ wrong, error: Number.NaN });
  if (expected.loss !== null) {
    const off = Math.abs((got.loss ?? Number.NaN) - expected.loss);
    if (!(off <= LOSS * Math.max(1, Math.abs(expected.loss)))) {
      return bad(`loss ${got.loss}, PyTorch ${expected.loss}`);
    }
  }
  if (!expected.values) return { wrong: null, error: 0 };
  if (!got.values) return op === "step" ? { wrong: null, error: 0 } : bad("no result"); // forward only
  const want = readDoubles(expectedPath);
  const have = readFloats(gotPath);
  if (have.length !== want.length) return bad(`${have.length} elements, PyTorch ${want.length}`);
  const { relative, absolute } = tolerance(op, c);
  const start = op === "step" ? parameters(dir) : null;
  let squares = 0;
  for (let i = 0; i < want.length; i++) {
    const off = Math.abs(have[i]! - want[i]!);
    const size = Math.abs(want[i]! - (start?.[i] ?? 0));
    const rounding = start === null ? 0 : STEPS * HALF_ULP * Math.abs(want[i]!);
    if (!(off <= absolute + relative * size + rounding)) {
      return bad(`element ${i} is ${have[i]}, PyTorch ${want[i]}`);
    }
    squares += off * off;
  }
  return { wrong: null, error: Math.sqrt(squares / want.length) };
}
