/** A matrix product, and the training step of a linear classifier. */

import { asTensor, CrossEntropyLoss, Linear, optim } from "../../../src";
import type { Inputs } from "../inputs";
import { type HeadOp, LEARNING_RATE } from "../ops";
import { copy, mapping } from "./crossentCalls";
import { type Call, concatenate } from "./peer";

export function head(op: HeadOp, inputs: Inputs): Call {
  const { rows, classes } = inputs;
  const depth = inputs.depth!;
  const x = asTensor({ data: inputs.features, shape: [rows, depth] });
  const weight = asTensor({ data: inputs.weight, shape: [depth, classes] });
  if (op === "product") return mapping(() => x.matmul(weight));
  const bias = asTensor({ data: inputs.bias, shape: [classes] });
  const target = asTensor(inputs.targets);
  const criterion = new CrossEntropyLoss();
  const linear = new Linear(depth, classes);
  const optimizer = new optim.SGD(linear.parameters(), { lr: LEARNING_RATE });
  const restart = (): void => linear.loadStateDict({ weight: weight.transpose(0, 1), bias });
  restart();
  let loss = 0;
  return {
    run() {
      optimizer.zeroGrad(false);
      const result = criterion(linear(x), target);
      result.backward();
      optimizer.step();
      loss = result.item();
    },
    get loss() {
      return loss;
    },
    read: () => concatenate(copy(linear.weight.detach().transpose(0, 1)), copy(linear.bias!)),
    restart,
  };
}
