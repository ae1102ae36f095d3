/** Errors of random numbers. */

import { describe, kindOf } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { isHalf, scalarName } from "../dtype.ts";

export function badSeed(got: unknown): Error {
  const advice = "A seed is a whole number from -(2^53 - 1) to 2^53 - 1, such as 42.";
  if (Number.isInteger(got))
    return new RangeError(`Overflow when unpacking long long: got ${describe(got)}. ${advice}`);
  const message = `manual_seed expected a long, but got ${typeof got === "number" ? "float" : kindOf(got)}. Got ${describe(got)}. ${advice}`;
  return typeof got === "number" ? new RangeError(message) : new TypeError(message);
}

/** PyTorch's names of what makes the numbers. */
const KERNELS: { readonly [call: string]: string } = {
  rand: "check_uniform_bounds",
  randn: "normal_kernel_cpu",
};

export const randomDType = (call: string, dtype: DType): Error =>
  new TypeError(
    `"${KERNELS[call] ?? call}" not implemented for '${scalarName(dtype)}'. ` +
      (isHalf(dtype) ? `Call .to('${dtype}') on what ${call} makes.` : `${call} makes float32 or float64.`),
  );

export const emptyRange = (low: number, high: number): Error =>
  new RangeError(
    `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}. randint draws from low <= n < high.`,
  );

export const randomBound = (
  what: string,
  got: number,
  dtype: DType,
  least: number,
  largest: number,
): Error => {
  const names: { readonly [D in DType]?: string } = { bool: "bool", uint8: "unsigned char", int32: "int" };
  return new RangeError(
    `${what} is out of bounds for ${names[dtype] ?? dtype}. Got ${got}; ${dtype} holds the integers from ${least} to ${largest}.`,
  );
};

export const permutationDType = (): Error =>
  new TypeError(`"randperm" not implemented for 'Bool'. Choose an integer or floating dtype.`);

export const permutationLimit = (n: number, dtype: DType, largest: number): Error =>
  new RangeError(
    dtype === "float32"
      ? `n cannot be greater than 2^24+1 for Float type. Got ${n}; choose int64.`
      : `value cannot be converted to type ${dtype} without overflow: ${n} numbers go up to ${n - 1}, ${dtype} to ${largest}.`,
  );

export const notAGenerator = (call: string, got: unknown): Error =>
  new TypeError(
    `${call}(): argument 'generator' must be Generator, not ${kindOf(got)}. Got ${describe(got)}; make one with new Generator().`,
  );
