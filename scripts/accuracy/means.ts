/** The mean of the cross-entropy over many rows: right to float32 rounding, or not. */

import { createHash } from "node:crypto";
import { asTensor, type Backend, functional, manualSeed, rand, randint, type Tensor } from "../../src";
import type { Oracle } from "../differential/oracle";
import { ask, type Errors, toErrors, withEach } from "./competitors";

const CLASSES = 3;
const SMOOTHING = 0.1;

/** The means, in the order of truth.py. */
export const MEANS = ["mean", "weighted mean", "label smoothing 0.1", "class probabilities"] as const;

export interface MeasuredMean {
  readonly mean: string;
  readonly rows: number;
  readonly scale: number;
  readonly errors: readonly Errors[];
}

interface MeanInputs {
  readonly x: Tensor;
  readonly probabilities: Tensor;
  readonly target: Tensor;
  readonly weight: Tensor;
}

/** Drawn as truth.py draws them: uniform numbers, because theirs are the same bits on every machine. */
function draw(seed: number, rows: number, scale: number): MeanInputs {
  manualSeed(seed);
  const x = rand([rows, CLASSES]);
  const data = x.data as Float32Array;
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * Math.fround(scale);
  return {
    x: asTensor(x),
    probabilities: rand([rows, CLASSES]),
    target: randint(CLASSES, [rows]),
    weight: rand([CLASSES]),
  };
}

const digest = (tensors: readonly Tensor[]): string => {
  const hash = createHash("sha256");
  for (const { data } of tensors) hash.update(data);
  return hash.digest("hex");
};

const byCrossent = ({ x, probabilities, target, weight }: MeanInputs): number[] =>
  [
    functional.crossEntropy(x, target),
    functional.crossEntropy(x, target, { weight }),
    functional.crossEntropy(x, target, { labelSmoothing: SMOOTHING }),
    functional.crossEntropy(x, probabilities),
  ].map((loss) => loss.item() as number);

export async function means(
  sizes: readonly number[],
  scales: readonly number[],
  seed: number,
  backends: readonly Backend[],
  oracle: Oracle,
): Promise<MeasuredMean[]> {
  const measured: MeasuredMean[] = [];
  let drawn = seed;
  for (const rows of sizes) {
    for (const scale of scales) {
      const inputs = draw(drawn, rows, scale);
      const numbers = withEach(backends, () => byCrossent(inputs));
      const given = [drawn, rows, CLASSES, scale, `'${digest(Object.values(inputs))}'`].join(", ");
      const answer = await ask(oracle, `truth.measure_means(${given}, ${JSON.stringify(numbers)})`, {});
      MEANS.forEach((mean, k) => {
        const errors = ((answer as unknown[])[k] as unknown[]).map(toErrors);
        measured.push({ mean, rows, scale, errors });
      });
      drawn++;
    }
  }
  return measured;
}
