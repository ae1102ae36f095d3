/** numpy-ts: the product only, it has no gradients. */

import * as np from "numpy-ts";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import type { Call, Peer } from "./peer";
import { versionOf } from "./version";

function prepare(op: Op, inputs: Inputs): Call | null {
  if (op !== "product") return null;
  const { rows, classes } = inputs;
  const depth = inputs.depth!;
  const a = np.array(inputs.features, "float32").reshape(rows, depth);
  const b = np.array(inputs.weight, "float32").reshape(depth, classes);
  let y: ReturnType<typeof np.matmul> | null = null;
  return {
    run() {
      y?.dispose();
      y = np.matmul(a, b);
    },
    read: () => Float32Array.from(y!.data as Float32Array),
    dispose() {
      for (const array of [a, b, y]) array?.dispose();
    },
  };
}

export const numpyTs: Peer = {
  name: "numpy-ts",
  setup: async () => versionOf("numpy-ts"),
  prepare,
};
