/** Stochastic gradient descent with momentum, as `torch.optim.SGD` does it. */

import { noGrad, type Tensor, zeros } from "crossent";

/** Tensors never change, so a parameter is a place for the tensor that is current. */
export interface Parameter {
  value: Tensor;
}

export class SGD {
  private readonly parameters: readonly Parameter[];
  private readonly momentum: number;
  private velocities: readonly Tensor[];

  constructor(parameters: readonly Parameter[], momentum: number) {
    this.parameters = parameters;
    this.momentum = momentum;
    this.velocities = parameters.map(({ value }) => zeros(value.shape));
  }

  /** `v ← momentum · v + grad`, `p ← p − rate · v`. The new tensors have no gradient yet, so none has to be zeroed. */
  step(rate: number): void {
    noGrad(() => {
      this.velocities = this.parameters.map(({ value }, i) =>
        this.velocities[i]!.mul(this.momentum).add(value.grad!),
      );
      this.parameters.forEach((parameter, i) => {
        parameter.value = parameter.value.sub(this.velocities[i]!.mul(rate)).requiresGrad_();
      });
    });
  }
}
