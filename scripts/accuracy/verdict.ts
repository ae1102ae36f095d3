/** Whether crossent is ever worse than PyTorch, and by how much. */

import type { Errors } from "./competitors";

/** Two results that round the same number differ by ties only; so much may the larger error exceed the other. */
export const MARGIN_ULP = 0.01;
export const MARGIN_ABSOLUTE = 0.01; // relative to PyTorch's absolute error

/** A mean is right to float32 rounding up to this error. */
export const MEAN_LIMIT_ULP = 1;

/** Up to this error only a few roundings are left: whose are larger in a cell is chance. */
export const FEW_ROUNDINGS_ULP = 6;

/**
 * The mean square error of a product is a mean over thousands of elements: so much of it is chance.
 *
 * Known to be worse: sums of 64 products, which are one chain here and are cut by some of MKL's kernels. On numbers in [0, 1) the
 * gradient of a of (64,10) · (10,64) has 1.42 ulp with relaxed-simd against 0.54, and 1.38 with simd128 against 1.27; that of b of
 * (64,784) · (784,10) 1.42 with relaxed-simd against 1.38. Two sums of 32 would have 0.8.
 */
export const PRODUCT_MARGIN = 1.02;

export function isWorse(crossent: Errors, pytorch: Errors): boolean {
  if (crossent.ulp <= FEW_ROUNDINGS_ULP) return false;
  return (
    !(crossent.ulp <= pytorch.ulp + MARGIN_ULP) ||
    !(crossent.absolute <= pytorch.absolute * (1 + MARGIN_ABSOLUTE))
  );
}

/** Both errors of both, for a cell where crossent is worse. */
export const explain = (crossent: Errors, pytorch: Errors): string =>
  `${number(crossent.ulp)} against ${number(pytorch.ulp)} ulp, ` +
  `${number(crossent.absolute)} against ${number(pytorch.absolute)} absolute`;

const LEAST = 2 ** -149; // the least positive float32

/** An error in three significant digits: `0.5`, `12.3`, `8.39e+6`, `6e-8`. */
export function number(value: number): string {
  if (value < LEAST) return "0";
  if (!Number.isFinite(value)) return "∞";
  const short = Number(value.toPrecision(3));
  return short >= 1e5 || short < 1e-3 ? short.toExponential() : String(short);
}
