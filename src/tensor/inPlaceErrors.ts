/** Errors of the methods that change a tensor in place. */

import { describe, kindOf, show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { scalarName } from "../dtype.ts";

export const leafInPlace = (shape: readonly number[]): Error =>
  new TypeError(
    `a leaf Variable that requires grad is being used in an in-place operation. Got a leaf of shape ${show(shape)}: ` +
      "change it inside noGrad(() => …), or a clone() of it.",
  );

/** @param ofLeaf - whether it is a view of a leaf. */
export const sharedInPlace = (shape: readonly number[], ofLeaf: boolean): Error =>
  new TypeError(
    (ofLeaf
      ? "a view of a leaf Variable that requires grad is being used in an in-place operation."
      : "an in-place operation that is recorded cannot be followed through views.") +
      ` Got the shape ${show(shape)}, with views by reshape, squeeze, unsqueeze or iteration: change a clone(), or inside ` +
      "noGrad(() => …).",
  );

export const outputShape = (self: readonly number[], shape: readonly number[]): Error =>
  new RangeError(
    `output with shape ${show(self)} doesn't match the broadcast shape ${show(shape)}. A tensor that is changed in place ` +
      "keeps its shape; the method without _ makes a new one.",
  );

export const outputType = (from: DType, to: DType): Error =>
  new TypeError(
    `result type ${scalarName(from)} can't be cast to the desired output type ${scalarName(to)}. A tensor that is changed ` +
      `in place keeps its dtype ${to}; the method without _ makes a new one.`,
  );

export const booleanAlpha = (to: DType): Error =>
  new TypeError(`Boolean alpha only supported for Boolean results. The tensor holds ${to}; give a number.`);

export const fractionalAlpha = (alpha: number, to: DType): Error =>
  new TypeError(
    "For integral input tensors, argument alpha must not be a floating point number. " +
      `Got ${alpha} for ${to}; give a whole number.`,
  );

export const alphaKind = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): argument 'alpha' must be Number, not ${kindOf(got)}. Got ${describe(got)}.`);

export const doesNotFit = (value: number, dtype: DType, name: string): Error =>
  new RangeError(
    `value cannot be converted to type ${name} without overflow. Got ${value} for a tensor of ${dtype}.`,
  );

export const fillDims = (ndim: number, shape: readonly number[]): Error =>
  new RangeError(
    `fill_ only supports 0-dimension value tensor but got tensor with ${ndim} dimensions. Its shape is ${show(shape)}; ` +
      "copy_ takes one that broadcasts.",
  );
