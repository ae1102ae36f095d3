/** Loading a state dict: everything is checked before anything is copied. */

import { describe, kindOf, quote, show } from "../describe.ts";
import { noGrad } from "../noGrad.ts";
import { asTensor, type TensorLike } from "../tensor/asTensor.ts";
import { Tensor } from "../tensor/tensor.ts";
import { sameShape } from "../values/shape.ts";

/** Tensors by their names, such as `"fc.weight"`. */
export interface StateDict {
  readonly [name: string]: Tensor;
}

/** Copies the tensors of `dict` into those of a module, where they are. */
export function load(
  module: string,
  own: readonly (readonly [name: string, tensor: Tensor])[],
  dict: unknown,
): void {
  if (
    typeof dict !== "object" ||
    dict === null ||
    Array.isArray(dict) ||
    ArrayBuffer.isView(dict) ||
    dict instanceof Tensor
  )
    throw notADict(dict);
  const given = new Map<string, unknown>(Object.entries(dict));
  const names = new Set(own.map(([name]) => name));
  const missing = [...names].filter((name) => !given.has(name));
  const unexpected = [...given.keys()].filter((name) => !names.has(name));
  const complaints: string[] = [];
  const copies: (() => void)[] = [];
  for (const [name, to] of own) {
    if (!given.has(name)) continue;
    const from = toTensor(given.get(name));
    if (from === null) complaints.push(notATensorIn(name, given.get(name)));
    else if (!sameShape(from.shape, to.shape)) complaints.push(otherShape(name, from.shape, to.shape));
    else copies.push(() => to.copy_(from));
  }
  if (unexpected.length > 0) complaints.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
  if (missing.length > 0) complaints.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  if (complaints.length > 0) throw cannotLoad(module, complaints);
  noGrad(() => {
    for (const copy of copies) copy();
  });
}

/** A tensor, or what holds its elements as one does; null for anything else. */
function toTensor(value: unknown): Tensor | null {
  try {
    return asTensor(value as TensorLike);
  } catch {
    return null;
  }
}

const quoted = (names: readonly string[]): string => names.map(quote).join(", ");

const notATensorIn = (name: string, got: unknown): string =>
  `While copying the parameter named ${quote(name)}, expected torch.Tensor or Tensor-like object from checkpoint but ` +
  `received ${kindOf(got)}: ${describe(got)}.`;

const otherShape = (name: string, from: readonly number[], to: readonly number[]): string =>
  `size mismatch for ${name}: copying a param with shape torch.Size(${show(from)}) from checkpoint, the shape in current ` +
  `model is torch.Size(${show(to)}).`;

export const cannotLoad = (module: string, complaints: readonly string[]): Error =>
  new RangeError(
    `Error(s) in loading state_dict for ${module}:\n\t${complaints.join("\n\t")}\nNothing of the given object was loaded.`,
  );

export const notADict = (got: unknown): Error =>
  new TypeError(
    `Expected state_dict to be dict-like, got ${kindOf(got)}. Got ${describe(got)}; give an object of tensors, as stateDict() ` +
      "makes it.",
  );
