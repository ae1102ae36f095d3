/** What softmax and log-softmax share: their options, and PyTorch's rule for a dim that was left out. */

import { checkDType, checkOptions, notATensor } from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import { isFloating, isHalf } from "../dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { notFloating } from "./errors.ts";

/** Options of {@link functional.softmax} and {@link functional.logSoftmax}. */
export interface SoftmaxOptions<out D extends DType = DType> {
  /** A floating dtype that the input is converted to first, which is then the result's. Default: the input's own. */
  readonly dtype?: D;
}

/** The input, converted first where the options ask for it. */
export function converted(
  call: "softmax" | "log_softmax",
  input: Tensor,
  options: SoftmaxOptions | undefined,
): Tensor {
  if (!(input instanceof Tensor)) throw notATensor(call, "input", 1, input);
  const { dtype } = checkOptions(call, options, ["dtype"]);
  if (dtype === undefined) return input;
  if (!isFloating(checkDType(dtype)) || isHalf(dtype)) throw notFloating(call, dtype);
  return input.to(dtype);
}

/** The dim of a call; left out, PyTorch's choice, with its warning. */
export function dimOf(call: string, dim: number | undefined, ndim: number): number {
  if (dim !== undefined && dim !== null) return dim;
  warnOnce(
    `implicit dim of ${call}`,
    `Implicit dimension choice for ${call} has been deprecated. Change the call to include dim=X as an argument.`,
  );
  return ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1;
}

/** Warns where there is a single class to choose from: its probability is 1, and nothing is ever learned. */
export function warnOfSingleClass(call: string, classes: number | undefined, elements: number): void {
  if (classes !== 1 || elements === 0) return;
  warnOnce(
    "softmax over a single class",
    `${call} over a single class is always certain of it, whatever the logit, and its gradient is 0. For a yes or no take two ` +
      "classes; if the classes lie along another dim, name that one.",
  );
}
