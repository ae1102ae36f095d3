/** Tensors of random numbers, from PyTorch's streams. */

import {
  checkBoolean,
  checkDType,
  checkGradDType,
  checkInt,
  checkOptions,
  checkShape,
  checkSizesInArray,
} from "../arguments.ts";
import type { DType, HalfDType } from "../dtype.ts";
import { isFloating, isHalf } from "../dtype.ts";
import { leaf, type Tensor } from "../tensor/tensor.ts";
import { normal, permutation, randomIntegers, uniform } from "./distributions.ts";
import {
  emptyRange,
  notAGenerator,
  permutationDType,
  permutationLimit,
  randomBound,
  randomDType,
} from "./errors.ts";
import { defaultGenerator, Generator } from "./generator.ts";

/** Options of {@link rand}, {@link randn}, {@link randint} and {@link randperm}. */
export interface RandomOptions<out D extends DType = DType> {
  /** Element type. Default `'float32'` for `rand` and `randn`, `'int64'` for `randint` and `randperm`. */
  readonly dtype?: D;
  /** Where the numbers come from. Default: the generator that {@link manualSeed} seeds. */
  readonly generator?: Generator;
  /** Whether operations on the tensor are recorded for `backward`. Default false. */
  readonly requiresGrad?: boolean;
}

const OPTIONS = ["dtype", "generator", "requiresGrad"];

function readOptions<D extends DType>(
  call: string,
  options: RandomOptions | undefined,
  standard: D,
): { dtype: Exclude<DType, HalfDType>; generator: Generator; requiresGrad: boolean } {
  const {
    dtype = standard as DType,
    generator = defaultGenerator,
    requiresGrad = false,
  } = checkOptions(call, options, OPTIONS);
  if (!(generator instanceof Generator)) throw notAGenerator(call, generator);
  checkBoolean(call, "requires_grad", requiresGrad);
  checkDType(dtype);
  if (isHalf(dtype)) throw randomDType(call, dtype);
  if (requiresGrad) checkGradDType(dtype);
  return { dtype, generator, requiresGrad };
}

function floats(
  call: "rand" | "randn",
  draw: typeof uniform,
  shape: readonly number[],
  options: RandomOptions | undefined,
): Tensor {
  checkSizesInArray(call, shape, options);
  const { dtype, generator, requiresGrad } = readOptions(call, options, "float32");
  if (!isFloating(dtype)) throw randomDType(call, dtype);
  const sizes = checkShape(call, shape);
  return leaf(draw(sizes, dtype, generator), requiresGrad);
}

/**
 * {@link rand} of the dtype that the options name.
 *
 * @example
 * manualSeed(0);
 * rand([1], { dtype: "float64" }); // tensor([0.9701], dtype=torch.float64)
 */
