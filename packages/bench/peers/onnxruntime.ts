/** ONNX Runtime for the web (wasm, SIMD, one thread), with the gradient graphs of onnxModel.ts. */

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import { onnxModel } from "./onnxModel";
import type { Call, Output, Peer } from "./peer";
import { versionOf } from "./version";

function targetOf(op: Op, inputs: Inputs): Tensor | null {
  const { shape } = inputs;
  if (op === "softmax" || op === "logSoftmax") return null;
  if (op === "probabilitiesGrad") return new Tensor("float32", inputs.probabilities, shape);
  return new Tensor("int64", inputs.targets, [shape[0]!, ...shape.slice(2)]);
}

async function prepare(op: Op, inputs: Inputs): Promise<Call> {
  const { shape } = inputs;
  const session = await InferenceSession.create(onnxModel(op, inputs), { graphOptimizationLevel: "all" });
  const x = new Tensor("float32", inputs.logits, shape);
  const target = targetOf(op, inputs);
  const feeds = target === null ? { x } : { x, target };
  let results: InferenceSession.OnnxValueMapType | null = null;
  return {
    async run() {
      results = null;
      results = await session.run(feeds);
    },
    read(): Output {
      const { loss, values } = results!;
      return {
        ...(loss === undefined ? {} : { loss: Number(loss.data[0]) }),
        ...(values === undefined ? {} : { values: values.data as Float32Array }),
      };
    },
    dispose: () => session.release(),
  };
}

export const onnxruntime: Peer = {
  name: "onnxruntime-web wasm",
  async setup() {
    env.wasm.numThreads = 1;
    env.logLevel = "error";
    return versionOf("onnxruntime-web");
  },
  prepare,
};
