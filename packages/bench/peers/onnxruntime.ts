/** ONNX Runtime for the web (wasm, SIMD, one thread), with the gradient graphs of onnxModel.ts. */

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Inputs } from "../inputs";
import { HEAD_OPS, isOneOf, LOSS_OPS, type Op } from "../ops";
import { onnxModel } from "./onnxModel";
import type { Call, Peer } from "./peer";
import { versionOf } from "./version";

/** What goes in with every call; the weights of a product or a step are constants of the model. */
function feedsOf(op: Op, inputs: Inputs): { [name: string]: Tensor } {
  const { shape, rows } = inputs;
  const target = (): Tensor => new Tensor("int64", inputs.targets, [shape[0]!, ...shape.slice(2)]);
  if (isOneOf(HEAD_OPS, op)) {
    const x = new Tensor("float32", inputs.features, [rows, inputs.depth!]);
    return op === "product" ? { x } : { x, target: target() };
  }
  const x = new Tensor("float32", inputs.logits, shape);
  if (op === "softmax" || op === "logSoftmax") return { x };
  if (op === "probabilitiesGrad") return { x, target: new Tensor("float32", inputs.probabilities, shape) };
  return { x, target: target() };
}

async function prepare(op: Op, inputs: Inputs): Promise<Call | null> {
  if (!isOneOf([...LOSS_OPS, ...HEAD_OPS], op)) return null;
  const session = await InferenceSession.create(onnxModel(op, inputs), { graphOptimizationLevel: "all" });
  const feeds = feedsOf(op, inputs);
  let results: InferenceSession.OnnxValueMapType | null = null;
  return {
    async run() {
      results = null;
      results = await session.run(feeds);
    },
    get loss() {
      const loss = results?.["loss"];
      return loss === undefined ? null : Number(loss.data[0]);
    },
    read: () => (results?.["values"]?.data as Float32Array | undefined) ?? null,
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
