/** The experiment: the same network trained on the same images, with and without label smoothing. */

import { type CrossEntropyLoss, Generator, noGrad } from "crossent";
import { type Calibration, calibration } from "./calibration.ts";
import { CLASSES, type Digits, PIXELS } from "./digits.ts";
import { Network } from "./network.ts";
import { type Point, project, spread } from "./projection.ts";
import { type Training, train } from "./train.ts";

/** Three digits that look alike. */
export const LOOKALIKES = [3, 5, 8] as const;

const HIDDEN = [64, 32] as const;
const SEED = 1;

export interface Outcome {
  readonly labelSmoothing: number;
  readonly calibration: Calibration;
  /** Activations of the lookalikes among the test images. */
  readonly points: readonly Point[];
  readonly spread: number;
}

export function run(
  criterion: CrossEntropyLoss,
  digits: { readonly training: Digits; readonly test: Digits },
  training: Training,
  onStep: (done: number, loss: number) => void,
): Outcome {
  const generator = new Generator().manualSeed(SEED); // the same first weights and the same batches every time
  const network = new Network([PIXELS, ...HIDDEN, CLASSES], generator);
  train(network, digits.training, criterion, training, generator, onStep);
  const { images, labels } = digits.test;
  return noGrad(() => {
    const points = project(network.penultimate(images), labels, network.templates(), LOOKALIKES);
    return {
      labelSmoothing: criterion.labelSmoothing,
      calibration: calibration(network(images), labels),
      points,
      spread: spread(points),
    };
  });
}
