/** ONNX models of one node, which are enough to see what a session reads and gives. */

import proto from "onnx-proto";
import { type ElementType, OnnxGraph } from "../shared/onnxGraph.ts";

type Ports = { readonly [name: string]: readonly [type: ElementType, ndim: number] };

/**
 * A model that runs one operator on `inputs`; the sizes of all dims are free.
 *
 * @param attributes - whole numbers that the operator asks for.
 */
export function onnxModel(
  opType: string,
  inputs: Ports,
  outputs: Ports,
  attributes: { readonly [name: string]: number } = {},
): Uint8Array {
  const g = new OnnxGraph();
  const free = (name: string, ndim: number): string[] =>
    Array.from({ length: ndim }, (_, d) => `${name}${d}`);
  for (const [name, [type, ndim]] of Object.entries(inputs)) g.input(name, type, free(name, ndim));
  g.node(opType, Object.keys(inputs), attributes, Object.keys(outputs));
  for (const [name, [type, ndim]] of Object.entries(outputs)) g.output(name, type, free(name, ndim));
  return proto.onnx.ModelProto.encode(g.model(opType)).finish();
}
