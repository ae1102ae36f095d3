/** jax-js on its wasm backend, everything under `jit`. Its arrays are consumed by use; `.ref` keeps one. */

import type { Array as JaxArray } from "@jax-js/jax";
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import { LABEL_SMOOTHING } from "../ops";
import type { Call, Output, Peer } from "./peer";
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
    read: async (): Promise<Output> => ({ values: await values(y!) }),
    dispose() {
      x.dispose();
      y?.dispose();
    },
  };
}

function prepare(op: Op, inputs: Inputs): Call {
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
  // Summed over the classes first: a float32 sum over everything at once is off by per cents.
  const f: Loss = (v, target) =>
    nn
      .logSoftmax(v, 1)
      .mul(probabilities(target))
      .sum(1)
      .sum()
      .mul(-1 / rows);
  let loss = 0;
  if (op === "crossEntropy") {
    const compiled = jit(f);
    return {
      async run() {
        loss = (await compiled(x.ref, held.ref).data())[0]!;
      },
      read: () => ({ loss }),
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
    read: async () => ({ loss, values: await values(grad!) }),
    dispose() {
      x.dispose();
      held.dispose();
      grad?.dispose();
    },
  };
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
