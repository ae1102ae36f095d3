/** Errors of arguments of the wrong kind. */

import { DTYPES } from "../dtype.ts";
import { describe, kindOf, list, quote } from "./describe.ts";

export const notATensor = (call: string, name: string, position: number, got: unknown): Error =>
  new TypeError(
    `${call}(): argument '${name}' (position ${position}) must be Tensor, not ${kindOf(got)}. ` +
      `Got ${describe(got)}; make a tensor of numbers with tensor(…), of a typed array with asTensor(…).`,
  );

export const notAnInt = (call: string, name: string, got: unknown, at: string): Error =>
  new TypeError(
    `${call}(): argument '${name}' must be int, not ${kindOf(got)}. Got ${describe(got)}${at && ` at ${name}${at}`}.`,
  );

export const notOptions = (call: string, got: unknown, known: readonly string[]): Error =>
  new TypeError(
    `${call}(): the options must be an object, not ${kindOf(got)}. Got ${describe(got)}; ` +
      `the options are ${list(known)}, ` +
      `given as { ${known[0]}: … }.`,
  );

export const unknownOption = (call: string, name: string, known: readonly string[]): Error =>
  new TypeError(
    `${call}() got an unexpected keyword argument '${quote(name).slice(1, -1)}'. The options are ${list(known)}.`,
  );

export const unknownDType = (got: unknown): Error =>
  new TypeError(
    `argument 'dtype' must be torch.dtype, not ${kindOf(got)}. Got ${describe(got)}; the dtypes are ${list(DTYPES)}.`,
  );

export const missingArgument = (call: string, name: string): Error =>
  new TypeError(`${call}() missing 1 required positional arguments: "${name}". It has no default.`);

export const missingForward = (name: string): Error =>
  new TypeError(
    `Module [${name}] is missing the required "forward" function. Declare forward(…) in a subclass of Module.`,
  );

export const notABoolean = (call: string, name: string, got: unknown): Error =>
  new TypeError(`${call}(): argument '${name}' must be bool, not ${kindOf(got)}. Got ${describe(got)}.`);

export const notAFunction = (call: string, got: unknown): Error =>
  new TypeError(`${call}(): expected a function, not ${kindOf(got)}. Got ${describe(got)}.`);

export const asyncFunction = (call: string): Error =>
  new TypeError(
    `${call}(): fn must be synchronous, but it returned a promise. Recording is switched back on when fn returns; ` +
      `call ${call} around the synchronous parts.`,
  );
