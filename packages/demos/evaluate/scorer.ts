/** Scores a shard: what ONNX Runtime makes of its digits, batch by batch, goes into the metrics. */

import { asTensor, setBackend } from "crossent";
import * as ort from "onnxruntime-node";
import { readShard, rows } from "./corpus.ts";
import type { Scores } from "./scores.ts";

const BATCH = 25;

/** @param onBatch - told how many digits of the shard are scored; what it returns is waited for. */
export type Scorer = (
  path: string,
  scores: Scores,
  onBatch?: (digits: number) => Promise<void>,
) => Promise<void>;

/** @param model - path of an ONNX file. */
export async function openScorer(model: string): Promise<Scorer> {
  setBackend("simd128"); // every Node has it, and so all machines get the same bits
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async (path, scores, onBatch) => {
    const shard = readShard(path);
    const digits = shard.labels.numel();
    for (let from = 0; from < digits; from += BATCH) {
      const to = Math.min(from + BATCH, digits);
      const { images, labels } = rows(shard, from, to);
      const input = new ort.Tensor(images.dtype, images.data, images.shape);
      const { logits } = await session.run({ images: input });
      scores.update(asTensor(logits!), labels);
      await onBatch?.(to);
    }
  };
}
