/** A matrix product, and the training step of a linear classifier. */

import { asTensor, CrossEntropyLoss, noGrad, type Tensor } from "../../../src";
import type { Inputs } from "../inputs";
import { type HeadOp, LEARNING_RATE } from "../ops";
import { copy, mapping } from "./crossentCalls";
import { type Call, concatenate } from "./peer";

export function head(op: HeadOp, inputs: Inputs): Call {
  const { rows, classes } = inputs;
  const depth = inputs.depth!;
  const x = asTensor({ data: inputs.features, shape: [rows, depth] });
  const started = asTensor({ data: inputs.weight, shape: [depth, classes] });
  if (op === "product") return mapping(() => x.matmul(started));
  const bias = asTensor({ data: inputs.bias, shape: [classes] });
  const target = asTensor(inputs.targets);
  const criterion = new CrossEntropyLoss();
  // Tensors of the library's own, as a layer has them: nobody else holds their memory.
  const start = (): Tensor[] => [started, bias].map((t) => t.clone().requiresGrad_());
  let parameters = start();
  let loss = 0;
  return {
    run() {
      const [w, b] = parameters as [Tensor, Tensor];
      const result = criterion(x.matmul(w).add(b), target);
      result.backward();
      noGrad(() => {
        for (const p of parameters) p.add_(p.grad!, { alpha: -LEARNING_RATE });
      });
      for (const p of parameters) p.grad!.zero_();
      loss = result.item();
    },
    get loss() {
      return loss;
    },
    read: () => concatenate(copy(parameters[0]!), copy(parameters[1]!)),
    restart() {
      parameters = start();
    },
  };
}
