/** Checks of arguments that plain JavaScript may get wrong. They read an argument, and never change or keep it. */

import type { DType } from "./dtype.ts";
import { isDType, isFloating } from "./dtype.ts";
import {
  detachedBuffer,
  gradOfIntegers,
  negativeDimension,
  notABoolean,
  notAnInt,
  notAShape,
  notOptions,
  tooManyDims,
  unknownDType,
  unknownOption,
} from "./errors/index.ts";
import type { NDArray } from "./ndarray.ts";
import { MAX_DIMS, numel } from "./shape.ts";

/** The options themselves, once it is sure that they are an object with known names only. */
export function checkOptions<T extends object>(
  call: string,
  options: T | undefined,
  known: readonly string[],
): T {
  if (options === undefined) return {} as T;
  const list = Array.isArray(options) || ArrayBuffer.isView((options as { data?: unknown } | null)?.data);
  if (typeof options !== "object" || options === null || list) throw notOptions(call, options, known);
  for (const name in options) if (!known.includes(name)) throw unknownOption(call, name, known);
  return options;
}

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
  if (list.length > MAX_DIMS) throw tooManyDims(MAX_DIMS);
  const numbers: number[] = [];
  for (let i = 0; i < list.length; i++) numbers.push(checkInt(call, name, list[i], `[${i}]`));
  return numbers;
}

/** A shape that can be made: whole sizes of 0 or more. */
export function checkShape(call: string, shape: unknown): number[] {
  const sizes = checkIntList(call, "size", shape);
  for (const size of sizes) if (size < 0) throw negativeDimension(call, size, sizes);
  return sizes;
}

/** A buffer that was transferred to another thread has no elements left; its views only look empty. */
export function checkAttached(call: string, { data, shape }: NDArray): void {
  if (data.length === 0 && numel(shape) > 0) throw detachedBuffer(call);
}

export function checkGradDType(dtype: DType): void {
  if (!isFloating(dtype)) throw gradOfIntegers(dtype);
}
