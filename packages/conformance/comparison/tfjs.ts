import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { numbers, type Plain } from "../plain.ts";
import { assertClose, assertOther, type Column, LARGE, samples, sized } from "./cell.ts";
import { folder, manifestOf, nativeIn } from "./installed.ts";
import { peakOf } from "./peak.ts";

const given = (x: Plain): tf.Tensor =>
  tf.tensor(numbers(x), [...x.shape], x.dtype === "int64" ? "int32" : "float32");
const values = (t: tf.Tensor): Float32Array => t.dataSync() as Float32Array;

const { MEAN } = tf.Reduction;

/** Rows of 0 and 1 of class indices. */
const rows = (target: Plain, classes: number): tf.Tensor =>
  tf.oneHot(given(target) as tf.Tensor1D, classes, 1, 0, "float32");

interface Sample {
  readonly logits: Plain;
  readonly loss: Plain;
  readonly grad: Plain;
}

function assertLoss({ logits, loss, grad }: Sample, f: (x: tf.Tensor) => tf.Tensor): void {
  const result = tf.valueAndGrad(f)(given(logits));
  assertClose(values(result.value), loss);
  assertClose(values(result.grad), grad);
}

export const column: Column = {
  name: "tfjs",
  cells: {
    indices: {
      says: "from one-hot rows",
      shows() {
        const { logits, target } = samples.indices;
        assert.throws(
          () => tf.losses.softmaxCrossEntropy(given(target), given(logits)),
          /Shapes 2 and 2,3 must match/,
        );
        assertLoss(samples.indices, (x) => tf.losses.softmaxCrossEntropy(rows(target, 3), x));
      },
    },
    weights: {
      says: "as a weight for each row",
      shows() {
        const { target, weight } = samples.weights;
        const counted = given({ ...target, data: numbers(target).map((c) => Number(c >= 0)) });
        const classes = tf.mul(given(target), counted);
        const each = tf.mul(tf.gather(given(weight), tf.cast(classes, "int32") as tf.Tensor1D), counted);
        assertLoss(samples.weights, (x) => tf.losses.softmaxCrossEntropy(rows(target, 3), x, each, 0, MEAN));
      },
    },
    smoothing: {
      says: "for logits of rank 2",
      shows() {
        const { target, label_smoothing } = samples.smoothing;
        assertLoss(samples.smoothing, (x) =>
          tf.losses.softmaxCrossEntropy(rows(target, 3), x, undefined, label_smoothing),
        );
        const { last, target: tokens, loss } = samples.tokens;
        assertOther(
          values(tf.losses.softmaxCrossEntropy(rows(tokens, 4), given(last), undefined, label_smoothing)),
          loss,
        );
      },
    },
    probabilities: {
      says: "gradient of the logits alone",
      shows() {
        const { logits, target, targetGrad } = samples.probabilities;
        const loss = (x: tf.Tensor, t: tf.Tensor): tf.Tensor => tf.losses.softmaxCrossEntropy(t, x);
        assertLoss(samples.probabilities, (x) => loss(x, given(target)));
        assertOther(values(tf.grads(loss)([given(logits), given(target)])[1]!), targetGrad);
      },
    },
    planes: {
      says: "classes last",
      shows() {
        const { logits, target } = samples.planes;
        assert.throws(() => tf.logSoftmax(given(logits), 1), /non-last dimension is not yet supported/);
        assertLoss(samples.planes, (x) =>
          tf.losses.softmaxCrossEntropy(rows(target, 3), tf.transpose(x, [0, 2, 3, 1])),
        );
      },
    },
    large: {
      says: "finite",
      shows: () =>
        assertLoss(samples.large, (x) => tf.losses.softmaxCrossEntropy(rows(samples.large.target, 3), x)),
    },
    masked: {
      says: "NaN",
      shows() {
        const { logits, target } = samples.masked;
        const [loss] = values(tf.losses.softmaxCrossEntropy(rows(target, 3), given(logits)));
        assert.ok(Number.isNaN(loss));
      },
    },
    range: {
      says: "a number: that row adds 0",
      shows() {
        const out = rows({ dtype: "int64", shape: [2], data: [2, 3] }, 3);
        const [loss] = values(tf.losses.softmaxCrossEntropy(out, given(samples.indices.logits)));
        const [first] = values(tf.logSoftmax(given(samples.indices.logits))).slice(2);
        assert.ok(Math.abs(loss! - -first! / 2) < 1e-6);
      },
    },
    half: {
      says: "no",
      shows() {
        for (const dtype of ["float16", "bfloat16"]) {
          assert.throws(
            () => tf.tensor([1, 2], [2], dtype as "float32"),
            new RegExp(`Unknown data type ${dtype}`),
          );
        }
      },
    },
    seed: {
      says: "other numbers",
      shows: () =>
        assertOther(values(tf.randomUniform([3], 0, 1, "float32", samples.rand.seed)), samples.rand.values),
    },
    score: {
      says: "by hand, in arrays of the logits' size",
      async shows() {
        const { logits, target, logProb, rank } = samples.score;
        const score = (x: tf.Tensor, t: tf.Tensor): tf.Tensor[] =>
          tf.tidy(() => {
            const own = tf.sum(tf.mul(x, t), -1, true);
            return [
              tf.squeeze(tf.sub(own, tf.logSumExp(x, -1, true)), [-1]),
              tf.sum(tf.cast(tf.greater(x, own), "int32"), -1),
            ];
          });
        const scores = score(given(logits), rows(target, 3));
        assertClose(values(scores[0]!), logProb);
        assertClose(values(scores[1]!), rank);
        const { rows: n, classes, bytes } = LARGE;
        const x = tf.tensor(new Float32Array(n * classes).fill(0.5), [n, classes]);
        const peak = await peakOf(() => values(tf.tidy(() => tf.logSumExp(x, -1))));
        assert.ok(peak > bytes, `${peak} bytes`);
      },
    },
    layers: {
      says: "yes",
      shows: () => {
        const y = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(tf.zeros([1, 5, 5, 1])) as tf.Tensor;
        assert.deepEqual(y.shape, [1, 3, 3, 2]);
      },
    },
    gpu: {
      says: "WebGL",
      shows: () =>
        assert.ok(
          "@tensorflow/tfjs-backend-webgl" in manifestOf(join(folder, "@tensorflow/tfjs")).dependencies!,
        ),
    },
    native: { says: "none", shows: () => assert.deepEqual(nativeIn("@tensorflow/tfjs"), []) },
    size: sized(
      "82 kB, core and CPU",
      `
            import { grad, losses, oneHot } from "@tensorflow/tfjs-core";
            import "@tensorflow/tfjs-backend-cpu";
            export const gradient = (logits, target, classes) =>
              grad((x) => losses.softmaxCrossEntropy(oneHot(target, classes), x))(logits);`,
    ),
  },
};
