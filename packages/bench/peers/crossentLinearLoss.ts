/** The loss of a linear layer of many classes, through the logits and without them, as LinearLoss of pytorch_ops.py. */

import { asTensor, functional } from "../../../src";
import type { Inputs } from "../inputs";
import type { LinearLossOp } from "../ops";
import { copy } from "./crossentCalls";
import { type Call, concatenate } from "./peer";

export function linearLoss(op: LinearLossOp, inputs: Inputs): Call {
  const { rows, classes, targets } = inputs;
  const depth = inputs.depth!;
  const x = asTensor({ data: inputs.features, shape: [rows, depth] }).requiresGrad_();
  const weight = asTensor({ data: inputs.weight, shape: [classes, depth] }).requiresGrad_();
  const target = asTensor(targets);
  let loss = 0;
  return {
    run() {
      x.grad = null;
      weight.grad = null;
      const result =
        op === "linearCrossEntropy"
          ? functional.linearCrossEntropy(x, weight, target)
          : functional.crossEntropy(functional.linear(x, weight), target);
      result.backward();
      loss = result.item();
    },
    get loss() {
      return loss;
    },
    read() {
      const grad = weight.grad!.detach();
      const [ofTargets, first] = [grad.indexSelect(0, target), grad.narrow(0, 0, rows)];
      return concatenate(copy(x.grad!), concatenate(copy(ofTargets), copy(first)));
    },
  };
}
