/** The language model as an ONNX file: `tokens` (batch, time) → `logits` (batch, time, vocabulary). */

import type { Tensor } from "crossent";
import proto from "onnx-proto";
import { OnnxGraph } from "../../shared/onnxGraph.ts";
import type { LanguageModel } from "./languageModel.ts";

export function onnxModel({ embedding, head }: LanguageModel): Uint8Array {
  const g = new OnnxGraph();
  const constant = ({ data, shape }: Tensor<"float32">): string => g.floats(data, shape);
  g.input("tokens", "int64", ["batch", "time"]);
  const features = g.one("Gather", constant(embedding), "tokens");
  g.node("MatMul", [features, constant(head)], {}, ["logits"]);
  g.output("logits", "float32", ["batch", "time", head.size(1)]);
  return proto.onnx.ModelProto.encode(g.model("languageModel")).finish();
}
