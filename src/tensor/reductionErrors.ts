/** Errors and warnings of reductions. */

import { describe, kindOf } from "../describe.ts";
import type { DType } from "../dtype.ts";

export const keepdimOfAll = (call: "max" | "min"): Error =>
  new TypeError(
    `${call}() received an invalid combination of arguments - got (keepdim=bool, ). It keeps a dim that it is given; ` +
      `a${call}([], true) keeps all of them.`,
  );

export const correctionKind = (call: "std" | "var", got: unknown): Error =>
  new TypeError(
    `${call}() received an invalid combination of arguments - got (correction=${kindOf(got)}, ). ` +
      `Got ${describe(got)}; the correction is a number.`,
  );

export const varianceOfIntegers = (dtype: DType): Error =>
  new TypeError(
    `std and var only support floating point and complex dtypes. Got ${dtype}; call .float() first.`,
  );

export const noFreedom = (call: "std" | "var"): string =>
  `${call}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel ` +
  "divided by output numel).";
