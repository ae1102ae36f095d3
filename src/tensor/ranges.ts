/** Numbers in a row. */

import { checkInt, notOptions } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { convert } from "../values/convert.ts";
import { MOST_ELEMENTS, ndarray, zerosOf } from "../values/ndarray.ts";
import { scalarDType } from "../values/promotion.ts";
import type { TensorOptions } from "./creation.ts";
import { chooseDType, OPTIONS, readOptions } from "./creation.ts";
import {
  arangeError,
  arangeOfBool,
  arangeTooLarge,
  linspaceOfBool,
  negativeSteps,
  notAScalar,
} from "./creationErrors.ts";
import { checkFits } from "./inPlace.ts";
import type { PlainOf, Tensor } from "./tensor.ts";
import { leaf } from "./tensor.ts";

/**
 * {@link arange} from 0 on, of the dtype that the options name.
 *
 * @example
 * arange(3, { dtype: "float32" }); // tensor([0., 1., 2.])
 */
export function arange<D extends DType>(
  end: number,
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * {@link arange} of the dtype that the options name.
 *
 * @example
 * arange(1, 4, 1, { dtype: "float32" }); // tensor([1., 2., 3.])
 */
export function arange<D extends DType>(
  start: number,
  end: number,
  step: number | undefined,
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * The numbers from 0 up to, but without, `end` in steps of 1: int64 if `end` is whole, else float32.
 *
 * @returns a tensor of one dim.
 * @throws RangeError for an `end` below 0 or not finite.
 * @example
 * arange(4); // tensor([0, 1, 2, 3])
 */
export function arange<D extends DType = PlainOf<number>>(
  end: number,
  options?: TensorOptions<D>,
): Tensor<D | PlainOf<number>>;
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
export function arange<D extends DType = PlainOf<number>>(
  start: number,
  end: number,
  step?: number,
  options?: TensorOptions<D>,
): Tensor<D | PlainOf<number>>;
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

/**
 * {@link linspace} of the dtype that the options name.
 *
 * @example
 * linspace(0, 9, 4, { dtype: "int64" }); // tensor([0, 3, 6, 9])
 */
export function linspace<D extends DType>(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * `steps` numbers from `start` to `end`, both included, evenly spaced.
 *
 * `y_i = start + i · (end − start) / (steps − 1)`, counted from `end` in the second half. As integers they lose their
 * fraction.
 *
 * @param steps - how many numbers; one is `start`.
 * @returns a tensor of one dim, float32 unless a dtype is given.
 * @throws TypeError for arguments that are no numbers and for bool; RangeError for fewer than 0 numbers, and for ends that
 *   the dtype does not hold.
 * @example
 * linspace(0, 1, 5); // tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 * @see torch.linspace
 */
export function linspace<D extends DType = "float32">(
  start: number,
  end: number,
  steps: number,
  options?: TensorOptions<D>,
): Tensor<D | "float32">;
export function linspace(start: number, end: number, steps: number, options?: TensorOptions): Tensor {
  if (typeof start !== "number") throw notAScalar("linspace", "start", 1, start);
  if (typeof end !== "number") throw notAScalar("linspace", "end", 2, end);
  const count = checkInt("linspace", "steps", steps);
  if (count < 0) throw negativeSteps(count);
  const { dtype, requiresGrad } = readOptions("linspace", options);
  const chosen = chooseDType(dtype, "float32", requiresGrad);
  if (chosen === "bool") throw linspaceOfBool();
  checkFits(start, chosen);
  checkFits(end, chosen);
  const [first, last] = [inDType(start, chosen), inDType(end, chosen)];
  // float32 rounds the distance, the step and each number, but not the product on the way.
  const round = chosen === "float32" ? Math.fround : Number;
  const step = round(round(last - first) / (count - 1));
  const numbers = zerosOf([count], "float64");
  const { data } = numbers;
  const half = Math.floor(count / 2);
  for (let i = 0; i < half; i++) data[i] = first + step * i;
  for (let i = half; i < data.length; i++) data[i] = last - step * (count - 1 - i);
  if (count === 1) data[0] = first;
  return leaf(ndarray(convert(data, "float64", chosen), numbers.shape, chosen), requiresGrad);
}

/** A number as an element of the dtype. */
const inDType = (value: number, dtype: DType): number => {
  const own = convert(Float64Array.of(value), "float64", dtype);
  return Number(convert(own, dtype, "float64")[0]);
};
