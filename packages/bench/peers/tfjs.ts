/** TensorFlow.js on its wasm backend (SIMD; one thread, the only kind it has in Node). */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
// The package's Node build registers no gradient. This file is bundled (by its relative path); its registry is global.
import "../node_modules/@tensorflow/tfjs-core/dist/register_all_gradients";
import type { Inputs } from "../inputs";
import { isOneOf, LABEL_SMOOTHING, LEARNING_RATE, LOSS_OPS, type LossOp, type Op } from "../ops";
import { type Call, concatenate, type Peer } from "./peer";
import { versionOf } from "./version";

/** softmax knows the last dim only: (N, C, H, W) goes through (N, H, W, C). */
function classesLast(x: tf.Tensor): tf.Tensor {
  const rest = Array.from({ length: x.rank - 2 }, (_, i) => i + 2);
  return x.rank === 2 ? x : tf.transpose(x, [0, ...rest, 1]);
}

function classesSecond(y: tf.Tensor): tf.Tensor {
  const rest = Array.from({ length: y.rank - 2 }, (_, i) => i + 1);
  return y.rank === 2 ? y : tf.transpose(y, [0, y.rank - 1, ...rest]);
}

const floats = (t: tf.Tensor): Float32Array => (t.dataSync() as Float32Array).slice();

/** The loss over (rows, C): `losses.softmaxCrossEntropy` reads the classes from dim 1 when it smooths. */
function meanLoss(x: tf.Tensor, labels: tf.Tensor, classes: number, smoothing: number): tf.Scalar {
  const rows = tf.reshape(classesLast(x), [-1, classes]);
  return tf.losses.softmaxCrossEntropy(labels, rows, undefined, smoothing, tf.Reduction.MEAN) as tf.Scalar;
}

function product(inputs: Inputs): Call {
  const { rows, classes } = inputs;
  const x = tf.tensor2d(inputs.features, [rows, inputs.depth!]);
  const w = tf.tensor2d(inputs.weight, [inputs.depth!, classes]);
  let y: tf.Tensor | null = null;
  return {
    run() {
      y?.dispose();
      y = tf.matMul(x, w);
    },
    read: () => floats(y!),
    dispose: () => tf.dispose([x, w, y!]),
  };
}

function step(inputs: Inputs): Call {
  const { rows, classes } = inputs;
  const x = tf.tensor2d(inputs.features, [rows, inputs.depth!]);
  const start = [
    tf.tensor(inputs.weight, [inputs.depth!, classes]),
    tf.tensor(inputs.bias, [classes]),
  ] as const;
  const [w, b] = start.map((t) => tf.variable(t)) as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R1>];
  const target = tf.tensor1d(Int32Array.from(inputs.targets, Number), "int32");
  const optimizer = tf.train.sgd(LEARNING_RATE);
  const f = (): tf.Scalar => {
    const logits = tf.add(tf.matMul(x, w), b);
    return meanLoss(logits, tf.oneHot(target, classes), classes, 0);
  };
  let loss = 0;
  return {
    run() {
      const result = optimizer.minimize(f, true, [w, b])!;
      loss = result.dataSync()[0]!;
      result.dispose();
    },
    get loss() {
      return loss;
    },
    read: () => concatenate(floats(w), floats(b)),
    restart: () =>
      tf.tidy(() => {
        w.assign(start[0].clone() as tf.Tensor2D);
        b.assign(start[1].clone() as tf.Tensor1D);
      }),
    dispose: () => {
      tf.dispose([x, w, b, ...start, target]);
      optimizer.dispose();
    },
  };
}

function losses(op: LossOp, inputs: Inputs): Call {
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
      read: () => floats(y!),
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
      get loss() {
        return loss;
      },
      read: () => null,
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
    get loss() {
      return loss;
    },
    read: () => floats(grad!),
    dispose: () => tf.dispose([x, held, grad!]),
  };
}

function prepare(op: Op, inputs: Inputs): Call | null {
  if (op === "product") return product(inputs);
  if (op === "step") return step(inputs);
  return isOneOf(LOSS_OPS, op) ? losses(op, inputs) : null;
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
