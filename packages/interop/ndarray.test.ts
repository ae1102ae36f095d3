/** ndarray, of scijs: views with strides and an offset. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asTensor, functional } from "crossent";
import ndarray from "ndarray";
import { assertShared, assertSharedPart } from "./sharing.ts";

const matrix = () => ndarray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);

describe("shared without a copy", () => {
  test("an array of each dtype", () => {
    for (const data of [
      new Float32Array(6),
      new Float64Array(6),
      new BigInt64Array(6),
      new Int32Array(6),
      new Uint8Array(6),
    ]) {
      const t = asTensor(ndarray(data, [2, 3]));
      assert.deepEqual(t.shape, [2, 3]);
      assertShared(t, data);
    }
  });

  test("the bytes of a Node Buffer", () => {
    const bytes = Buffer.from([1, 2, 3, 4]);
    const t = asTensor(ndarray(bytes, [2, 2]));
    assert.equal(t.dtype, "uint8");
    assertSharedPart(t, bytes, 0);
  });

  test("a row, which begins in the middle", () => {
    const whole = matrix();
    const t = asTensor(whole.pick(1, null));
    assert.deepEqual(t.tolist(), [4, 5, 6]);
    assertSharedPart(t, whole.data, 3);
  });

  test("the first rows and the last rows", () => {
    const whole = matrix();
    const [first, last] = [asTensor(whole.hi(1, 3)), asTensor(whole.lo(1, 0))];
    assert.deepEqual([first.tolist(), last.tolist()], [[[1, 2, 3]], [[4, 5, 6]]]);
    assertSharedPart(first, whole.data, 0);
    assertSharedPart(last, whole.data, 3);
  });

  test("a single element", () => {
    const whole = matrix();
    const t = asTensor(whole.pick(1, 2));
    assert.deepEqual([t.shape, t.item()], [[], 6]);
    assertSharedPart(t, whole.data, 5);
  });

  test("a column of one column, whose stride is never used", () => {
    const data = Float32Array.of(1, 2, 3);
    assertShared(asTensor(ndarray(data, [3, 1], [1, 77])), data);
  });

  test("an empty array", () => {
    assert.deepEqual(asTensor(ndarray(new Float32Array(0), [0, 3])).shape, [0, 3]);
  });

  test("cross-entropy of an ndarray's rows", () => {
    const labels = ndarray(BigInt64Array.of(2n, 0n), [2]);
    const loss = functional.crossEntropy(asTensor(matrix()), asTensor(labels));
    const [low, high] = [Math.log(Math.exp(-2) + Math.exp(-1) + 1), Math.log(1 + Math.exp(1) + Math.exp(2))];
    assert.ok(Math.abs(loss.item() - (low + high) / 2) < 1e-6);
  });
});

describe("refused, because the elements lie in another order", () => {
  const views = {
    "a transposed view": () => matrix().transpose(1, 0),
    "a square transposed view": () => ndarray(new Float32Array(4), [2, 2]).transpose(1, 0),
    "a column": () => matrix().pick(null, 1),
    "some columns": () => matrix().hi(2, 2),
    "every second element": () => ndarray(new Float32Array(6)).step(2),
    "a reversed view": () => matrix().step(1, -1),
    "one row for all": () => ndarray(new Float32Array(6), [2, 3], [0, 1]),
    "a column-major array": () => ndarray(new Float32Array(6), [2, 3], [1, 2]),
  };
  for (const [name, view] of Object.entries(views)) {
    test(name, () => {
      const { stride, shape } = view();
      assert.throws(
        () => asTensor(view()),
        (error: Error) => {
          assert.ok(error instanceof RangeError);
          assert.ok(
            error.message.includes(`strides [${stride.join(", ")}] for the shape [${shape.join(", ")}]`),
          );
          assert.match(error.message, /copy/);
          return true;
        },
      );
    });
  }

  test("an ndarray over plain numbers has no memory to share", () => {
    assert.throws(() => asTensor(ndarray([1, 2, 3]) as never), { name: "TypeError", message: /an Array/ });
  });
});
