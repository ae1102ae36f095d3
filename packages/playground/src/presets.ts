/** The article's three data sets, and a batch with class weights. */

import { manualSeed, randn, type Tensor } from "crossent";
import { oneHotRow, type Situation } from "./situation";

export type PresetName = "indices" | "probabilities" | "smoothing" | "weights";

const rows = (t: Tensor): number[][] => t.tolist() as number[][];

function withClasses(logits: number[][], classes: number[], smoothing: number): Situation {
  const length = logits[0]!.length;
  return {
    logits,
    targetKind: "classes",
    classes,
    probabilities: classes.map((c) => oneHotRow(length, c)),
    smoothing,
    weights: Array.from({ length }, () => 1),
    temperature: 1,
  };
}

/** `manualSeed(0)`, then the logits, then the target: PyTorch's stream gives the numbers that the article prints. */
function withRandomProbabilities(): Situation {
  manualSeed(0);
  const logits = rows(randn([2, 2]));
  const probabilities = rows(randn([2, 2]).softmax(1));
  return { ...withClasses(logits, [0, 1], 0), targetKind: "probabilities", probabilities };
}

export const PRESETS: { readonly [name in PresetName]: Situation } = {
  indices: withClasses(
    [
      [0.5, 0.3],
      [0.4, 0.8],
    ],
    [0, 1],
    0,
  ),
  probabilities: withRandomProbabilities(),
  smoothing: withClasses(
    [
      [0.5, 0.3, 0.9],
      [0.4, 0.8, 0.1],
    ],
    [0, 1],
    0.3,
  ),
  // Three samples of one class and one of the other, which counts three times: both classes have the same say.
  weights: {
    ...withClasses(
      [
        [1.2, -0.4],
        [0.8, 0.1],
        [1.5, -1],
        [0.6, 0.2],
      ],
      [0, 0, 0, 1],
      0,
    ),
    weights: [1, 3],
  },
};

export const PRESET_NAMES: readonly PresetName[] = ["indices", "probabilities", "smoothing", "weights"];
