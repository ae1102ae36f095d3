/** Operations of a tensor, at (N,C). Row, column and index are made of the logits, as in pytorch_ops.py. */

import { asTensor, type Tensor } from "../../../src";
import type { Inputs } from "../inputs";
import type { TensorOp } from "../ops";
import { mapping, training } from "./crossentCalls";
import { useManyOperations } from "./manyOperations";
import type { Call } from "./peer";

let used = false;

export function tensorOp(op: TensorOp, inputs: Inputs): Call {
  if (!used) useManyOperations();
  used = true;
  const { logits, shape, rows, classes } = inputs;
  const x = asTensor({ data: logits, shape });
  const row = asTensor(logits.slice(0, classes));
  const column = asTensor({ data: logits.slice(0, rows), shape: [rows, 1] });
  const index = (): Tensor => {
    const data = BigInt64Array.from({ length: logits.length }, (_, i) => BigInt((i * 7919) % classes));
    return asTensor({ data, shape });
  };
  switch (op) {
    case "addRow":
      return mapping(() => x.add(row));
    case "mulScalar":
      return mapping(() => x.mul(1.5));
    case "mulColumn":
      return mapping(() => x.mul(column));
    case "relu":
      return mapping(() => x.relu());
    case "exp":
      return mapping(() => x.exp());
    case "sumAll":
      return mapping(() => x.sum());
    case "sumRows":
      return mapping(() => x.sum(1));
    case "sumColumns":
      return mapping(() => x.sum(0));
    case "meanAll":
      return mapping(() => x.mean());
    case "amaxRows":
      return mapping(() => x.amax(1));
    case "argmaxRows":
      return mapping(() => x.argmax(1));
    case "transpose":
      return mapping(() => x.transpose(0, 1));
    case "gather": {
      const places = index();
      return mapping(() => x.gather(1, places));
    }
    case "reluGrad":
      return training(x, () => x.relu().sum());
  }
}
