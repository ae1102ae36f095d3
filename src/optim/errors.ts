/** Errors of the optimizers. */

import { describe, kindOf, show } from "../describe.ts";

export const emptyParameters = (): Error =>
  new RangeError(
    "optimizer got an empty parameter list. Parameters are properties of a module; in an array or a #private field they " +
      "are not seen.",
  );

export const notParameters = (got: unknown): Error =>
  new TypeError(
    "params argument given to the optimizer should be an iterable of Tensors or dicts, but got " +
      `${kindOf(got)}. Got ${describe(got)}; give an array of tensors, such as module.parameters().`,
  );

export const notAParameter = (got: unknown, at: number): Error =>
  new TypeError(
    `optimizer can only optimize Tensors, but one of the params is ${kindOf(got)}. Got ${describe(got)} at params[${at}].`,
  );

export const nonLeafParameter = (shape: readonly number[], at: number): Error =>
  new TypeError(
    `can't optimize a non-leaf Tensor. params[${at}] of shape ${show(shape)} was computed; give a leaf, such as ` +
      "new Parameter(t) or t.detach().requiresGrad_().",
  );

export const notANumberOption = (name: string, got: unknown): Error =>
  new TypeError(`optimizer: argument '${name}' must be a number, not ${kindOf(got)}. Got ${describe(got)}.`);

/** @param what - the option in PyTorch's words: `learning rate`, `momentum value`. */
export const badOption = (what: string, got: number): Error =>
  new RangeError(`Invalid ${what}: ${got}. A number of 0 or more is needed.`);

export const badBeta = (index: 0 | 1, got: number): Error =>
  new RangeError(`Invalid beta parameter at index ${index}: ${got}. A number from 0 to below 1 is needed.`);

export const notBetas = (got: unknown): Error =>
  new TypeError(`optimizer: argument 'betas' must be two numbers, not ${kindOf(got)}. Got ${describe(got)}.`);

export const badNesterov = (momentum: number, dampening: number): Error =>
  new RangeError(
    `Nesterov momentum requires a momentum and zero dampening. Got momentum ${momentum} and dampening ${dampening}.`,
  );
