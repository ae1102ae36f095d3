/** Elements of typed arrays of every kind, as `tensor` copies them: more kinds than dtypes can share. */

import { detachedBuffer } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { dtypeOfArray, typedArrayName } from "../dtype.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { placeOf } from "../values/shape.ts";
import { ownArray } from "./asTensor.ts";
import { longOverflow } from "./creationErrors.ts";

/** The dtype of the elements of each typed array: integers that no dtype has are int64. */
const COPIED: { readonly [name: string]: DType } = {
  Int8Array: "int64",
  Int16Array: "int64",
  Uint16Array: "int64",
  Uint32Array: "int64",
  BigUint64Array: "int64",
  Uint8ClampedArray: "uint8",
};

/** The dtype that `tensor` gives the elements of a typed array; undefined for anything else. */
export function naturalDType(array: unknown): DType | undefined {
  const name = typedArrayName(array);
  return (
    dtypeOfArray(array) ?? (name !== undefined && Object.hasOwn(COPIED, name) ? COPIED[name] : undefined)
  );
}

/** What the kinds above have in common. */
interface Elements {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly length: number;
  readonly [i: number]: number | bigint;
}

/**
 * A typed array of any kind as one dim of its {@link naturalDType}; where a dtype has that kind, the memory is shared.
 *
 * @throws TypeError for another kind, and for memory that was given away; RangeError for a uint64 beyond int64.
 */
export function readTyped(call: string, array: unknown): NDArray {
  const name = typedArrayName(array);
  if (name === undefined || !Object.hasOwn(COPIED, name)) return ownArray(call, array);
  const elements = array as Elements;
  const { buffer, byteOffset, length } = elements;
  try {
    if (length === 0) new Uint8Array(buffer); // throws if it was transferred
  } catch {
    throw detachedBuffer(call);
  }
  if (name === "Uint8ClampedArray")
    return ndarray(new Uint8Array(buffer, byteOffset, length), [length], "uint8");
  const integers = new BigInt64Array(length);
  for (let i = 0; i < length; i++) {
    const value = BigInt(elements[i]!);
    if (value >= 2n ** 63n) throw longOverflow(value, placeOf("data", i, [length]));
    integers[i] = value;
  }
  return ndarray(integers, [length], "int64");
}
