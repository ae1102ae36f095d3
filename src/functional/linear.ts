import { notATensor } from "../arguments.ts";
import { show } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { isFloating, scalarName } from "../dtype.ts";
import * as ops from "../ops/linear.ts";
import type { Promoted } from "../resultTypes.ts";
import { add } from "../tensor/arithmetic.ts";
import type { Result } from "../tensor/core.ts";
import { apply, isTensor } from "../tensor/core.ts";
import { matmul, productType } from "../tensor/matmul.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { numel } from "../values/shape.ts";

/**
 * A linear layer: `y = x · Wᵀ + b`, the scores of the classes where it is the last one.
 *
 * Shapes: `x` `(…, in)`, `W` `(out, in)`, `b` `(out)`, result `(…, out)`; `in` and `out` are the features before and after.
 *
 * @param input - features, mostly of shape `(N, in)`.
 * @param weight - `(out, in)`, a row for each feature of the result; or `(in)`, which gives `(…)` and takes a scalar as bias.
 * @param bias - `(out)`; left out or null, none.
 * @returns a tensor of the common dtype; integers join floats, as in {@link Tensor.matmul}.
 * @throws TypeError for dtypes that differ or bool, RangeError for sizes that do not fit.
 * @example
 * const weight = tensor([[1, 0], [0, 1], [1, 1]]);
 * functional.linear(tensor([[0.5, 2]]), weight, tensor([0, 0, 10])); // tensor([[ 0.5000,  2.0000, 12.5000]])
 * @see torch.nn.functional.linear
 */
export function linear<X extends DType, W extends DType>(
  input: Tensor<X>,
  weight: Tensor<W>,
  bias?: Tensor | null,
): Tensor<Promoted[X][W]> {
  return linearOf(input, weight, bias);
}

/** {@link linear} of any dtypes. */
export function linearOf(input: Tensor, weight: Tensor, bias?: Tensor | null): Result {
  if (!isTensor(input)) throw notATensor("linear", "input", 1, input);
  if (!isTensor(weight)) throw notATensor("linear", "weight", 2, weight);
  const b = bias ?? null;
  if (b !== null && !isTensor(b)) throw notATensor("linear", "bias", 3, b);
  if (input.ndim === 0 || weight.ndim === 0) throw noFeatures(input.shape, weight.shape);
  const startsWithBias = b !== null && ops.startsWithBias(input.shape, b.shape);
  if (weight.ndim > 2 || (weight.ndim === 1 && startsWithBias)) throw weightDims(weight.shape);
  if (weight.ndim === 1)
    return b === null ? matmul(input, weight) : plusOne(matmul(input, weight), b, weight);
  if (input.shape.at(-1) !== weight.shape[1]) throw linearShapes(input.shape, weight.shape, startsWithBias);
  if (startsWithBias && !joins(b.dtype, weight.dtype) && !joins(weight.dtype, b.dtype))
    throw biasDType(b.dtype, weight.dtype);
  const dtype = productType(input, weight, startsWithBias ? "addmm" : "mm");
  if (b !== null) {
    if (!joins(b.dtype, dtype)) throw biasDType(b.dtype, dtype);
    checkBias(b.shape, dtype, input.shape, weight.shape[0]!);
  }
  return apply(ops.linear, [input.to(dtype), weight.to(dtype), b === null ? null : b.to(dtype)]);
}

/** `x + b` of one number `b`, which is all that a weight of one dim takes. */
function plusOne(x: Tensor, bias: Tensor, weight: Tensor): Result {
  if (bias.numel() !== 1) throw weightDims(weight.shape);
  if (!joins(bias.dtype, x.dtype)) throw biasDType(bias.dtype, x.dtype);
  if (bias.ndim > x.ndim) throw biasDims(bias.shape, x.shape);
  return add(x, bias);
}

/** Whether a dtype is the other one, or of integers that join these floats. */
const joins = (own: DType, other: DType): boolean =>
  own === other || (isFloating(other) && !isFloating(own) && own !== "bool");

/** The bias is one for all rows. PyTorch also takes some that differ from row to row, which ones depends on the input. */
function checkBias(shape: readonly number[], dtype: DType, input: readonly number[], features: number): void {
  const missing = 2 - shape.length;
  const fits = [1, features].map((size, d) => d < missing || [1, size].includes(shape[d - missing]!));
  const rows = [numel(input, 0, input.length - 1), features];
  if (missing < 0 || fits.includes(false)) throw biasShape(shape, dtype, rows, fits.lastIndexOf(false));
  if (input.length === 1 && missing === 0 && !ops.startsWithBias(input, shape))
    throw biasDims(shape, [features]);
}

export const noFeatures = (input: readonly number[], weight: readonly number[]): Error =>
  new RangeError(
    `both arguments to linear need to be at least 1D, but they are ${input.length}D and ${weight.length}D. ` +
      `Got the shapes ${show(input)} and ${show(weight)}.`,
  );

export const weightDims = (weight: readonly number[]): Error =>
  new RangeError(
    (weight.length === 1
      ? "addmm: mat2 must be a matrix, got 1-D tensor."
      : `t() expects a tensor with <= 2 dimensions, but self is ${weight.length}D.`) +
      ` The weight has the shape ${show(weight)}; (out features, in features) is needed.`,
  );

export const linearShapes = (input: readonly number[], weight: readonly number[], hasBias: boolean): Error =>
  new RangeError(
    `${hasBias ? "addmm" : "mm"}: mat1 and mat2 shapes cannot be multiplied (${numel(input, 0, input.length - 1)}x${input.at(-1)} and ` +
      `${weight[1]}x${weight[0]}). Got an input of shape ${show(input)}, whose last size has to be ${weight[1]} for a weight ` +
      `of shape ${show(weight)} (out features, in features).`,
  );

export const biasDType = (bias: DType, dtype: DType): Error =>
  new TypeError(
    `self and mat2 must have the same dtype, but got ${scalarName(bias)} and ${scalarName(dtype)}. The bias is ${bias}; ` +
      `convert it with .to('${dtype}').`,
  );

/** @param rows - the shape that PyTorch's bias has to broadcast to; `dim` where it does not. */
export const biasShape = (
  bias: readonly number[],
  dtype: DType,
  rows: readonly number[],
  dim: number,
): Error =>
  new RangeError(
    (bias.length > 2
      ? `expand(torch.${scalarName(dtype)}Tensor{${show(bias)}}, size=${show(rows)}): the number of sizes provided (2) must be ` +
        `greater or equal to the number of dimensions in the tensor (${bias.length}).`
      : `The expanded size of the tensor (${rows[dim]}) must match the existing size (${bias[dim - 2 + bias.length]}) at ` +
        `non-singleton dimension ${dim}.  Target sizes: ${show(rows)}.  Tensor sizes: ${show(bias)}.`) +
      " Give one number for each row of the weight.",
  );

/** @param output - the shape of the result, of fewer dims than the bias. */
export const biasDims = (bias: readonly number[], output: readonly number[]): Error =>
  new RangeError(
    `output with shape ${show(output)} doesn't match the broadcast shape ` +
      `${show([...Array(bias.length - output.length).fill(1), ...output])}. The bias of shape ${show(bias)} has more dims than ` +
      "the result; give one number for each row of the weight.",
  );
