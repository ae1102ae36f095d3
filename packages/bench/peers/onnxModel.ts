/** ONNX models of the operations. ONNX Runtime for the web has no autograd, so the gradients are written by hand. */

import proto from "onnx-proto";
import { OnnxGraph } from "../../shared/onnxGraph";
import type { Inputs } from "../inputs";
import { type HeadOp, LABEL_SMOOTHING, type LossOp } from "../ops";
import type { Case } from "../shapes";

/** Gives a result the name that the caller of the model reads. */
function give(g: OnnxGraph, from: string, name: string, dims: readonly number[]): void {
  g.node("Identity", [from], {}, [name]);
  g.output(name, "float32", dims);
}

/** Sums over the classes, then means over the rows: a float32 sum over everything at once is off by per cents. */
function meanOfRows(g: OnnxGraph, values: string): string {
  const sums = g.node("ReduceSum", [values, g.ints([1])], { keepdims: 0 })[0]!;
  return g.node("ReduceMean", [sums], { keepdims: 0 })[0]!;
}

/**
 * Adds `−value` at every target to `base`, the part of the gradient that knows no target.
 * Measured at (256, 50257): 88 ms a call, and 118 ms with a OneHot of the logits' size.
 */
function subtractAtTargets(g: OnnxGraph, base: string, value: number, c: Case): string {
  const [n, , ...rest] = c.shape;
  const index = g.one("Unsqueeze", "target", g.ints([1]));
  const updates = g.one("Expand", g.scalar(-value), g.ints([n!, 1, ...rest]));
  return g.node("ScatterElements", [base, index, updates], { axis: 1, reduction: "add" })[0]!;
}

function lossAndGradient(g: OnnxGraph, op: LossOp, c: Case): void {
  const mean = g.scalar(1 / c.rows);
  if (op === "probabilitiesGrad") {
    // dx = (p − t) / N for rows of t that sum to 1
    const logP = g.node("LogSoftmax", ["x"], { axis: 1 })[0]!;
    give(g, g.one("Neg", meanOfRows(g, g.one("Mul", "target", logP))), "loss", []);
    give(g, g.one("Mul", g.one("Sub", g.one("Exp", logP), "target"), mean), "values", c.shape);
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
    give(g, nll!, "loss", []);
    return;
  }
  const scaled = g.one("Mul", g.one("Exp", logP!), mean);
  if (op === "crossEntropyGrad") {
    // dx = (p − onehot(t)) / N
    give(g, nll!, "loss", []);
    give(g, subtractAtTargets(g, scaled, 1 / c.rows, c), "values", c.shape);
    return;
  }
  // loss = (1 − ε) nll − ε / C mean(Σ log p), dx = (p − (1 − ε) onehot(t) − ε / C) / N
  const kept = g.one("Mul", nll!, g.scalar(1 - LABEL_SMOOTHING));
  const smooth = g.one("Mul", meanOfRows(g, logP!), g.scalar(LABEL_SMOOTHING / c.classes));
  give(g, g.one("Sub", kept, smooth), "loss", []);
  const floor = g.one("Sub", scaled, g.scalar(LABEL_SMOOTHING / (c.classes * c.rows)));
  give(g, subtractAtTargets(g, floor, (1 - LABEL_SMOOTHING) / c.rows, c), "values", c.shape);
}

/** x·W, or x·W + b and its loss. W and b are constants: the runtime packs them in advance, as for inference. */
function head(g: OnnxGraph, op: HeadOp, inputs: Inputs): void {
  const { rows, classes } = inputs;
  const depth = inputs.depth!;
  g.input("x", "float32", [rows, depth]);
  const w = g.floats(inputs.weight, [depth, classes]);
  if (op === "product") {
    give(g, g.one("MatMul", "x", w), "values", [rows, classes]);
    return;
  }
  g.input("target", "int64", [rows]);
  const logits = g.one("Gemm", "x", w, g.floats(inputs.bias, [classes]));
  give(g, g.node("SoftmaxCrossEntropyLoss", [logits, "target"], { reduction: "mean" })[0]!, "loss", []);
}

/** The serialised model: inputs `x` and, for a loss, `target`; outputs `loss` and `values`, where the operation has them. */
export function onnxModel(op: LossOp | HeadOp, inputs: Inputs): Uint8Array {
  const g = new OnnxGraph();
  const { shape } = inputs;
  if (op === "product" || op === "step") {
    head(g, op, inputs);
  } else {
    g.input("x", "float32", shape);
    if (op === "softmax" || op === "logSoftmax") {
      const y = g.node(op === "softmax" ? "Softmax" : "LogSoftmax", ["x"], { axis: 1 })[0]!;
      give(g, y, "values", shape);
    } else {
      if (op === "probabilitiesGrad") g.input("target", "float32", shape);
      else g.input("target", "int64", [shape[0]!, ...shape.slice(2)]);
      lossAndGradient(g, op, inputs);
    }
  }
  return proto.onnx.ModelProto.encode(g.model(op)).finish();
}
