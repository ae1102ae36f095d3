/** The network as an ONNX file: `images` (batch, 784) → `logits` (batch, 10). */

import proto from "onnx-proto";
import { OnnxGraph } from "../../shared/onnxGraph.ts";
import { CLASSES, PIXELS } from "../mnist/digits.ts";
import type { Network } from "../mnist/network.ts";

export function onnxModel(network: Network): Uint8Array {
  const g = new OnnxGraph();
  const parameters = network.stateDict();
  const constant = (name: string): string => {
    const { data, shape } = parameters[name]!.float();
    return g.floats(data, shape);
  };
  const linear = (input: string, name: string, outputs: number | string[] = 1): string => {
    const operands = [input, constant(`${name}.weight`), constant(`${name}.bias`)];
    return g.node("Gemm", operands, { transB: 1 }, outputs)[0]!;
  };
  g.input("images", "float32", ["batch", PIXELS]);
  const first = g.one("Relu", linear("images", "fc1"));
  const second = g.one("Relu", linear(first, "fc2"));
  linear(second, "head", ["logits"]);
  g.output("logits", "float32", ["batch", CLASSES]);
  return proto.onnx.ModelProto.encode(g.model("digits")).finish();
}
