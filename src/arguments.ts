/** Checks of arguments that plain JavaScript may get wrong. They read an argument, and never change or keep it. */

import { describe, kindOf, list, quote, remedyFor, show } from "./describe.ts";
import type { DType } from "./dtype.ts";
import { DTYPES, isDType, isFloating } from "./dtype.ts";
import type { NDArray } from "./values/ndarray.ts";
import { MAX_DIMS, numel } from "./values/shape.ts";

/** No options. It has no prototype, and so nothing that somebody put on `Object.prototype`. */
const NO_OPTIONS: object = Object.freeze(Object.create(null));

/**
 * The options of a call in an object of our own: known names only, own properties only, each read once. A getter that
 * runs code of its own has run when this returns.
 */
export function checkOptions<T extends object>(
  call: string,
  options: T | undefined,
  known: readonly string[],
): T {
  if (options === undefined) return NO_OPTIONS as T;
  if (typeof options !== "object" || options === null || isList(options))
    throw notOptions(call, options, known);
  const own = Object.create(null) as { [name: string]: unknown };
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownOption(call, name, known);
    own[name] = (options as { readonly [name: string]: unknown })[name];
  }
  return own as T;
}

/** Whether an object is an array or holds one as a tensor does: meant as something else than options. */
const isList = (options: object): boolean =>
  Array.isArray(options) || ArrayBuffer.isView(Object.getOwnPropertyDescriptor(options, "data")?.value);

export function checkDType(dtype: unknown): DType {
  if (!isDType(dtype)) throw unknownDType(dtype);
  return dtype;
}

export function checkBoolean(call: string, name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw notABoolean(call, name, value);
  return value;
}

/** @param at - where the value stands in a list, such as `[2]`. */
export function checkInt(call: string, name: string, value: unknown, at = ""): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw notAnInt(call, name, value, at);
  return value + 0; // no −0
}

/** A list of whole numbers as a fresh array: nobody else's changes reach it. */
export function checkIntList(call: string, name: string, list: unknown): number[] {
  if (!Array.isArray(list)) throw notAShape(call, name, list);
  if (list.length > MAX_DIMS) throw tooManyDims(MAX_DIMS, list.length);
  const numbers: number[] = [];
  for (let i = 0; i < list.length; i++) numbers.push(checkInt(call, name, list[i], `[${i}]`));
  return numbers;
}

/** Sizes in an array, not one by one: `next` is the argument that would be the second one. */
export function checkSizesInArray(call: string, shape: unknown, next: unknown): void {
  if (typeof shape === "number") throw notAShape(call, "size", shape, next);
}

/** A shape that can be made: whole sizes of 0 or more. */
export function checkShape(call: string, shape: unknown): number[] {
  const sizes = checkIntList(call, "size", shape);
  for (const size of sizes) if (size < 0) throw negativeDimension(call, size, sizes);
  return sizes;
}

/**
 * A buffer holds the elements of its shape, unless it was transferred to another thread, whose views only look empty, or
 * was resized.
 */
export function checkAttached(call: string, { data, shape }: NDArray): void {
  const length = ArrayBuffer.isView(data) ? data.length : undefined;
  if (length === numel(shape)) return;
  throw length === 0 || length === undefined ? detachedBuffer(call) : resizedBuffer(call, length, shape);
}

export function checkGradDType(dtype: DType): void {
  if (!isFloating(dtype)) throw gradOfIntegers(dtype);
}

export const notATensor = (call: string, name: string, position: number, got: unknown): Error =>
  new TypeError(
    `${call}(): argument '${name}' (position ${position}) must be Tensor, not ${kindOf(got)}. ` +
      `Got ${describe(got)}; ` +
      `${remedyFor(got) ?? "make a tensor of numbers with tensor(…), of a typed array with asTensor(…)"}.`,
  );

export const notAnInt = (call: string, name: string, got: unknown, at: string): Error =>
  new TypeError(
    `${call}(): argument '${name}' must be int, not ${kindOf(got)}. Got ${describe(got)}${at && ` at ${name}${at}`}.`,
  );

export const notOptions = (call: string, got: unknown, known: readonly string[]): Error =>
  new TypeError(
    `${call}(): the options must be an object, not ${kindOf(got)}. Got ${describe(got)}; ` +
      `the options are ${list(known)}, ` +
      `given as { ${known[0]}: … }.`,
  );

export const unknownOption = (call: string, name: string, known: readonly string[]): Error =>
  new TypeError(
    `${call}() got an unexpected keyword argument '${quote(name).slice(1, -1)}'. The options are ${list(known)}.`,
  );

export const unknownDType = (got: unknown): Error =>
  new TypeError(
    `argument 'dtype' must be torch.dtype, not ${kindOf(got)}. Got ${describe(got)}; the dtypes are ${list(DTYPES)}.`,
  );

export const missingArgument = (call: string, name: string): Error =>
  new TypeError(`${call}() missing 1 required positional arguments: "${name}". It has no default.`);

export const notABoolean = (call: string, name: string, got: unknown): Error =>
  new TypeError(`${call}(): argument '${name}' must be bool, not ${kindOf(got)}. Got ${describe(got)}.`);

export const notAFunction = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): expected a function, not ${kindOf(got)}. Got ${describe(got)}.`);

export const detachedBuffer = (call: string): Error =>
  new TypeError(
    `${call}(): the buffer of this typed array is detached: it was transferred, to another thread for instance. ` +
      `Use what the other side has, or copy before the transfer.`,
  );

export const tooManyDims = (limit: number, got: number): Error =>
  new RangeError(
    `only tensors with up to ${limit} dims are supported. Got an Array of ${got} sizes; is it a list of elements?`,
  );

export const gradOfIntegers = (dtype: DType): Error =>
  new TypeError(
    `Only Tensors of floating point and complex dtype can require gradients. Got ${dtype}; ` +
      `give { dtype: 'float32' } or call .float() first.`,
  );

/** @param next - the argument after it, which may be a second size. */
export const notAShape = (call: string, name: string, got: unknown, next?: unknown): Error => {
  const apart = typeof got === "number" && typeof next === "number";
  return new TypeError(
    `${call}(): argument '${name}' must be tuple of ints, not ${kindOf(got)}. Got ${describe(got)}` +
      (apart
        ? ` and ${describe(next)}; the sizes stand in one array: ${call}([${got}, ${next}]).`
        : "; give an array of whole numbers such as [2, 3]."),
  );
};

export const negativeDimension = (call: string, size: number, shape: readonly number[]): Error =>
  new RangeError(
    call === "zeros"
      ? `zeros: Dimension size must be non-negative. Got ${size} in ${show(shape)}.`
      : `Trying to create tensor with negative dimension ${size}: ${show(shape)}. Sizes are 0 or more.`,
  );

export const resizedBuffer = (call: string, length: number, shape: readonly number[]): Error =>
  new TypeError(
    `${call}(): shape '${show(shape)}' is invalid for input of size ${length}. The buffer of this tensor was resized, or its ` +
      `shape replaced; make a new tensor with asTensor.`,
  );
