/** Errors of the losses and their targets. */

import { describe, kindOf, list, quote, show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { scalarName } from "../dtype.ts";

export const badReduction = (got: unknown, known: readonly string[]): Error =>
  new RangeError(
    `${typeof got === "string" ? quote(got).slice(1, -1) : typeof got === "number" ? got : kindOf(got)} is not a valid value for reduction. Got ${describe(got)}; ` +
      `the reductions are ${list(known)}.`,
  );

export const badSmoothing = (got: unknown): Error =>
  typeof got === "number"
    ? new RangeError(`label_smoothing must be between 0.0 and 1.0. Got: ${got}. 0 switches smoothing off.`)
    : new TypeError(
        `cross_entropy_loss(): argument 'label_smoothing' (position 6) must be float, not ${kindOf(got)}. Got ${describe(got)}.`,
      );

export const badNormalizer = (call: string, got: unknown): Error =>
  typeof got === "number"
    ? new RangeError(
        `${call}(): normalizer must be a positive number, got ${got}. It is the weight of all targets over which the mean is taken.`,
      )
    : new TypeError(
        `${call}(): argument 'normalizer' must be float, not ${kindOf(got)}. Got ${describe(got)}; ` +
          "of a tensor of one element, take .item().",
      );

export const normalizerWithout = (call: string, normalizer: number, reduction: string): Error =>
  new RangeError(
    `${call}(): normalizer is what reduction 'mean' divides by. Got ${normalizer} with the reduction ${quote(reduction)}; ` +
      "leave one of the two out.",
  );

export const badIgnoreIndex = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'ignore_index' (position 5) must be int, not ${kindOf(got)}. Got ${describe(got)}.`,
  );

export const noClassDim = (input: readonly number[]): Error =>
  new RangeError(
    `Expected 1 or more dimensions (got ${input.length}). The input is (C), (N, C) or (N, C, d1, …, dK).`,
  );

/** A shape without dim 1, that of the classes. */
const withoutClasses = (shape: readonly number[]): number[] => [...shape.slice(0, 1), ...shape.slice(2)];

/** What the two shapes look like, if they look like a known mistake. */
function shapeHint(input: readonly number[], target: readonly number[]): string {
  if (target.length > 1 && show(withoutClasses(target)) === show(input))
    return " Input and target seem to be swapped: the input comes first.";
  if (input.length > 2 && show(input.slice(0, -1)) === show(target))
    return ` The classes of the input seem to be last: move them to dim 1 with permute.`;
  return "";
}

export function targetShape(input: readonly number[], target: readonly number[]): Error {
  const got = `Got the input ${show(input)} and the target ${show(target)}.`;
  const wanted = `the target needs the shape ${show(withoutClasses(input))}`;
  const hint = shapeHint(input, target);
  if (input.length === 1) {
    const sentence =
      target.length > 1
        ? "0D or 1D target tensor expected, multi-target not supported"
        : `For 1D input, 1D target must have size 1, but got target size: ${target[0]}`;
    return new RangeError(`${sentence}. ${got}${hint || " One class index is a scalar: tensor(2)."}`);
  }
  if (input[0] !== target[0]) {
    return new RangeError(
      `Expected input batch_size (${input[0]}) to match target batch_size (${target[0] ?? 0}). ${got} ` +
        `For class indices ${wanted}.${hint}`,
    );
  }
  if (input.length === 2) {
    return new RangeError(
      `0D or 1D target tensor expected, multi-target not supported. ${got}` +
        (hint ||
          ` For class indices ${wanted}` +
            (show(target) === show(input) ? "." : `, for class probabilities ${show(input)}.`)),
    );
  }
  if (input.length === 4 && target.length !== 3) {
    return new RangeError(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}. ${got} ` +
        `For class indices ${wanted}.`,
    );
  }
  if (input.length === 4) {
    return new RangeError(
      `size mismatch (got input: ${show(input)} , target: ${show(target)}). For class indices ${wanted}.${hint}`,
    );
  }
  return new RangeError(
    `Expected target size ${show([input[0]!, ...input.slice(2)])}, got ${show(target)}. ${got}${hint}`,
  );
}

/** @param orProbabilities - whether the call takes class probabilities as well. */
export const indexTargetDType = (dtype: DType, orProbabilities = true): Error =>
  new TypeError(
    `expected target dtype to be Long or Byte, but got ${scalarName(dtype)}. Class indices are integers: ` +
      `call .long() on the target.${orProbabilities ? " Class probabilities need the shape of the input." : ""}`,
  );

/** Of a call whose classes lie along any dim. */
export function lineTargetShape(logits: readonly number[], target: readonly number[], dim: number): Error {
  const without = (d: number): number[] => logits.filter((_, other) => other !== d);
  const other = logits.findIndex((_, d) => show(without(d)) === show(target));
  return new RangeError(
    `Expected target size ${show(without(dim))}, got ${show(target)}. The classes are taken along dim ${dim} of the logits ` +
      `${show(logits)}${other < 0 ? "." : `; are they along dim ${other}? Then pass { dim: ${other} }.`}`,
  );
}

export const badTemperature = (got: unknown): Error =>
  typeof got === "number"
    ? new RangeError(
        `temperature (=${got}) has to be a strictly positive float. It divides the logits; 1 leaves them as they are.`,
      )
    : new TypeError(
        `score(): argument 'temperature' must be float, not ${kindOf(got)}. Got ${describe(got)}.`,
      );

export const notOneHot = (dtype: DType, shape: readonly number[], at: string): Error =>
  new TypeError(
    `Expected floating point type for target with class probabilities, got ${scalarName(dtype)}. A target of the input's ` +
      `shape ${show(shape)} holds probabilities; ${at} is not one-hot. ` +
      `Call .float(), or for indices leave out the class dim.`,
  );

export const ignoreWithProbabilities = (ignoreIndex: number): Error =>
  new RangeError(
    `ignore_index is not supported for floating point target. Got ${ignoreIndex} with class probabilities; ` +
      `leave ignoreIndex out.`,
  );

export const weightShape = (call: string, classes: number, shape: readonly number[]): Error =>
  new RangeError(
    `${call}weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ` +
      `${show(shape)}. It needs the shape [${classes}].`,
  );

export const weightDType = (expected: DType, got: DType): Error =>
  new TypeError(
    `expected scalar type ${scalarName(expected)} but found ${scalarName(got)}. The weight needs the input's dtype: ` +
      `call .to('${expected}') on it.`,
  );

export const weightGradient = (inputDims: number): Error =>
  new TypeError(
    `The function 'nll_loss${inputDims > 2 ? "2d" : ""}_forward' is not differentiable with respect to argument 'weight'. This input cannot have ` +
      "requires_grad True: detach() the weight, or use class probabilities as target, which can.",
  );

export const notFloating = (call: "softmax" | "log_softmax", dtype: DType): Error =>
  new TypeError(
    `"${call}_lastdim_kernel_impl" not implemented for '${scalarName(dtype)}'. Got the dtype ${dtype}; it has to be floating.`,
  );

export const oneHotError = (what: "dtype" | "negative" | "large" | "empty", got: string): Error => {
  const sentences = {
    dtype: "one_hot is only applicable to index tensor of type LongTensor",
    negative: "Class values must be non-negative",
    large: "Class values must be smaller than num_classes",
    empty: "Can not infer total number of classes from empty tensor",
  };
  return new (what === "dtype" ? TypeError : RangeError)(`${sentences[what]}. ${got}`);
};
