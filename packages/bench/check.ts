/** Is a result right? Compared with PyTorch's in float64. */

import { readFloats } from "./inputs";
import type { Op } from "./ops";
import type { Results } from "./protocol";
import type { Case } from "./shapes";

// Wide enough for float32 with plain sums (over 50,257 classes the smoothed gradient of PyTorch is off by 1e-4, that of
// jax-js by 1e-3), and far narrower than a wrong formula. How exact crossent is, its own tests say.
const RELATIVE = 2e-3;
const LOSS = 1e-4;

/** For elements that cancel: a part of the size of what is subtracted. */
function absolute(op: Op, { rows }: Case): number {
  if (op === "softmax") return 2e-6;
  if (op === "logSoftmax") return 2e-4; // the logarithm of a plain float32 sum over 50,257 classes
  return 2e-6 / rows;
}

/** @returns what is wrong, or null. */
export function compare(
  op: Op,
  c: Case,
  expected: Results,
  expectedPath: string,
  got: Results,
  gotPath: string,
): string | null {
  if (expected.loss !== null) {
    const off = Math.abs((got.loss ?? Number.NaN) - expected.loss);
    if (!(off <= LOSS * Math.max(1, Math.abs(expected.loss)))) {
      return `loss ${got.loss}, PyTorch ${expected.loss}`;
    }
  }
  if (!expected.values) return null;
  if (!got.values) return "no result";
  const want = readFloats(expectedPath);
  const have = readFloats(gotPath);
  if (have.length !== want.length) return `${have.length} elements, PyTorch ${want.length}`;
  const atol = absolute(op, c);
  for (let i = 0; i < want.length; i++) {
    if (!(Math.abs(have[i]! - want[i]!) <= atol + RELATIVE * Math.abs(want[i]!))) {
      return `element ${i} is ${have[i]}, PyTorch ${want[i]}`;
    }
  }
  return null;
}
