/** Tensors from plain JavaScript values. */

import {
  checkBoolean,
  checkDType,
  checkGradDType,
  checkOptions,
  checkShape,
  notOptions,
} from "../arguments.ts";
import type { DType, TypedArray } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { convert } from "../values/convert.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import { scalar, scalarDType } from "../values/promotion.ts";
import { placeOf } from "../values/shape.ts";
import { ownArray } from "./asTensor.ts";
import { arangeError, arangeOfBool, notAScalar, overflow, tensorOfTensor } from "./creationErrors.ts";
import { readNested } from "./nested.ts";
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

/**
 * A tensor of the given values, which are copied.
 *
 * Without `dtype`, all booleans give bool, all whole numbers int64 (float32 with `requiresGrad`), anything else float32;
 * a typed array keeps its own dtype.
 *
 * @param data - a number, a boolean, nested arrays of them with rows of one length, or a flat typed array.
 * @returns a tensor with one dim per level of nesting; a scalar for a plain value.
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
 * @see torch.tensor
 */
export function tensor(data: Nested<number | boolean> | TypedArray, options?: TensorOptions): Tensor {
  const { dtype, requiresGrad } = readOptions("tensor", options);
  if ((data as unknown) instanceof Tensor) throw tensorOfTensor();
  if (ArrayBuffer.isView(data)) {
    const values = ownArray("tensor", data);
    const chosen = chooseDType(dtype ?? values.dtype, values.dtype, requiresGrad);
    return leaf(ndarray(convert(values.data, values.dtype, chosen), values.shape, chosen), requiresGrad);
  }
  const { values, shape, natural } = readNested(data);
  const chosen = chooseDType(dtype, natural, requiresGrad);
  return leaf(ndarray(store(values, shape, chosen), shape, chosen), requiresGrad);
}

/** Values into a typed array; integers must fit, where a cast would wrap. */
function store(values: readonly number[], shape: readonly number[], dtype: DType): TypedArray {
  const bad = values.findIndex((value) => !fits(value, dtype));
  if (bad >= 0) throw overflow(values[bad]!, dtype, placeOf("data", bad, shape));
  return convert(Float64Array.from(values), "float64", dtype);
}

/** What `tensor` and `full` accept for integers. PyTorch lets −255 … −1 wrap in uint8. */
const LIMITS: { readonly [D in DType]?: readonly [number, number] } = {
  uint8: [-255, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1024], // the last double below 2^63
};

function fits(value: number, dtype: DType): boolean {
  const limits = LIMITS[dtype];
  const whole = Math.trunc(value);
  return limits === undefined || (whole >= limits[0] && whole <= limits[1]);
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
  const numbersOf = zerosOf([Math.ceil((to - from) / stride)], "float64");
  for (let i = 0; i < numbersOf.data.length; i++) numbersOf.data[i] = first + i * by;
  return leaf(ndarray(convert(numbersOf.data, "float64", chosen), numbersOf.shape, chosen), requiresGrad);
}
