/** crossent itself, from src/, with one of its backends pinned. */

import { asTensor, type Backend, backend, functional, setBackend, type Tensor } from "../../../src";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import { LABEL_SMOOTHING } from "../ops";
import type { Call, Output, Peer } from "./peer";

const copy = (t: Tensor): Float32Array => Float32Array.from(t.data as Float32Array);

/** A tensor in, a tensor out. */
function mapping(f: () => Tensor): Call {
  let y: Tensor | null = null;
  return {
    run() {
      y = null;
      y = f();
    },
    read: (): Output => ({ values: copy(y!) }),
  };
}

/** The loss and the gradient of the leaf `x`. The gradient is set to null first, as `zero_grad` does, and stays there. */
function training(x: Tensor, f: () => Tensor): Call {
  let value = 0;
  return {
    run() {
      x.grad = null;
      const loss = f();
      loss.backward();
      value = loss.item();
    },
    read: (): Output => ({ loss: value, values: copy(x.grad!) }),
  };
}

function forward(f: () => Tensor): Call {
  let value = 0;
  return {
    run() {
      value = f().item();
    },
    read: (): Output => ({ loss: value }),
  };
}

function prepare(op: Op, inputs: Inputs): Call {
  const { shape } = inputs;
  const x = asTensor({ data: inputs.logits, shape });
  if (op === "softmax") return mapping(() => functional.softmax(x, 1));
  if (op === "logSoftmax") return mapping(() => functional.logSoftmax(x, 1));
  if (op === "probabilitiesGrad") {
    const probabilities = asTensor({ data: inputs.probabilities, shape });
    x.requiresGrad_();
    return training(x, () => functional.crossEntropy(x, probabilities));
  }
  const target = asTensor({ data: inputs.targets, shape: [shape[0]!, ...shape.slice(2)] });
  if (op === "crossEntropy") return forward(() => functional.crossEntropy(x, target));
  x.requiresGrad_();
  if (op === "crossEntropyGrad") return training(x, () => functional.crossEntropy(x, target));
  return training(x, () => functional.crossEntropy(x, target, { labelSmoothing: LABEL_SMOOTHING }));
}

export const crossent = (name: Backend): Peer => ({
  name: `crossent ${name}`,
  async setup() {
    setBackend(name);
    return `src, backend ${backend()}`;
  },
  prepare,
});
