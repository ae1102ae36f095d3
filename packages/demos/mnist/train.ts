/** The training loop. */

import { type CrossEntropyLoss, type Generator, optim, randperm } from "crossent";
import { type Digits, pick } from "./digits.ts";
import type { Network } from "./network.ts";

export interface Training {
  readonly epochs: number;
  readonly batch: number;
  /** The first learning rate; it falls linearly to 0. */
  readonly rate: number;
  readonly momentum: number;
}

/** @param onStep - told the part of the work that is done, from 0 to 1, and the loss of the last batch. */
export function train(
  network: Network,
  digits: Digits,
  criterion: CrossEntropyLoss,
  { epochs, batch, rate, momentum }: Training,
  generator: Generator,
  onStep: (done: number, loss: number) => void,
): void {
  const optimizer = new optim.SGD(network.parameters(), { lr: rate, momentum });
  const images = digits.labels.numel();
  const steps = epochs * Math.ceil(images / batch);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = randperm(images, { generator });
    for (let from = 0; from < images; from += batch) {
      const { images: x, labels } = pick(digits, order.slice(0, from, from + batch));
      const loss = criterion(network(x), labels);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.lr = rate * (1 - step / steps);
      optimizer.step();
      onStep(++step / steps, loss.item());
    }
  }
}
