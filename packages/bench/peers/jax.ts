/** jax-js on its wasm backend, everything under `jit`. Its arrays are consumed by use; `.ref` keeps one. */

import type { Array as JaxArray } from "@jax-js/jax";
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import type { Inputs } from "../inputs";
import { isOneOf, LABEL_SMOOTHING, LEARNING_RATE, LOSS_OPS, type LossOp, type Op } from "../ops";
import { type Call, concatenate, type Peer } from "./peer";
import { versionOf } from "./version";

type Loss = (x: JaxArray, target: JaxArray) => JaxArray;

const values = async (y: JaxArray): Promise<Float32Array> => (await y.ref.data()) as Float32Array;

/** Compares with 0 … C − 1 along dim 1. `nn.oneHot` makes a C × C matrix: 10 GB at 50,257 classes. */
function onehot(target: JaxArray, classes: number): JaxArray {
  const inner = target.ndim - 1;
  const range = np.arange(classes, undefined, undefined, { dtype: np.int32 });
  const column = range.reshape([1, classes, ...Array<number>(inner).fill(1)]);
  return np.expandDims(target, 1).equal(column).astype(np.float32);
}

function mapping(x: JaxArray, f: (x: JaxArray) => JaxArray): Call {
  const compiled = jit(f);
  let y: JaxArray | null = null;
  return {
    async run() {
      y?.dispose();
      y = compiled(x.ref);
      await y.blockUntilReady();
    },
    read: () => values(y!),
    dispose() {
      x.dispose();
      y?.dispose();
    },
  };
}

/** The classes along dim 1. */
const meanLoss =
  (rows: number): Loss =>
  (logits, probabilities) =>
    // Summed over the classes first: a float32 sum over everything at once is off by per cents.
    nn
      .logSoftmax(logits, 1)
      .mul(probabilities)
      .sum(1)
      .sum()
      .mul(-1 / rows);

function matrices(inputs: Inputs): { x: JaxArray; w: JaxArray; b: JaxArray; target: JaxArray } {
  const { rows, classes } = inputs;
  const depth = inputs.depth!;
  return {
    x: np.array(inputs.features, { shape: [rows, depth] }),
    w: np.array(inputs.weight, { shape: [depth, classes] }),
    b: np.array(inputs.bias, { shape: [classes] }),
    target: np.array(Int32Array.from(inputs.targets, Number), { shape: [rows], dtype: np.int32 }),
  };
}

function product(inputs: Inputs): Call {
  const { rows, classes } = inputs;
  const w = np.array(inputs.weight, { shape: [inputs.depth!, classes] });
  const x = np.array(inputs.features, { shape: [rows, inputs.depth!] });
  const compiled = jit(np.matmul);
  let y: JaxArray | null = null;
  return {
    async run() {
      y?.dispose();
      y = compiled(x.ref, w.ref);
      await y.blockUntilReady();
    },
    read: () => values(y!),
    dispose() {
      for (const array of [x, w, y]) array?.dispose();
    },
  };
}

/** Loss, gradients and update in one compiled function. */
function step(inputs: Inputs): Call {
  const { x, w: w0, b: b0, target } = matrices(inputs);
  const loss = meanLoss(inputs.rows);
  const f = (w: JaxArray, b: JaxArray, features: JaxArray, classes: JaxArray): JaxArray =>
    loss(np.matmul(features, w).add(b), onehot(classes, inputs.classes));
  const gradients = valueAndGrad(f, { argnums: [0, 1] });
  const compiled = jit((w: JaxArray, b: JaxArray, features: JaxArray, classes: JaxArray) => {
    const [value, [dw, db]] = gradients(w.ref, b.ref, features, classes);
    return [value, w.sub(dw.mul(LEARNING_RATE)), b.sub(db.mul(LEARNING_RATE))];
  });
  let [w, b] = [w0.ref, b0.ref];
  let value = 0;
  return {
    async run() {
      const [result, nextW, nextB] = compiled(w, b, x.ref, target.ref) as [JaxArray, JaxArray, JaxArray];
      [w, b] = [nextW, nextB];
      await w.blockUntilReady();
      value = (await result.data())[0]!;
    },
    get loss() {
      return value;
    },
    read: async () => concatenate(await values(w), await values(b)),
    restart() {
      w.dispose();
      b.dispose();
      [w, b] = [w0.ref, b0.ref];
    },
    dispose() {
      for (const array of [w, b, w0, b0, x, target]) array.dispose();
    },
  };
}

function losses(op: LossOp, inputs: Inputs): Call {
  const { shape, classes, rows } = inputs;
  const x = np.array(inputs.logits, { shape: [...shape] });
  if (op === "softmax") return mapping(x, (v) => nn.softmax(v, 1));
  if (op === "logSoftmax") return mapping(x, (v) => nn.logSoftmax(v, 1));
  const held =
    op === "probabilitiesGrad"
      ? np.array(inputs.probabilities, { shape: [...shape] })
      : np.array(Int32Array.from(inputs.targets, Number), {
          shape: [shape[0]!, ...shape.slice(2)],
          dtype: np.int32,
        });
  const probabilities = (target: JaxArray): JaxArray => {
    if (op === "probabilitiesGrad") return target;
    const placed = onehot(target, classes);
    if (op !== "labelSmoothingGrad") return placed;
    return placed.mul(1 - LABEL_SMOOTHING).add(LABEL_SMOOTHING / classes);
  };
  const mean = meanLoss(rows);
  const f: Loss = (v, target) => mean(v, probabilities(target));
  let loss = 0;
  if (op === "crossEntropy") {
    const compiled = jit(f);
    return {
      async run() {
        loss = (await compiled(x.ref, held.ref).data())[0]!;
      },
      get loss() {
        return loss;
      },
      read: () => null,
      dispose() {
        x.dispose();
        held.dispose();
      },
    };
  }
  const compiled = jit(valueAndGrad(f));
  let grad: JaxArray | null = null;
  return {
    async run() {
      grad?.dispose();
      const [value, dx] = compiled(x.ref, held.ref);
      grad = dx;
      await dx.blockUntilReady();
      loss = (await value.data())[0]!;
    },
    get loss() {
      return loss;
    },
    read: () => values(grad!),
    dispose() {
      x.dispose();
      held.dispose();
      grad?.dispose();
    },
  };
}

function prepare(op: Op, inputs: Inputs): Call | null {
  if (op === "product") return product(inputs);
  if (op === "step") return step(inputs);
  return isOneOf(LOSS_OPS, op) ? losses(op, inputs) : null;
}

export const jax: Peer = {
  name: "jax-js wasm",
  async setup() {
    await init("wasm"); // `init()` alone looks for `navigator`, which Node 20 has not
    defaultDevice("wasm");
    return versionOf("@jax-js/jax");
  },
  prepare,
};
