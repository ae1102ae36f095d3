/** The model.onnx of the page on scoring: token ids in, a row of a table for each of them out. */

import proto from "onnx-proto";
import { OnnxGraph } from "../../shared/onnxGraph.ts";

const TABLE = [
  [2, 1, 0, -1],
  [0, 3, 1, 0],
  [1, 1, 2, 0],
  [0, 0, 0, 0],
];

export function modelBytes(): Uint8Array {
  const graph = new OnnxGraph();
  graph.input("input_ids", "int64", ["batch", "time"]);
  graph.output("logits", "float32", ["batch", "time", TABLE[0]!.length]);
  const table = graph.floats(TABLE.flat(), [TABLE.length, TABLE[0]!.length]);
  graph.node("Gather", [table, "input_ids"], {}, ["logits"]);
  return proto.onnx.ModelProto.encode(graph.model("language model")).finish();
}
