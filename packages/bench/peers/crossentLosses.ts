/** Softmax, the losses, and the same where a user meets another path. */

import { asTensor, functional, ones, type Tensor } from "../../../src";
import type { Inputs } from "../inputs";
import { type CliffOp, LABEL_SMOOTHING, type LossOp, type ReadOp } from "../ops";
import { forward, mapping, training } from "./crossentCalls";
import type { Call } from "./peer";

const { crossEntropy, logSoftmax, softmax } = functional;

function withIndices(op: LossOp | CliffOp | ReadOp, x: Tensor, inputs: Inputs): Call {
  const { shape, classes } = inputs;
  const target = asTensor({ data: inputs.targets, shape: [shape[0]!, ...shape.slice(2)] });
  const loss = (): Tensor => crossEntropy(x, target);
  switch (op) {
    case "crossEntropy":
      return forward(loss);
    case "labelSmoothingGrad":
      return training(x, () => crossEntropy(x, target, { labelSmoothing: LABEL_SMOOTHING }));
    case "gradNullRead":
      return training(x, loss, { looks: true });
    case "gradZero":
      return training(x, loss, { before: "zero" });
    case "gradZeroRead":
      return training(x, loss, { before: "zero", looks: true });
    case "accumulateGrad":
      return training(x, loss, { before: "keep", looks: true });
    case "float64Grad": {
      const double = x.double();
      return training(double, () => crossEntropy(double, target));
    }
    case "noneGrad":
      return training(x, () => crossEntropy(x, target, { reduction: "none" }), {
        gradient: ones(target.shape),
      });
    case "dividedGrad":
      return training(x, () => loss().div(4));
    case "oneHotGrad": {
      const placed = functional.oneHot(target, classes);
      return training(x, () => crossEntropy(x, placed));
    }
    default:
      return training(x, loss);
  }
}

export function loss(op: LossOp | CliffOp | ReadOp, inputs: Inputs): Call {
  const { shape } = inputs;
  const x = asTensor({ data: inputs.logits, shape });
  switch (op) {
    case "softmax":
      return mapping(() => softmax(x, 1));
    case "softmaxDim0":
      return mapping(() => softmax(x, 0));
    case "logSoftmax":
      return mapping(() => logSoftmax(x, 1));
    case "logSoftmaxDim0":
      return mapping(() => logSoftmax(x, 0));
    case "probabilitiesGrad": {
      const probabilities = asTensor({ data: inputs.probabilities, shape });
      return training(x, () => crossEntropy(x, probabilities));
    }
    default:
      return withIndices(op, x, inputs);
  }
}
