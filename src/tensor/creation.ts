/** Tensors from plain JavaScript values. */

import {
  checkBoolean,
  checkDType,
  checkGradDType,
  checkOptions,
  checkShape,
  checkSizesInArray,
  notOptions,
} from "../arguments.ts";
import { warnOnce } from "../console.ts";
import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { convert } from "../values/convert.ts";
import { MOST_ELEMENTS, ndarray, zerosOf } from "../values/ndarray.ts";
import { scalar, scalarDType } from "../values/promotion.ts";
import type { TensorLike } from "./asTensor.ts";
import {
  arangeError,
  arangeOfBool,
  arangeTooLarge,
  notAScalar,
  overflow,
  tensorOfTensor,
} from "./creationErrors.ts";
import { readTyped } from "./elements.ts";
import { fits } from "./limits.ts";
import { layoutOf, readNested } from "./nested.ts";
import { copyOfView, readView } from "./stridedView.ts";
import type { Nested } from "./tensor.ts";
import { leaf, Tensor } from "./tensor.ts";

/** Options of {@link tensor}, {@link zeros}, {@link ones}, {@link full} and {@link arange}. */
export interface TensorOptions {
  /** Element type. Default: what the values call for, `'float32'` for {@link zeros} and {@link ones}. */
  readonly dtype?: DType;
  /** Whether operations on it are recorded for `backward`. Default false. */
  readonly requiresGrad?: boolean;
}

const OPTIONS = ["dtype", "requiresGrad"];

/** The checked options of a call: a leaf is made from values by `leaf`. */
function readOptions(
  call: string,
  options: TensorOptions | undefined,
): { dtype: DType | undefined; requiresGrad: boolean } {
  const { dtype, requiresGrad = false } = checkOptions(call, options, OPTIONS);
  checkBoolean(call, "requires_grad", requiresGrad);
  return { dtype: dtype === undefined ? undefined : checkDType(dtype), requiresGrad };
}

/**
 * The dtype of a new tensor: the one that the call names, or what its values call for. A leaf with gradient has to be
 * floating, and whole numbers become float32 for it.
 */
function chooseDType(named: DType | undefined, natural: DType, requiresGrad: boolean): DType {
  const dtype = named ?? (requiresGrad && natural === "int64" ? "float32" : natural);
  if (requiresGrad) checkGradDType(dtype);
  return dtype;
}

/** What {@link tensor} makes a tensor of. */
export type TensorData = Nested<number | boolean | bigint | ArrayBufferView | Tensor> | TensorLike;

/**
 * A tensor of the given values, which are copied.
 *
 * Without `dtype`, all booleans give bool, all whole numbers and bigints int64 (float32 with `requiresGrad`), anything
 * else float32. A typed array keeps its own dtype if there is one; of the others, Int8, Int16, Uint16, Uint32 and
 * BigUint64 give int64, Uint8Clamped gives uint8, Float16 gives float32. What is mixed is promoted as in arithmetic
 * between tensors with dims: int32 and whole numbers give int64.
 *
 * @param data - a number, boolean or bigint; a typed array; nested arrays of these or of tensors, which are stacked, with
 *   rows of one length; or a view `{ data, shape, strides, offset }`, as ndarray and numpy-ts make it, in any order.
 * @returns a tensor with one dim per level of nesting; a scalar for a plain value. It is no part of a graph: gradients
 *   do not flow back to tensors in `data`.
 * @throws TypeError for values that are no numbers, RangeError for a ragged nesting; both name the place.
 * @example
 * tensor([[1, 2], [3.5, 4]]);
 * // tensor([[1.0000, 2.0000],
 * //         [3.5000, 4.0000]])
 * tensor([1, 2]).dtype; // 'int64'
 * tensor([1, 2], { dtype: "float64", requiresGrad: true });
 * // tensor([1., 2.], dtype=torch.float64, requires_grad=True)
 * tensor([[1, 2], [3]]);
 * // RangeError: expected sequence of length 2 at dim 1 (got 1). data[1] has the length 1, …
 * tensor([Int16Array.of(1, 2), tensor([3, 4])]);
 * // tensor([[1, 2],
 * //         [3, 4]])
 * tensor({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2], strides: [1, 2] });
 * // tensor([[1., 3.],
 * //         [2., 4.]])
 * @see torch.tensor
 */
export function tensor(data: TensorData, options?: TensorOptions): Tensor {
  const { dtype, requiresGrad } = readOptions("tensor", options);
  if (data instanceof Tensor) throw tensorOfTensor();
  const view = readView(data);
  if (view !== null || ArrayBuffer.isView(data)) {
    const values = view !== null ? copyOfView(view) : readTyped("tensor", data);
    const chosen = chooseDType(dtype ?? values.dtype, values.dtype, requiresGrad);
    return leaf(ndarray(convert(values.data, values.dtype, chosen), values.shape, chosen), requiresGrad);
  }
  const layout = layoutOf(data);
  const chosen = chooseDType(dtype, layout.natural, requiresGrad);
  const made = leaf(readNested(data, layout, chosen), requiresGrad);
  if (layout.hasGraph) {
    warnOnce(
      "tensor of tensors with gradient",
      "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior. " +
        "tensor(…) copies the values, and no gradient flows back through it; call detach() on them first.",
    );
  }
  return made;
}

