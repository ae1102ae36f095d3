/** Comparison of tensors as torch.testing.assert_close does it. */

import type { Tensor } from "../src";
import { isFloating } from "../src/dtype";

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** The default tolerances of torch.testing for each dtype; integers and booleans must be equal. */
export function defaultTolerance(dtype: Tensor["dtype"]): Tolerance {
  if (dtype === "float32") return { rtol: 1.3e-6, atol: 1e-5 };
  return dtype === "float64" ? { rtol: 1e-7, atol: 1e-7 } : { rtol: 0, atol: 0 };
}

/** Fails unless both have one shape and dtype and their elements are close; NaN equals NaN. */
export function expectClose(
  actual: Tensor,
  expected: Tensor,
  tolerance = defaultTolerance(expected.dtype),
): void {
  expect({ shape: actual.shape, dtype: actual.dtype }).toEqual({
    shape: expected.shape,
    dtype: expected.dtype,
  });
  const a = Array.from(actual.data as ArrayLike<number | bigint>);
  const b = Array.from(expected.data as ArrayLike<number | bigint>);
  const bad = a.findIndex((value, i) => !isClose(value, b[i]!, tolerance, isFloating(actual.dtype)));
  if (bad >= 0) {
    throw new Error(
      `element ${bad} is ${a[bad]}, expected ${b[bad]}\nactual: ${actual}\nexpected: ${expected}`,
    );
  }
}

function isClose(
  a: number | bigint,
  b: number | bigint,
  { rtol, atol }: Tolerance,
  floating: boolean,
): boolean {
  if (!floating) return a === b;
  const [x, y] = [Number(a), Number(b)];
  if (Object.is(x, y) || x === y) return true;
  return Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y); // false for NaN in `x`
}
