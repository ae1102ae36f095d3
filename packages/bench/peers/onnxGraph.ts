/** ONNX models of the operations. ONNX Runtime for the web has no autograd, so the gradients are written by hand. */

import proto from "onnx-proto";
import type { Op } from "../ops";
import { LABEL_SMOOTHING } from "../ops";
import type { Case } from "../shapes";

const { onnx } = proto;
const { DataType } = onnx.TensorProto;

const OPSET = 16; // the first with ScatterElements(reduction = add)
const IR_VERSION = 8;

type Attribute = number | string;

/** Collects nodes and constants; every method returns the name of its result. */
class Graph {
  readonly nodes: proto.onnx.INodeProto[] = [];
  readonly constants: proto.onnx.ITensorProto[] = [];

  node(
    opType: string,
    input: string[],
    attributes: { readonly [name: string]: Attribute } = {},
    outputs = 1,
  ): string[] {
    const output = Array.from({ length: outputs }, (_, i) => `${opType}_${this.nodes.length}_${i}`);
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === "string"
        ? { name, type: onnx.AttributeProto.AttributeType.STRING, s: new TextEncoder().encode(value) }
        : { name, type: onnx.AttributeProto.AttributeType.INT, i: value },
    );
    this.nodes.push({ opType, input, output, attribute });
    return output;
  }

  scalar(value: number): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, dataType: DataType.FLOAT, dims: [], floatData: [value] });
    return name;
  }

  ints(values: readonly number[]): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, dataType: DataType.INT64, dims: [values.length], int64Data: [...values] });
    return name;
  }

  one(opType: string, ...input: string[]): string {
    return this.node(opType, input)[0]!;
  }

  /** Gives a result the name that the caller of the model reads. */
  output(from: string, name: string): void {
    this.nodes.push({ opType: "Identity", input: [from], output: [name] });
  }
}

const tensor = (name: string, elemType: number, shape: readonly number[]): proto.onnx.IValueInfoProto => ({
  name,
  type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

/** Sums over the classes, then means over the rows: a float32 sum over everything at once is off by per cents. */
function meanOfRows(g: Graph, values: string): string {
  const sums = g.node("ReduceSum", [values, g.ints([1])], { keepdims: 0 })[0]!;
  return g.node("ReduceMean", [sums], { keepdims: 0 })[0]!;
}

/**
 * Adds `−value` at every target to `base`, the part of the gradient that knows no target.
 * Measured at (256, 50257): 88 ms a call, and 118 ms with a OneHot of the logits' size.
 */
function subtractAtTargets(g: Graph, base: string, value: number, c: Case): string {
  const [n, , ...rest] = c.shape;
  const index = g.one("Unsqueeze", "target", g.ints([1]));
  const updates = g.one("Expand", g.scalar(-value), g.ints([n!, 1, ...rest]));
  return g.node("ScatterElements", [base, index, updates], { axis: 1, reduction: "add" })[0]!;
}

function lossAndGradient(g: Graph, op: Op, c: Case): void {
  const mean = g.scalar(1 / c.rows);
  if (op === "probabilitiesGrad") {
    // dx = (p − t) / N for rows of t that sum to 1
    const logP = g.node("LogSoftmax", ["x"], { axis: 1 })[0]!;
    g.output(g.one("Neg", meanOfRows(g, g.one("Mul", "target", logP))), "loss");
    g.output(g.one("Mul", g.one("Sub", g.one("Exp", logP), "target"), mean), "values");
    return;
  }
  const wantsGradient = op !== "crossEntropy";
  const [nll, logP] = g.node(
    "SoftmaxCrossEntropyLoss",
    ["x", "target"],
    { reduction: "mean" },
    wantsGradient ? 2 : 1,
  );
  if (!wantsGradient) {
    g.output(nll!, "loss");
    return;
  }
  const scaled = g.one("Mul", g.one("Exp", logP!), mean);
  if (op === "crossEntropyGrad") {
    // dx = (p − onehot(t)) / N
    g.output(nll!, "loss");
    g.output(subtractAtTargets(g, scaled, 1 / c.rows, c), "values");
    return;
  }
  // loss = (1 − ε) nll − ε / C mean(Σ log p), dx = (p − (1 − ε) onehot(t) − ε / C) / N
  const kept = g.one("Mul", nll!, g.scalar(1 - LABEL_SMOOTHING));
  const smooth = g.one("Mul", meanOfRows(g, logP!), g.scalar(LABEL_SMOOTHING / c.classes));
  g.output(g.one("Sub", kept, smooth), "loss");
  const floor = g.one("Sub", scaled, g.scalar(LABEL_SMOOTHING / (c.classes * c.rows)));
  g.output(subtractAtTargets(g, floor, (1 - LABEL_SMOOTHING) / c.rows, c), "values");
}

/** The serialised model: inputs `x` and, for a loss, `target`; outputs `loss` and `values`, where the operation has them. */
export function model(op: Op, c: Case): Uint8Array {
  const g = new Graph();
  const { shape } = c;
  const input = [tensor("x", DataType.FLOAT, shape)];
  const output: proto.onnx.IValueInfoProto[] = [];
  if (op === "softmax" || op === "logSoftmax") {
    g.output(g.node(op === "softmax" ? "Softmax" : "LogSoftmax", ["x"], { axis: 1 })[0]!, "values");
  } else {
    input.push(
      op === "probabilitiesGrad"
        ? tensor("target", DataType.FLOAT, shape)
        : tensor("target", DataType.INT64, [shape[0]!, ...shape.slice(2)]),
    );
    lossAndGradient(g, op, c);
    output.push(tensor("loss", DataType.FLOAT, []));
  }
  if (op !== "crossEntropy") output.push(tensor("values", DataType.FLOAT, shape));
  const graph = { name: op, node: g.nodes, initializer: g.constants, input, output };
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    graph,
  }).finish();
}
