/** numpy-ts, whose arrays live in the memory of its WebAssembly module. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { asTensor, functional, type Tensor, tensor } from "crossent";
import * as np from "numpy-ts";
import { assertShared } from "./sharing.ts";

const matrix = () =>
  np.array([
    [1, 2, 3],
    [4, 5, 6],
  ]);

describe("shared without a copy", () => {
  for (const dtype of ["float32", "float64", "int64", "int32", "uint8", "bool"] as const) {
    test(`an array of ${dtype}`, () => {
      const array = np.zeros([2, 3], dtype);
      const t = asTensor(array);
      assert.deepEqual([t.dtype, t.shape], [dtype, [2, 3]]);
      assertShared(t, array.data);
    });
  }

  test("a view with another shape", () => {
    const array = matrix();
    const t = asTensor(array.reshape(3, 2));
    assert.deepEqual(t.shape, [3, 2]);
    assertShared(t, array.data);
  });

  test("cross-entropy of logits and labels in numpy-ts's memory", () => {
    const loss = functional.crossEntropy(asTensor(matrix()), asTensor(np.array([2, 0], "int64")));
    const copied = functional.crossEntropy(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).double(),
      tensor([2, 0]),
    );
    assert.equal(loss.item(), copied.item());
  });

  test("the memory stays the tensor's when numpy-ts's own array is gone", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const t = ((): Tensor => asTensor(np.full([1000], 7, "float32")))();
    for (let i = 0; i < 10; i++) {
      collect();
      await setTimeout(1); // the module's finalizers run between tasks
      np.full([1000], i, "float32"); // takes the first memory that is free
    }
    assert.deepEqual(new Set(t.tolist() as number[]), new Set([7]));
  });
});

describe("refused, because the elements lie in another order", () => {
  const views = {
    "a transposed view": () => matrix().transpose(),
    "some columns": () => matrix().slice(":", "1:"),
    "a reversed view": () => matrix().slice("::-1"),
    "one row for all": () => np.broadcast_to(np.array([1, 2, 3]), [2, 3]),
  };
  for (const [name, view] of Object.entries(views)) {
    test(name, () => {
      const { strides } = view();
      assert.throws(
        () => asTensor(view()),
        (error: Error) => {
          assert.ok(error instanceof RangeError);
          assert.ok(error.message.includes(`strides [${strides.join(", ")}]`), error.message);
          return true;
        },
      );
    });
  }

  test("a copy of such a view is shared again", () => {
    const copy = matrix().transpose().copy();
    const t = asTensor(copy);
    assert.deepEqual(t.tolist(), [
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    assertShared(t, copy.data);
  });
});

test("rows from the middle are refused, because numpy-ts does not say where they begin", () => {
  assert.throws(() => asTensor(matrix().slice("1:2")), {
    name: "RangeError",
    message: /shape '\[1, 3\]' is invalid for input of size 6.*view.*copied/,
  });
});

const Float16 = "Float16Array" in globalThis;
test("float16 is shared where the engine has an array for it", {
  skip: Float16 ? false : "no Float16Array",
}, () => {
  const theirs = np.zeros([2], "float16");
  const t = asTensor(theirs);
  assert.deepEqual([t.dtype, t.tolist()], ["float16", [0, 0]]);
  assertShared(t, theirs.data);
});

describe("refused, because no dtype has these elements", () => {
  for (const dtype of ["complex64", "complex128", "uint64", "int8", "uint16"] as const) {
    test(dtype, () => {
      assert.throws(() => asTensor(np.zeros([2], dtype)), {
        name: "TypeError",
        message: new RegExp(`of type '${dtype}'`),
      });
    });
  }
});
