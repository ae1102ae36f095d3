/** The tensors of transformers.js, which wrap those of ONNX Runtime. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { log_softmax, Tensor } from "@huggingface/transformers";
import { asTensor, functional, tensor } from "crossent";
import { assertShared } from "./sharing.ts";

test("tensors of every dtype share their memory", () => {
  const tensors = [
    new Tensor("float32", new Float32Array(6), [2, 3]),
    new Tensor("float64", new Float64Array(6), [2, 3]),
    new Tensor("int64", new BigInt64Array(6), [2, 3]),
    new Tensor("int32", new Int32Array(6), [2, 3]),
    new Tensor("uint8", new Uint8Array(6), [2, 3]),
    new Tensor("bool", new Uint8Array(6), [2, 3]),
  ];
  for (const theirs of tensors) {
    const t = asTensor(theirs);
    assert.deepEqual([t.dtype, t.shape], [theirs.type, theirs.dims]);
    assertShared(t, theirs.data);
  }
});

test("the logits of a classifier and int64 labels give a loss", () => {
  const logits = new Tensor("float32", Float32Array.of(0.5, 0.3, -1, 2, 0.1, 0), [2, 3]);
  const labels = new Tensor("int64", BigInt64Array.of(2n, 0n), [2]);
  const copied = functional.crossEntropy(tensor(logits.tolist()), tensor([2, 0]));
  assert.equal(functional.crossEntropy(asTensor(logits), asTensor(labels)).item(), copied.item());
});

test("the log-probabilities of a prompt are those of transformers.js's own log_softmax", () => {
  const [tokens, vocabulary] = [5, 7];
  const data = Float32Array.from({ length: tokens * vocabulary }, (_, i) => Math.fround(3 * Math.sin(i * i)));
  const logits = new Tensor("float32", data, [1, tokens, vocabulary]);
  const ids = new Tensor("int64", BigInt64Array.of(3n, 0n, 6n, 2n, 2n), [1, tokens]);
  const { logProb, argmax } = functional.score(asTensor(logits).slice(1, 0, -1), asTensor(ids).slice(1, 1));
  for (let t = 0; t + 1 < tokens; t++) {
    const row = data.slice(t * vocabulary, (t + 1) * vocabulary);
    const expected = log_softmax(row)[Number(ids.data[t + 1])]!;
    assert.ok(Math.abs(logProb.data[t]! - expected) < 1e-6);
    assert.equal(Number(argmax.data[t]), row.indexOf(Math.max(...row)));
  }
});

test("a tensor that transformers.js has computed is shared as well", () => {
  const transposed = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0);
  const t = asTensor(transposed);
  assert.deepEqual(t.tolist(), [
    [1, 3],
    [2, 4],
  ]);
  assertShared(t, transposed.data);
});

test("a Tensor goes back, and transformers.js computes with its memory", () => {
  const t = tensor([
    [1, 2],
    [3, 4.5],
  ]);
  const back = new Tensor(t.dtype, t.data, [...t.dims]);
  assert.equal(back.data, t.data);
  assert.deepEqual(back.transpose(1, 0).tolist(), [
    [1, 3],
    [2, 4.5],
  ]);
  back.mul_(2);
  assert.deepEqual(t.tolist(), [
    [2, 4],
    [6, 9],
  ]);
});

test("a disposed tensor says that it is", () => {
  const theirs = new Tensor("float32", new Float32Array(2), [2]);
  theirs.dispose();
  assert.throws(() => asTensor(theirs), /location is "none", as after dispose\(\)/);
});

test("logits in half precision are shared, and give the loss of their float32", () => {
  const bits = Uint16Array.of(0x3c00, 0xb800, 0x4200, 0x0001, 0x3555, 0xfbff);
  const theirs = new Tensor("float16", bits, [2, 3]);
  const half = asTensor(theirs);
  assert.deepEqual([half.dtype, half.shape, half.data.buffer], ["float16", [2, 3], bits.buffer]);
  assert.deepEqual(half.tolist(), [
    [1, -0.5, 3],
    [2 ** -24, 0.333251953125, -65504],
  ]);
  const labels = asTensor(new Tensor("int64", BigInt64Array.of(2n, 0n), [2]));
  const [loss, same] = [half, half.float()].map((x) => functional.crossEntropy(x, labels));
  assert.equal(loss!.item(), same!.item());
});