/**
 * A tensor of zeros.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws TypeError or RangeError for a shape that is no list of sizes, or too large.
 * @example
 * zeros([2, 3]);
 * // tensor([[0., 0., 0.],
 * //         [0., 0., 0.]])
 */
export function zeros(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("zeros", shape, 0, "float32", options);
}

/**
 * A tensor of ones.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does.
 * @example
 * ones([2], { dtype: "int64" }); // tensor([1, 1])
 */
export function ones(shape: readonly number[], options?: TensorOptions): Tensor {
  return filled("ones", shape, 1, "float32", options);
}

/**
 * A tensor filled with `value`, whose kind gives the dtype: `1` int64, `0.5` float32, `true` bool.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws as {@link zeros} does, RangeError for a value that the dtype does not hold.
 * @example
 * full([3], 0.5); // tensor([0.5000, 0.5000, 0.5000])
 */
export function full(shape: readonly number[], value: number | boolean, options?: TensorOptions): Tensor {
  if (typeof value !== "number" && typeof value !== "boolean")
    throw notAScalar("full", "fill_value", 2, value);
  return filled("full", shape, value, scalarDType(value), options);
}

function filled(
  call: string,
  shape: readonly number[],
  value: number | boolean,
  natural: DType,
  options: TensorOptions | undefined,
): Tensor {
  checkSizesInArray(call, shape, call === "full" ? undefined : options);
  const { dtype, requiresGrad } = readOptions(call, options);
  const chosen = chooseDType(dtype, natural, requiresGrad);
  if (!fits(Number(value), chosen)) throw overflow(Number(value), chosen, "fill_value");
  const values = zerosOf(checkShape(call, shape), chosen);
  const element = scalar(value, chosen).data[0]!;
  if (value !== 0) values.data.fill(element as never);
  return leaf(values, requiresGrad);
}

/**
 * The numbers from 0 up to, but without, `end` in steps of 1: int64 if `end` is whole, else float32.
 *
 * @returns a tensor of one dim.
 * @throws RangeError for an `end` below 0 or not finite.
 * @example
 * arange(4); // tensor([0, 1, 2, 3])
 */
export function arange(end: number, options?: TensorOptions): Tensor;
/**
 * The numbers from `start` up to, but without, `end` in steps of `step`: int64 if all three are whole, else float32.
 *
 * @param step - may be negative. Default 1.
 * @returns a tensor of one dim with `⌈(end − start) / step⌉` elements.
 * @throws RangeError for a step of 0, a step away from `end`, or bounds that are not finite.
 * @example
 * arange(1, 2, 0.25); // tensor([1.0000, 1.2500, 1.5000, 1.7500])
 * arange(3, 0, -1); // tensor([3, 2, 1])
 * @see torch.arange
 */
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(...args: readonly unknown[]): Tensor {
  const last = args[args.length - 1];
  const hasOptions = typeof last === "object" && last !== null;
  const { dtype, requiresGrad } = readOptions("arange", hasOptions ? (last as TensorOptions) : undefined);
  const given = hasOptions ? args.slice(0, -1) : [...args];
  while (given.length > 1 && given[given.length - 1] === undefined) given.pop();
  const names = given.length < 2 ? ["end"] : ["start", "end", "step"];
  for (let i = 0; i < Math.max(given.length, 1); i++) {
    if (typeof given[i] !== "number") throw notAScalar("arange", names[i] ?? "options", i + 1, given[i]);
    if (i === 3) throw notOptions("arange", given[i], OPTIONS);
  }
  const numbers = given as number[];
  const [start, end, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];

  const whole = [start, end, step].every((n) => scalarDType(n) === "int64");
  const chosen = chooseDType(dtype, whole ? "int64" : "float32", requiresGrad);
  if (chosen === "bool") throw arangeOfBool();
  // PyTorch counts in the dtype: for integers it truncates the arguments, for int64 before it counts the numbers.
  const truncated = isFloating(chosen) ? (n: number): number => n : Math.trunc;
  const [first, by] = [truncated(start), truncated(step)];
  const [from, to, stride] = chosen === "int64" ? [first, Math.trunc(end), by] : [start, end, step];
  const finite = [start, end, step].every(Number.isFinite);
  if (!finite || stride === 0 || (stride > 0 ? to < from : to > from))
    throw arangeError(start, end, step, stride);
  const count = Math.ceil((to - from) / stride);
  if (count > MOST_ELEMENTS) throw arangeTooLarge(start, end, step, count);
  const numbersOf = zerosOf([count], "float64");
  for (let i = 0; i < numbersOf.data.length; i++) numbersOf.data[i] = first + i * by;
  return leaf(ndarray(convert(numbersOf.data, "float64", chosen), numbersOf.shape, chosen), requiresGrad);
}
