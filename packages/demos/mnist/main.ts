/** Trains a digit classifier with different label smoothing, and compares how far their confidence can be believed. */

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CrossEntropyLoss, Generator, setBackend } from "crossent";
import { progress } from "../progress.ts";
import { table } from "../table.ts";
import { draw } from "./digits.ts";
import { run } from "./experiment.ts";
import { picture } from "./picture.ts";

const { values } = parseArgs({ options: { smoothing: { type: "string", default: "0.02,0.1" } } });

setBackend("simd128"); // every Node has it, and so all of them print the same numbers

const digits = draw(6000, 4000, new Generator().manualSeed(0));
const training = { epochs: 12, batch: 50, rate: 0.1, momentum: 0.9 };

const criteria = [0, ...values.smoothing.split(",").map(Number)].map(
  (labelSmoothing) => new CrossEntropyLoss({ labelSmoothing }),
);
const outcomes = criteria.map((criterion) => {
  const bar = progress(`label smoothing ${criterion.labelSmoothing}`.padEnd(20), process.stdout);
  return run(criterion, digits, training, (done, loss) => bar(done, `loss ${loss.toFixed(3)}`));
});

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
console.log(
  `\n${table(
    ["label smoothing", "accuracy", "confidence", "NLL", "ECE", "cluster spread"],
    outcomes.map(({ labelSmoothing, calibration: { accuracy, confidence, nll, ece }, spread }) => [
      String(labelSmoothing),
      percent(accuracy),
      percent(confidence),
      nll.toFixed(3),
      percent(ece),
      spread.toFixed(2),
    ]),
  )}`,
);

const build = new URL("../build/", import.meta.url);
mkdirSync(build, { recursive: true });
const file = fileURLToPath(new URL("mnist.svg", build));
writeFileSync(file, picture(outcomes));
console.log(`\nReliability diagrams and activations of the penultimate layer: ${file}`);
