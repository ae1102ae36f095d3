/** TensorFlow.js on its wasm backend (SIMD; one thread, the only kind it has in Node). */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
// The package's Node build registers no gradient. This file is bundled (by its relative path); its registry is global.
import "../node_modules/@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import { LABEL_SMOOTHING } from "../ops";
import type { Call, Peer } from "./peer";
import { versionOf } from "./version";

/** softmax knows the last dim only: (N, C, H, W) goes through (N, H, W, C). */
const classesLast = (x: tf.Tensor): tf.Tensor => (x.rank === 2 ? x : tf.transpose(x, [0, 2, 3, 1]));
const classesSecond = (y: tf.Tensor): tf.Tensor => (y.rank === 2 ? y : tf.transpose(y, [0, 3, 1, 2]));

/** The loss over (rows, C): `losses.softmaxCrossEntropy` reads the classes from dim 1 when it smooths. */
function meanLoss(x: tf.Tensor, labels: tf.Tensor, classes: number, smoothing: number): tf.Scalar {
  const rows = tf.reshape(classesLast(x), [-1, classes]);
  return tf.losses.softmaxCrossEntropy(labels, rows, undefined, smoothing, tf.Reduction.MEAN) as tf.Scalar;
}

function prepare(op: Op, inputs: Inputs): Call {
  const { classes } = inputs;
  const x = tf.tensor(inputs.logits, [...inputs.shape]);
  if (op === "softmax" || op === "logSoftmax") {
    const f = op === "softmax" ? tf.softmax : tf.logSoftmax;
    let y: tf.Tensor | null = null;
    return {
      run() {
        y?.dispose();
        y = tf.tidy(() => classesSecond(f(classesLast(x))));
      },
      read: () => ({ values: (y!.dataSync() as Float32Array).slice() }),
      dispose: () => tf.dispose([x, y!]),
    };
  }
  const held =
    op === "probabilitiesGrad"
      ? tf.tensor(inputs.probabilities, [...inputs.shape])
      : tf.tensor1d(Int32Array.from(inputs.targets, Number), "int32");
  const labels = (): tf.Tensor =>
    op === "probabilitiesGrad"
      ? tf.reshape(classesLast(held), [-1, classes])
      : tf.oneHot(held as tf.Tensor1D, classes);
  const smoothing = op === "labelSmoothingGrad" ? LABEL_SMOOTHING : 0;
  let loss = 0;
  if (op === "crossEntropy") {
    return {
      run() {
        loss = tf.tidy(() => meanLoss(x, labels(), classes, 0).dataSync()[0]!);
      },
      read: () => ({ loss }),
      dispose: () => tf.dispose([x, held]),
    };
  }
  let grad: tf.Tensor | null = null;
  return {
    run() {
      grad?.dispose();
      grad = tf.tidy(() => {
        const constant = labels();
        const result = tf.valueAndGrad((v: tf.Tensor) => meanLoss(v, constant, classes, smoothing))(x);
        loss = result.value.dataSync()[0]!;
        return result.grad;
      });
    },
    read: () => ({ loss, values: (grad!.dataSync() as Float32Array).slice() }),
    dispose: () => tf.dispose([x, held, grad!]),
  };
}

export const tfjs: Peer = {
  name: "tfjs wasm",
  async setup() {
    const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(`${join(dirname(main), "..", "wasm-out")}/`);
    if (!(await tf.setBackend("wasm"))) throw new Error("the wasm backend did not start");
    await tf.ready();
    return versionOf("@tensorflow/tfjs-core");
  },
  prepare,
};
