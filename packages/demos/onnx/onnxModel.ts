/** The language model as an ONNX file: `tokens` (batch, time) → `logits` (batch, time, vocabulary). */

import type { Tensor } from "crossent";
import proto from "onnx-proto";
import type { LanguageModel } from "./languageModel.ts";

const { onnx } = proto;
const { DataType } = onnx.TensorProto;

const OPSET = 16;
const IR_VERSION = 8;

const constant = (name: string, { data, shape }: Tensor): proto.onnx.ITensorProto => ({
  name,
  dataType: DataType.FLOAT,
  dims: [...shape],
  floatData: [...(data as Float32Array)],
});

/** A dim is a number, or a name where it may be of any size. */
const value = (
  name: string,
  elemType: number,
  dims: readonly (number | string)[],
): proto.onnx.IValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: dims.map((dim) => (typeof dim === "number" ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

export function onnxModel({ embedding, head }: LanguageModel): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    graph: {
      name: "languageModel",
      input: [value("tokens", DataType.INT64, ["batch", "time"])],
      output: [value("logits", DataType.FLOAT, ["batch", "time", head.size(1)])],
      initializer: [constant("embedding", embedding), constant("head", head)],
      node: [
        { opType: "Gather", input: ["embedding", "tokens"], output: ["features"] },
        { opType: "MatMul", input: ["features", "head"], output: ["logits"] },
      ],
    },
  }).finish();
}
