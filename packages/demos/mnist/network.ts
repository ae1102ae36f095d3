/** A multilayer perceptron: linear layers with a relu between them. */

import { type Generator, rand, type Tensor } from "crossent";
import type { Parameter } from "../sgd.ts";

interface Linear {
  /** (inputs, outputs). */
  readonly weight: Parameter;
  /** (outputs). */
  readonly bias: Parameter;
}

/** `x · weight + bias`, drawn as `torch.nn.Linear` draws it: uniform in ±1/√inputs. */
function linear(inputs: number, outputs: number, generator: Generator): Linear {
  const bound = 1 / Math.sqrt(inputs);
  const uniform = (...shape: number[]): Parameter => ({
    value: rand(shape, { generator })
      .sub(0.5)
      .mul(2 * bound)
      .requiresGrad_(),
  });
  return { weight: uniform(inputs, outputs), bias: uniform(outputs) };
}

const apply = (x: Tensor, { weight, bias }: Linear): Tensor => x.matmul(weight.value).add(bias.value);

export class Network {
  private readonly hidden: readonly Linear[];
  private readonly last: Linear;

  /** @param sizes - of the input, of every hidden layer, and the number of classes. */
  constructor(sizes: readonly number[], generator: Generator) {
    const layers = sizes.slice(1).map((outputs, i) => linear(sizes[i]!, outputs, generator));
    this.hidden = layers.slice(0, -1);
    this.last = layers.at(-1)!;
  }

  /** What the last layer reads, (N, features). */
  penultimate(images: Tensor): Tensor {
    return this.hidden.reduce((x, layer) => apply(x, layer).relu(), images);
  }

  /** (N, classes). */
  logits(images: Tensor): Tensor {
    return apply(this.penultimate(images), this.last);
  }

  /** The weights of the last layer that speak for each class, (classes, features). */
  templates(): Tensor {
    return this.last.weight.value.detach().transpose(0, 1);
  }

  parameters(): Parameter[] {
    return [...this.hidden, this.last].flatMap(({ weight, bias }) => [weight, bias]);
  }
}
