/** crossent itself, from src/, with one of its backends pinned, or with the one that it chooses, on some threads. */

import { type Backend, backend, getNumThreads, setBackend, setNumThreads } from "../../../src";
import type { Inputs } from "../inputs";
import { HEAD_OPS, isOneOf, LINEAR_LOSS_OPS, type Op, TENSOR_OPS } from "../ops";
import { head } from "./crossentHead";
import { linearLoss } from "./crossentLinearLoss";
import { loss } from "./crossentLosses";
import { tensorOp } from "./crossentTensors";
import type { Call, Peer } from "./peer";

function prepare(op: Op, inputs: Inputs): Call | null {
  if (isOneOf(HEAD_OPS, op)) return head(op, inputs);
  if (isOneOf(LINEAR_LOSS_OPS, op)) return linearLoss(op, inputs);
  return isOneOf(TENSOR_OPS, op) ? tensorOp(op, inputs) : loss(op, inputs);
}

export const crossent = (name: Backend | null, threads = 1): Peer => ({
  name: "crossent",
  async setup() {
    if (name !== null) setBackend(name);
    setNumThreads(threads);
    return `src, backend ${backend()}${threads > 1 ? `, ${getNumThreads()} threads` : ""}`;
  },
  prepare,
});
