/** The typed arrays of the language. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { asTensor, functional, tensor } from "crossent";
import { assertShared, assertSharedPart } from "./sharing.ts";

const ARRAYS = [
  ["float32", Float32Array],
  ["float64", Float64Array],
  ["int64", BigInt64Array],
  ["int32", Int32Array],
  ["uint8", Uint8Array],
] as const;

for (const [dtype, TypedArray] of ARRAYS) {
  test(`a ${TypedArray.name} becomes a tensor of ${dtype} over its memory`, () => {
    const data = new TypedArray(6);
    const flat = asTensor(data);
    assert.deepEqual([flat.dtype, flat.shape], [dtype, [6]]);
    assertShared(flat, data);
    assertShared(asTensor({ data, dims: [2, 3] }), data);
  });

  test(`a subarray of a ${TypedArray.name} stays the part that it is`, () => {
    const whole = new TypedArray(8);
    const data = whole.subarray(2, 6);
    const t = asTensor({ data, shape: [2, 2] });
    assertShared(t, data);
    assertSharedPart(t, whole, 2);
  });

  test(`an offset into a ${TypedArray.name} is the same as a subarray`, () => {
    const data = new TypedArray(8);
    const t = asTensor({ data, shape: [2, 2], offset: 3 });
    assert.deepEqual(t.shape, [2, 2]);
    assertSharedPart(t, data, 3);
  });
}

test("bytes become booleans where they are called so", () => {
  const data = Uint8Array.of(1, 0);
  const t = asTensor({ data, dims: [2], type: "bool" });
  assert.deepEqual(t.tolist(), [true, false]);
  assertShared(t, data);
});

test("memory that threads share is shared", () => {
  const data = new Float32Array(new SharedArrayBuffer(16));
  assertShared(asTensor({ data, dims: [2, 2] }), data);
});

test("a Node Buffer is shared as bytes", () => {
  const buffer = Buffer.from([1, 2, 3]);
  const t = asTensor(buffer);
  buffer[0] = 9;
  assert.deepEqual([t.dtype, t.tolist()], ["uint8", [9, 2, 3]]);
});

test("every integer array serves as labels, and gives the loss of the same labels copied", () => {
  const logits = tensor([
    [0.5, 0.3, -1],
    [2, 0.1, 0],
  ]);
  const expected = functional.crossEntropy(logits, tensor([2, 0])).item();
  for (const labels of [BigInt64Array.of(2n, 0n), Int32Array.of(2, 0), Uint8Array.of(2, 0)])
    assert.equal(functional.crossEntropy(logits, asTensor(labels)).item(), expected);
});

test("an array without a dtype is refused by its name", () => {
  const others = [Int8Array, Uint16Array, Int16Array, Uint32Array, Uint8ClampedArray, BigUint64Array];
  for (const TypedArray of others)
    assert.throws(
      () => asTensor({ data: new TypedArray(2), dims: [2] }),
      (error: Error) => error instanceof TypeError && error.message.includes(TypedArray.name),
    );
});

test("an offset that leaves too few elements, or is no position, is refused", () => {
  for (const offset of [3, -1, 0.5, Number.NaN])
    assert.throws(() => asTensor({ data: new Float32Array(4), shape: [2], offset }), {
      name: "RangeError",
      message: /shape '\[2\]' is invalid for input of size 4/,
    });
});

test("a buffer that went to another thread is refused", () => {
  const data = new Float32Array(2);
  structuredClone(data, { transfer: [data.buffer] });
  assert.throws(() => asTensor({ data, dims: [2] }), /detached/);
});
