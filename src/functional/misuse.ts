/** Finds inputs that a loss takes without complaint though they are of the wrong kind, and warns. */

import type { Node } from "../autograd.ts";
import { warnOnce, wouldWarn } from "../console.ts";
import type { FloatArray } from "../dtype.ts";
import type { Lines } from "../values/shape.ts";

/** Nodes that hand values on as they are. */
const PASSES_ON: ReadonlySet<string> = new Set([
  "ViewBackward0",
  "TransposeBackward0",
  "PermuteBackward0",
  "UnsqueezeBackward0",
  "SqueezeBackward0",
  "SqueezeBackward1",
  "CloneBackward0",
  "ToCopyBackward0",
]);

/** Warns when the graph says that the logits are the output of a softmax. */
export function warnOfProbabilities(node: Node | null): void {
  let source = node;
  while (source !== null && PASSES_ON.has(source.name)) source = source.inputs[0] ?? null;
  if (source?.name !== "SoftmaxBackward0") return;
  warnOnce(
    "cross-entropy of probabilities",
    "cross_entropy expects logits, but its input is the output of softmax, which it applies itself. " +
      "Training goes on, but slowly. Leave the softmax out, or take nllLoss of logSoftmax.",
  );
}

/** Warns when the value that some target picks is above 0, which no log-probability is. */
export function warnOfNoLogProbabilities(
  x: FloatArray,
  { outer, length, inner }: Lines,
  targets: Int32Array,
): void {
  const topic = "negative log-likelihood of positive values";
  if (!wouldWarn(topic)) return;
  for (let o = 0, line = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      const target = targets[line]!;
      const value = target < 0 ? 0 : x[(o * length + target) * inner + i]!;
      if (value > 0) {
        warnOnce(
          topic,
          `nll_loss expects log-probabilities, which are never above 0, but got ${value}. ` +
            "Apply logSoftmax first, or use crossEntropy, which takes logits.",
        );
        return;
      }
    }
  }
}
