/** The demo's numbers against loops in double precision over the weights, which know neither library. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { asTensor, functional } from "crossent";
import { type Batch, batchOf, IGNORED } from "./batch.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { type LanguageModel, learn } from "./languageModel.ts";
import { onnxModel } from "./onnxModel.ts";
import { encode, TOKENS } from "./text.ts";

let model: LanguageModel;
let batch: Batch;
let evaluation: Evaluation;

before(async () => {
  model = learn();
  batch = batchOf(["the white rabbit", "curiouser"]);
  evaluation = await evaluate(onnxModel(model), batch);
});

/** −log softmax of the row of logits that follows `token`, at `label`. */
function lossOf(token: number, label: number): number {
  const { data } = model.embedding;
  const features = model.embedding.size(1);
  const scores = TOKENS.map((_, c) => {
    let score = 0;
    for (let k = 0; k < features; k++)
      score += Number(data[token * features + k]) * Number(model.head.data[k * TOKENS.length + c]);
    return score;
  });
  return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[label]!;
}

const expected = (): (number | null)[] =>
  Array.from(batch.labels, (label, i) =>
    Number(label) === IGNORED ? null : lossOf(Number(batch.tokens[i]), Number(label)),
  );

const near = (got: number, want: number, bound: number): void =>
  assert.ok(Math.abs(got - want) <= bound * Math.max(1, Math.abs(want)), `${got} is not ${want}`);

test("every token's loss is what the weights say, and 0 behind the end of a sentence", () => {
  assert.deepEqual(evaluation.losses.shape, batch.dims);
  for (const [i, want] of expected().entries()) near(Number(evaluation.losses.data[i]), want ?? 0, 1e-5);
});

test("the mean is over the tokens that are not ignored, and the perplexity is e to it", () => {
  const losses = expected().filter((loss) => loss !== null);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  assert.equal(losses.length, "the white rabbit⏎".length + "curiouser⏎".length);
  near(evaluation.loss, mean, 1e-5);
  near(evaluation.perplexity, Math.exp(mean), 1e-4);
});

test("the model has learned: it chooses among far fewer characters than there are", () => {
  assert.ok(evaluation.perplexity < TOKENS.length / 2, `perplexity ${evaluation.perplexity}`);
});

test("the logits are read where ONNX Runtime has put them", () => {
  const { logits } = evaluation;
  assert.equal(asTensor(logits).data, logits.data);
  assert.equal(asTensor(logits).reshape([-1, TOKENS.length]).data, logits.data);
});

test("permute gives the losses that reshape gives", () => {
  const target = asTensor({ data: batch.labels, dims: batch.dims });
  const classesSecond = asTensor(evaluation.logits).permute([0, 2, 1]);
  const losses = functional.crossEntropy(classesSecond, target, { ignoreIndex: IGNORED, reduction: "none" });
  assert.deepEqual(losses.shape, batch.dims);
  for (const [i, loss] of evaluation.losses.data.entries()) near(Number(losses.data[i]), Number(loss), 1e-6);
});

test("a character that the text does not have is refused", () => {
  assert.throws(() => encode("quiz"), /the model knows no "z"/);
});
