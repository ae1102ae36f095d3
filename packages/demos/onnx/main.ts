/** Runs a language model in ONNX Runtime, and prints how well it foresees every character of some sentences. */

import { table } from "../table.ts";
import { batchOf, IGNORED } from "./batch.ts";
import { evaluate } from "./evaluate.ts";
import { learn } from "./languageModel.ts";
import { onnxModel } from "./onnxModel.ts";
import { shown, TOKENS } from "./text.ts";

const batch = batchOf(["the white rabbit", "curiouser"]);
const { losses, loss, perplexity } = await evaluate(onnxModel(learn()), batch);

const rows = (losses.tolist() as number[][]).flatMap((row, sentence) =>
  row.map((value, position) => {
    const at = sentence * batch.dims[1] + position;
    const label = Number(batch.labels[at]);
    const start = position === 0 ? String(sentence + 1) : "";
    return label === IGNORED
      ? [start, "", "padding", "", "ignored"]
      : [start, shown(Number(batch.tokens[at])), shown(label), Math.exp(-value).toFixed(3), value.toFixed(3)];
  }),
);

console.log(table(["sentence", "after", "comes", "probability", "loss"], rows));
console.log(`\ncross-entropy   ${loss.toFixed(4)} a character`);
console.log(`perplexity      ${perplexity.toFixed(2)} of ${TOKENS.length} characters`);
