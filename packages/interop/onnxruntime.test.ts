/** ONNX Runtime for Node: what sessions give, and what they read. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asTensor, type DType, functional, manualSeed, randn, type Tensor, tensor } from "crossent";
import * as ort from "onnxruntime-node";
import { ELEMENT_TYPES, type ElementType } from "../shared/onnxGraph.ts";
import { onnxModel } from "./onnxModel.ts";
import { assertShared } from "./sharing.ts";

const sessionOf = (...model: Parameters<typeof onnxModel>): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(onnxModel(...model));

/** What a session gives that copies its only input. */
async function identity(x: ort.Tensor): Promise<ort.Tensor> {
  const type = x.type as ElementType;
  const session = await sessionOf("Identity", { x: [type, x.dims.length] }, { y: [type, x.dims.length] });
  return (await session.run({ x }))["y"]!;
}

/** Why a session takes no float16 here: onnxruntime-node reads nothing of the Float16Array that its own tensors have. */
const NO_HALF_INPUT =
  "Float16Array" in globalThis && "onnxruntime-node 1.30 cannot read the Float16Array of this Node";

/** The dtypes that ONNX Runtime's tensors have in JavaScript. */
type Shared = Exclude<DType, "bfloat16">;

const back = (t: Tensor<Shared>): ort.Tensor => new ort.Tensor(t.dtype, t.data, t.dims);

describe("shared without a copy", () => {
  const values: { readonly [D in Shared]: number[][] | boolean[][] } = {
    float32: [[0.5, -1.5]],
    float64: [[0.1, -1e300]],
    float16: [[0.5, 65504]],
    int64: [[2, -3]],
    int32: [[2, -3]],
    uint8: [[2, 255]],
    bool: [[true, false]],
  };
  for (const [dtype, rows] of Object.entries(values) as [Shared, number[][]][]) {
    const skip = dtype === "float16" && NO_HALF_INPUT;
    test(`${dtype}: a Tensor goes into a session, and its output becomes a Tensor`, { skip }, async () => {
      const t = tensor(rows, { dtype });
      const input = back(t);
      assert.equal(input.data, t.data);
      const output = await identity(input);
      const again = asTensor(output);
      assert.deepEqual([again.dtype, again.shape, again.tolist()], [dtype, [1, 2], rows]);
      assertShared(again, output.data);
    });
  }

  test("what a session gives outlives the session", async () => {
    const session = await sessionOf("Relu", { x: ["float32", 1] }, { y: ["float32", 1] });
    const t = asTensor((await session.run({ x: back(tensor([-1, 2.5])) }))["y"]!);
    await session.release();
    assert.deepEqual(t.tolist(), [0, 2.5]);
  });

  test("what a session gives goes through crossent into the next session", async () => {
    const relu = await sessionOf("Relu", { x: ["float32", 2] }, { y: ["float32", 2] });
    const x = tensor([
      [-1, 2],
      [0.5, 3],
    ]);
    const logits = asTensor((await relu.run({ x: back(x) }))["y"]!);
    const y = asTensor((await relu.run({ x: back(logits.logSoftmax(1).neg()) }))["y"]!);
    assert.deepEqual(y.tolist(), x.relu().logSoftmax(1).neg().tolist());
  });
});

describe("the same cross-entropy", () => {
  manualSeed(0);
  const logits = randn([5, 7]);
  const labels = BigInt64Array.of(6n, 0n, 3n, 3n, 1n);

  test("as ONNX Runtime's own SoftmaxCrossEntropyLoss, from the same memory", async () => {
    const session = await sessionOf(
      "SoftmaxCrossEntropyLoss",
      { scores: ["float32", 2], labels: ["int64", 1] },
      { loss: ["float32", 0], logP: ["float32", 2] },
    );
    const feeds = { scores: back(logits), labels: new ort.Tensor("int64", labels, [5]) };
    const { loss, logP } = await session.run(feeds);
    const target = asTensor(feeds.labels);
    assert.equal(target.data, labels);
    assert.ok(Math.abs(asTensor(loss!).item() - functional.crossEntropy(logits, target).item()) < 1e-6);
    assert.ok(asTensor(logP!).sub(functional.logSoftmax(logits, 1)).abs().amax().item() < 1e-6);
  });

  test("and the gradient that ONNX Runtime's Softmax gives, (p − onehot) / N", async () => {
    const session = await sessionOf("Softmax", { x: ["float32", 2] }, { p: ["float32", 2] });
    const { p } = await session.run({ x: back(logits) });
    const x = logits.clone().requiresGrad_();
    const target = asTensor(labels);
    functional.crossEntropy(x, target).backward();
    const expected = asTensor(p!).sub(functional.oneHot(target, 7)).div(5);
    assert.ok(x.grad!.sub(expected).abs().amax().item() < 1e-7);
  });
});

