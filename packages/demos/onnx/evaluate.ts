/** Cross-entropy of what an ONNX Runtime session gives, straight from the memory of its output. */

import { asTensor, functional, type Tensor } from "crossent";
import * as ort from "onnxruntime-node";
import { type Batch, IGNORED } from "./batch.ts";

export interface Evaluation {
  /** The session's own output, (batch, time, vocabulary). */
  readonly logits: ort.Tensor;
  /** Loss of each token, 0 where it is ignored; (batch, time). */
  readonly losses: Tensor;
  /** Mean loss of the tokens that are not ignored. */
  readonly loss: number;
  /** e to that mean: among how many equally likely tokens the model seems to choose. */
  readonly perplexity: number;
}

export async function evaluate(model: Uint8Array, { tokens, labels, dims }: Batch): Promise<Evaluation> {
  const session = await ort.InferenceSession.create(model);
  const { logits } = await session.run({ tokens: new ort.Tensor("int64", tokens, dims) });

  const output = asTensor(logits!); // (N, T, C) over the memory of the session's output: nothing is copied
  const target = asTensor(labels); // (N · T), int64 as ONNX Runtime has it

  // Cross-entropy, like PyTorch's, wants the classes in dim 1, and a language model has them last. Either
  //   output.permute([0, 2, 1])   (N, T, C) → (N, C, T), with targets (N, T): copies every logit, or
  //   output.reshape([-1, C])     (N, T, C) → (N · T, C), with targets (N · T): the same memory, every token a sample.
  // A reshape to (N, C, T) would be wrong: it does not move the logits, and mixes those of different tokens.
  const samples = output.reshape([-1, output.size(2)]);
  const options = { ignoreIndex: IGNORED };
  const losses = functional.crossEntropy(samples, target, { ...options, reduction: "none" });
  const loss = functional.crossEntropy(samples, target, options);

  return { logits: logits!, losses: losses.reshape(dims), loss: loss.item(), perplexity: loss.exp().item() };
}