export function rand<D extends DType>(
  shape: readonly number[],
  options: RandomOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * Uniform numbers in [0, 1), bit for bit PyTorch's `torch.rand`.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws TypeError for a dtype that is not floating, or a shape that is no list of sizes.
 * @example
 * manualSeed(0);
 * rand([2]); // tensor([0.4963, 0.7682])
 * rand([2], { generator: new Generator().manualSeed(0) }); // tensor([0.4963, 0.7682])
 * @see torch.rand
 */
export function rand<D extends DType = "float32">(
  shape: readonly number[],
  options?: RandomOptions<D>,
): Tensor<D | "float32">;
export function rand(shape: readonly number[], options?: RandomOptions): Tensor {
  return floats("rand", uniform, shape, options);
}

/**
 * {@link randn} of the dtype that the options name.
 *
 * @example
 * manualSeed(0);
 * randn([1], { dtype: "float64" }); // tensor([1.5410], dtype=torch.float64)
 */
export function randn<D extends DType>(
  shape: readonly number[],
  options: RandomOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * Numbers of the standard normal distribution, from the same draws as PyTorch's `torch.randn`.
 *
 * @param shape - the sizes; `[]` for a scalar.
 * @throws TypeError for a dtype that is not floating, or a shape that is no list of sizes.
 * @example
 * manualSeed(0);
 * randn([2, 2]);
 * // tensor([[ 1.5410, -0.2934],
 * //         [-2.1788,  0.5684]])
 * @see torch.randn
 */
export function randn<D extends DType = "float32">(
  shape: readonly number[],
  options?: RandomOptions<D>,
): Tensor<D | "float32">;
export function randn(shape: readonly number[], options?: RandomOptions): Tensor {
  return floats("randn", normal, shape, options);
}

/** The least and the largest integer of each dtype that a random one may be; floats hold all integers up to 2^p. */
const BOUNDS: { readonly [D in Exclude<DType, HalfDType>]: readonly [number, number] } = {
  bool: [0, 1],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  float32: [-(2 ** 24), 2 ** 24],
  float64: [-(2 ** 53), 2 ** 53],
};

/**
 * {@link randint} from 0 on, of the dtype that the options name.
 *
 * @example
 * manualSeed(0);
 * randint(10, [3], { dtype: "float32" }); // tensor([4., 9., 3.])
 */
export function randint<D extends DType>(
  high: number,
  shape: readonly number[],
  options: RandomOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * {@link randint} of the dtype that the options name.
 *
 * @example
 * manualSeed(0);
 * randint(-5, 5, [3], { dtype: "float32" }); // tensor([-1.,  4., -2.])
 */
export function randint<D extends DType>(
  low: number,
  high: number,
  shape: readonly number[],
  options: RandomOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * Integers from 0 up to, but without, `high`, bit for bit PyTorch's `torch.randint`.
 *
 * @param high - a whole number of 1 or more.
 * @param shape - the sizes; `[]` for a scalar.
 * @throws RangeError where the range is empty or does not fit the dtype.
 * @example
 * manualSeed(0);
 * randint(10, [3]); // tensor([4, 9, 3])
 */
export function randint<D extends DType = "int64">(
  high: number,
  shape: readonly number[],
  options?: RandomOptions<D>,
): Tensor<D | "int64">;
/**
 * Integers from `low` up to, but without, `high`, bit for bit PyTorch's `torch.randint`.
 *
 * @param low - a whole number.
 * @param high - a whole number above `low`.
 * @param shape - the sizes; `[]` for a scalar.
 * @throws RangeError where the range is empty or does not fit the dtype.
 * @example
 * manualSeed(0);
 * randint(-5, 5, [3]); // tensor([-1,  4, -2])
 * @see torch.randint
 */
export function randint<D extends DType = "int64">(
  low: number,
  high: number,
  shape: readonly number[],
  options?: RandomOptions<D>,
): Tensor<D | "int64">;
export function randint(...args: readonly unknown[]): Tensor {
  const [low, high, shape, options] = Array.isArray(args[1]) ? [0, ...args] : args;
  const { dtype, generator, requiresGrad } = readOptions(
    "randint",
    options as RandomOptions | undefined,
    "int64",
  );
  const from = checkInt("randint", "low", low);
  const to = checkInt("randint", "high", high);
  const sizes = checkShape("randint", shape);
  if (from >= to) throw emptyRange(from, to);
  const [least, largest] = BOUNDS[dtype];
  if (from < least || from > largest) throw randomBound("from", from, dtype, least, largest);
  if (to - 1 > largest) throw randomBound("to - 1", to - 1, dtype, least, largest);
  return leaf(randomIntegers(from, to, sizes, dtype, generator), requiresGrad);
}

/**
 * {@link randperm} of the dtype that the options name.
 *
 * @example
 * manualSeed(0);
 * randperm(3, { dtype: "int32" }); // tensor([2, 0, 1], dtype=torch.int32)
 */
export function randperm<D extends DType>(
  n: number,
  options: RandomOptions & { readonly dtype: D },
): Tensor<D>;
/**
 * The integers from 0 to `n` − 1 in random order, bit for bit PyTorch's `torch.randperm`.
 *
 * @param n - how many, 0 or more.
 * @returns a tensor of shape `(n)`.
 * @throws TypeError for bool, RangeError for a negative `n` or one whose integers the dtype does not hold.
 * @example
 * manualSeed(0);
 * randperm(5); // tensor([4, 0, 1, 3, 2])
 * @see torch.randperm
 */
export function randperm<D extends DType = "int64">(
  n: number,
  options?: RandomOptions<D>,
): Tensor<D | "int64">;
export function randperm(n: number, options?: RandomOptions): Tensor {
  const { dtype, generator, requiresGrad } = readOptions("randperm", options, "int64");
  const [length] = checkShape("randperm", [checkInt("randperm", "n", n)]) as [number];
  if (dtype === "bool") throw permutationDType();
  const largest = BOUNDS[dtype][1];
  if (length - 1 > largest) throw permutationLimit(length, dtype, largest);
  return leaf(permutation(length, dtype, generator), requiresGrad);
}
