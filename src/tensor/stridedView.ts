/** Views of typed arrays that other libraries make, copied into row-major order. */

import { checkIntList, checkShape } from "../arguments.ts";
import { isDType, isHalf, typedArrayName } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray, zerosOf } from "../values/ndarray.ts";
import { numel, stridesOf } from "../values/shape.ts";
import { isElsewhere, ownArray } from "./asTensor.ts";
import { notOnCPU, outsideOfData, typeMismatch } from "./creationErrors.ts";
import { readTyped } from "./elements.ts";

/** The typed array behind each name of a dtype that other libraries use. */
const ARRAYS: { readonly [type: string]: string } = {
  float16: "Float16Array",
  bfloat16: "Uint16Array",
  float32: "Float32Array",
  float: "Float32Array",
  float64: "Float64Array",
  double: "Float64Array",
  int8: "Int8Array",
  uint8: "Uint8Array",
  buffer: "Uint8Array",
  bool: "Uint8Array",
  uint8_clamped: "Uint8ClampedArray",
  int16: "Int16Array",
  uint16: "Uint16Array",
  int32: "Int32Array",
  int: "Int32Array",
  uint32: "Uint32Array",
  int64: "BigInt64Array",
  long: "BigInt64Array",
  bigint64: "BigInt64Array",
  uint64: "BigUint64Array",
  biguint64: "BigUint64Array",
};

/** A view as it was found: only its data and the list of its sizes have been looked at. */
export interface View {
  readonly data: ArrayBufferView;
  readonly shape: readonly unknown[];
  readonly dtype: unknown;
  readonly strides: unknown;
  readonly offset: unknown;
}

/** The view that an object describes with a typed array and the sizes of its dims, each read once; null for others. */
export function readView(like: unknown): View | null {
  if (typeof like !== "object" || like === null || Array.isArray(like) || ArrayBuffer.isView(like))
    return null;
  const { location } = like as { readonly location?: unknown }; // before the data, which throw where they are on the GPU
  if (isElsewhere(location)) throw notOnCPU("tensor", location);
  const { data, dims, shape, type, dtype, stride, strides, offset } = like as {
    readonly [name: string]: unknown;
  };
  const sizes = dims ?? shape;
  if (!ArrayBuffer.isView(data) || !Array.isArray(sizes)) return null;
  return { data, shape: sizes, dtype: type ?? dtype, strides: stride ?? strides, offset };
}

/**
 * The elements of a view in row-major order, where strides say how they lie in its data: a copy.
 *
 * @param like - as {@link readView} gives it.
 * @throws TypeError for data that are not what they are called, RangeError for strides that leave them.
 */
export function copyOfView({ data, shape, dtype, strides, offset }: View): NDArray {
  const areBits =
    typeof dtype === "string" && isDType(dtype) && isHalf(dtype) && typedArrayName(data) === "Uint16Array";
  if (
    typeof dtype === "string" &&
    !areBits &&
    (!Object.hasOwn(ARRAYS, dtype) || ARRAYS[dtype] !== typedArrayName(data))
  )
    throw typeMismatch("tensor", dtype, data);
  const values = areBits ? ownArray("tensor", data, dtype) : readTyped("tensor", data);
  const sizes = checkShape("tensor", shape);
  const given = Array.isArray(strides);
  const steps = given ? checkIntList("tensor", "strides", strides) : stridesOf(sizes);
  const start = typeof offset === "number" ? offset : 0;
  let [first, last] = [start, start];
  sizes.forEach((size, d) => {
    if (size > 1 && steps[d]! < 0) first += (size - 1) * steps[d]!;
    else if (size > 1) last += (size - 1) * steps[d]!;
  });
  const n = numel(sizes);
  // Without strides and offset the data have to be all of it.
  const all = given || typeof offset === "number" || n === values.data.length;
  const whole = steps.length === sizes.length && Number.isSafeInteger(start);
  if (!whole || !all || (n > 0 && !(first >= 0 && last < values.data.length)))
    throw outsideOfData("tensor", sizes, steps, start, values.data.length);
  const out = zerosOf(sizes, values.dtype);
  let at = 0;
  const copy = (d: number, from: number): void => {
    if (d === sizes.length) out.data[at++] = values.data[from]!;
    else for (let i = 0; i < sizes[d]!; i++) copy(d + 1, from + i * steps[d]!);
  };
  if (n > 0) copy(0, start);
  return ndarray(out.data, sizes, dtype === "bool" ? "bool" : values.dtype);
}
