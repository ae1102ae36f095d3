/** Errors of autograd. */

import { describe, kindOf, show } from "./describe.ts";

export const nonScalarBackward = (shape: readonly number[]): Error =>
  new RangeError(
    `grad can be implicitly created only for scalar outputs. This tensor has the shape ${show(shape)}: reduce it with ` +
      `sum() or mean(), or pass a gradient of that shape.`,
  );

export const noGraph = (): Error =>
  new TypeError(
    "element 0 of tensors does not require grad and does not have a grad_fn. Nothing that it was computed from has " +
      "requiresGrad, or it was computed inside noGrad().",
  );

export const backwardTwice = (name: string): Error =>
  new RangeError(
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been " +
      `freed). ${name} was freed by the first backward(); compute the result again to go back once more.`,
  );

export const gradientKind = (got: unknown): Error =>
  new TypeError(`gradients can be either Tensors or None, but got ${kindOf(got)}. Got ${describe(got)}.`);

export const gradientShape = (gradient: readonly number[], output: readonly number[]): Error =>
  new RangeError(
    `Mismatch in shape: grad_output[0] has a shape of torch.Size(${show(gradient)}) and output[0] has a shape of ` +
      `torch.Size(${show(output)}). Pass a gradient of the output's shape.`,
  );

export const gradKind = (got: unknown): Error =>
  new TypeError(
    `assigned grad expected to be a Tensor or None but got grad of type ${kindOf(got)}. Got ${describe(got)}.`,
  );

export const gradSize = (gradient: readonly number[], tensor: readonly number[]): Error =>
  new RangeError(
    `assigned grad has data of a different size. Got the shape ${show(gradient)} for a tensor of shape ${show(tensor)}.`,
  );

export const frozenTensor = (tensor: unknown): Error =>
  new TypeError(
    `requires_grad_ changes the tensor. Got ${describe(tensor)} that is frozen; call it before Object.freeze.`,
  );

export const notALeaf = (): Error =>
  new TypeError(
    "you can only change requires_grad flags of leaf variables. This tensor was computed from others; " +
      "detach() gives its values without the graph.",
  );