describe("logits in half precision", () => {
  manualSeed(1);
  const logits = randn([64, 50]);
  const labels = tensor(Array.from({ length: 64 }, (_, i) => (7 * i) % 50));

  test("a session gives them, and the loss is that of their float32, to the bit", async () => {
    const session = await sessionOf(
      "Cast",
      { x: ["float32", 2] },
      { y: ["float16", 2] },
      { to: ELEMENT_TYPES.float16 },
    );
    const { y } = await session.run({ x: back(logits) });
    assert.equal(y!.type, "float16");
    const half = asTensor(y!);
    assert.deepEqual(half.tolist(), logits.to("float16").tolist()); // both round to the nearest, ties to even
    const loss = functional.crossEntropy(half, labels);
    assert.equal(loss.dtype, "float32");
    assert.equal(loss.item(), functional.crossEntropy(half.float(), labels).item());
    assertShared(half, y!.data);
  });

  test("all 65,536 patterns become the float32 that ONNX Runtime makes of them", {
    skip: NO_HALF_INPUT,
  }, async () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const session = await sessionOf(
      "Cast",
      { x: ["float16", 1] },
      { y: ["float32", 1] },
      { to: ELEMENT_TYPES.float32 },
    );
    const { y } = await session.run({ x: new ort.Tensor("float16", bits, [65536]) });
    assert.deepEqual(
      asTensor({ data: bits, dims: [65536], type: "float16" })
        .float()
        .tolist(),
      asTensor(y!).tolist(),
    );
  });
});

describe("refused, with the reason", () => {
  const others = {
    uint64: () => new ort.Tensor("uint64", new BigUint64Array(2), [2]),
    int8: () => new ort.Tensor("int8", new Int8Array(2), [2]),
    uint4: () => new ort.Tensor("uint4", new Uint8Array(1), [2]),
    string: () => new ort.Tensor("string", ["a", "b"], [2]),
  };
  for (const [type, theirs] of Object.entries(others)) {
    test(`elements of the type ${type}`, () => {
      assert.throws(() => asTensor(theirs()), { name: "TypeError", message: new RegExp(`type '${type}'`) });
    });
  }

  for (const type of ["uint64", "string"] as const) {
    test(`what a session gives as ${type}`, async () => {
      const session = await sessionOf(
        "Cast",
        { x: ["float32", 1] },
        { y: [type, 1] },
        { to: ELEMENT_TYPES[type] },
      );
      const { y } = await session.run({ x: back(tensor([1, 2.5])) });
      assert.equal(y!.type, type);
      assert.throws(() => asTensor(y!), { name: "TypeError", message: new RegExp(`type '${type}'`) });
    });
  }

  test("data on a graphics processor", () => {
    const buffer = { size: 8, mapState: "unmapped" } as ort.Tensor.GpuBufferType; // never touched
    const theirs = ort.Tensor.fromGpuBuffer(buffer, { dataType: "float32", dims: [2] });
    assert.throws(() => asTensor(theirs), /gpu-buffer.*await t.getData\(\)/);
  });

  test("a disposed tensor", () => {
    const theirs = new ort.Tensor("float32", new Float32Array(2), [2]);
    theirs.dispose();
    assert.throws(() => asTensor(theirs), /location is "none", as after dispose\(\)/);
  });
});
