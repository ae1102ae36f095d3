/** What it means that two arrays are one: what either side writes, the other reads. */

import assert from "node:assert/strict";
import type { Tensor, TypedArray } from "crossent";

type Elements = Record<number, number | bigint>;

/**
 * Writes on each side, and reads on the other.
 *
 * @param theirs - what the other library has as its data.
 */
export function assertShared(ours: Tensor, theirs: unknown): void {
  assert.equal(ours.data, theirs);
  assertSharedPart(ours, theirs as TypedArray, 0);
}

/** The same for a tensor over the elements of `theirs` from `offset` on. */
export function assertSharedPart(ours: Tensor, theirs: TypedArray, offset: number): void {
  const [mine, other] = [ours.data as Elements, theirs as Elements];
  const last = ours.numel() - 1;
  const [zero, one] = ours.dtype === "int64" ? [0n, 1n] : [0, 1];
  const bits = ours.data instanceof Uint16Array; // of half precision, whose smallest number is 1
  for (const value of [one, zero, one]) {
    other[offset] = value;
    const [first] = ours.reshape([-1]).tolist() as (number | boolean)[];
    assert.equal(Number(first), Number(value) * (bits ? 2 ** -24 : 1));
    mine[last] = value;
    assert.equal(other[offset + last], value);
  }
}
