/** A multilayer perceptron: linear layers with a relu between them. */

import { type Generator, Linear, Module, type Tensor } from "crossent";

export class Network extends Module<[images: Tensor], Tensor> {
  private readonly fc1: Linear;
  private readonly fc2: Linear;
  private readonly head: Linear;

  /** @param sizes - of the input, of both hidden layers, and the number of classes. */
  constructor(
    [pixels, first, second, classes]: readonly [number, number, number, number],
    generator: Generator,
  ) {
    super();
    this.fc1 = new Linear(pixels, first, { generator });
    this.fc2 = new Linear(first, second, { generator });
    this.head = new Linear(second, classes, { generator });
  }

  /** What the last layer reads, (N, features). */
  penultimate(images: Tensor): Tensor {
    return this.fc2(this.fc1(images).relu()).relu();
  }

  /** The logits, (N, classes). */
  override forward(images: Tensor): Tensor {
    return this.head(this.penultimate(images));
  }

  /** The weights of the last layer that speak for each class, (classes, features). */
  templates(): Tensor {
    return this.head.weight.detach();
  }
}
