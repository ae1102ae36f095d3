/**
 * What a tensor has beside its methods, out of the reach of plain JavaScript: the values that it was made of, its place in
 * the graph, its gradient. And the one place that runs ops on tensors: {@link apply}.
 *
 * The class stands above this file and makes itself known when it is defined. Where a bundler left it out, nothing is a
 * tensor, and nothing here runs; so whoever makes tensors out of something else has to refer to the class, as `leaf` does.
 */

import { checkAttached, notATensor } from "../arguments.ts";
import type { Node } from "../autograd.ts";
import { opNode } from "../autograd.ts";
import type { DType } from "../dtype.ts";
import { computed, isFloating, isHalf, plainArray } from "../dtype.ts";
import { isRecording } from "../noGrad.ts";
import type { Op } from "../ops/op.ts";
import { castTo } from "../values/broadcast.ts";
import { shownData } from "../values/half.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { notForHalf } from "./errors.ts";
import type { Tensor } from "./tensor.ts";

/** The private part of a tensor. */
export class Core {
  /** What it was made of, and how many elements there were. */
  readonly made: NDArray;
  readonly numel: number;
  /** The place in the graph: null without gradient. */
  node: Node | null;
  /** The node of this leaf, once there is one: what was computed from it keeps it. */
  leaf: Node | null = null;
  /** The gradient of this leaf while nobody has read it. */
  sum: NDArray | null = null;
  /** The gradient once it has been read or assigned, so that somebody else may hold it. */
  grad: Tensor | null = null;
  /** Whether another tensor in the graph may be a view of this one, or this one of another. */
  isViewed = false;

  constructor(made: NDArray, node: Node | null) {
    this.made = made;
    this.numel = made.data.length;
    this.node = node;
  }
}

/**
 * A tensor that an op made. Which dtype it has says the public call that returns it, from the rules of resultTypes.ts: this
 * type fits each of them, so that only core.ts and `leaf` leave open what the rules say.
 */
export type Result = Tensor<never>;

/** What the class Tensor says of itself. */
interface TensorClass {
  readonly prototype: object;
  readonly isTensor: (value: unknown) => value is Tensor;
  readonly coreOf: (t: Tensor) => Core;
  readonly make: (values: NDArray, node: Node | null) => Result;
}

let prototype: object;
/** The private part of a tensor; a TypeError of JavaScript's own for everything else. */
export let coreOf: (t: Tensor) => Core;
let make: TensorClass["make"];

/** What `instanceof Tensor` says, without the detour over the class. */
export let isTensor = (_: unknown): _ is Tensor => false;

/** The class makes itself known. */
export function knowClass(tensors: TensorClass): void {
  ({ prototype, isTensor, coreOf, make } = tensors);
}

/** A tensor over values of the library's own. */
export const wrap = (values: NDArray, node: Node | null = null): Result => make(values, node);

/** A Proxy of a tensor runs its methods, but has neither values of its own nor a place in the graph. */
export function checkOurs(call: string, t: unknown, position = 1): void {
  if (!isTensor(t)) throw notATensor(call, "self", position, t);
}

/** Whether an input of an operation only looks like a tensor, and would be taken for values without a graph. */
const pretends = (input: NDArray): boolean => Object.prototype.isPrototypeOf.call(prototype, input);

/**
 * The values of a tensor as they are now, each field read once. Every operation begins with it: plain JavaScript may have
 * changed a field or resized a buffer since. This one is for what computes; {@link storedOf} takes half precision too.
 *
 * @throws TypeError where the buffer was transferred, or does not have the elements of the shape; and for half precision.
 */
export function valuesOf(t: Tensor): NDArray {
  const values = storedOf(t);
  if (isHalf(values.dtype)) throw notForHalf(values.dtype);
  return values;
}

/** {@link valuesOf} any dtype: of half precision, the data are the bits. */
export function storedOf(t: Tensor): NDArray {
  const { data, shape, dtype } = t;
  if (isTensor(t)) {
    const { made, numel } = coreOf(t);
    const own = isHalf(dtype) ? shownData(made.data, dtype) : made.data;
    const unchanged = data === own && shape === made.shape && dtype === made.dtype;
    if (unchanged && data.length === numel) return made;
  }
  const bits = isHalf(dtype) && data.length > 0; // none are left where they were transferred
  const values = ndarray(bits ? plainArray(data, dtype) : data, shape, dtype);
  checkAttached("Tensor", values);
  return values;
}

/** The values as JavaScript numbers or bigints: half precision as float32. */
export const readableOf = (t: Tensor): NDArray => {
  const values = storedOf(t);
  return castTo(values, computed(values.dtype));
};

/** Whether the values of a tensor are the output of a softmax, as far as the graph says. */
export const areProbabilities = (t: Tensor): boolean => coreOf(t).node?.probabilities === true;

/** A tensor for a kernel that computes in `dtype`: it reads half precision as float32 itself. */
export const readAs = (t: Tensor, dtype: DType): Tensor => (computed(t.dtype) === dtype ? t : t.to(dtype));

/** What an op is told where no input wants a gradient. */
const NOBODY: readonly boolean[] = [];

/** The inputs of an op: tensors, values without a graph, null for what is absent. */
type Inputs<I> = { readonly [K in keyof I]: I[K] | Tensor };

/** Runs an op that computes on values and, where an input wants a gradient, records the way back. */
export function apply<I extends readonly (NDArray | null)[], A extends readonly unknown[]>(
  op: Op<I, A>,
  inputs: Inputs<I>,
  ...attributes: A
): Result {
  for (let i = 0; i < inputs.length; i++) {
    const dtype = inputs[i]?.dtype;
    if (dtype !== undefined && isHalf(dtype)) throw notForHalf(dtype);
  }
  return applyToStored(op, inputs, ...attributes);
}

/** {@link apply} for an op that takes half precision, too: the only place that joins values and graph. */
export function applyToStored<I extends readonly (NDArray | null)[], A extends readonly unknown[]>(
  op: Op<I, A>,
  inputs: Inputs<I>,
  ...attributes: A
): Result {
  const recording = isRecording();
  const values: (NDArray | null)[] = [];
  let learns = false;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i] as Tensor | NDArray | null;
    if (isTensor(input)) {
      values.push(storedOf(input));
      learns ||= recording && coreOf(input).node !== null;
    } else {
      if (input !== null && pretends(input)) checkOurs("Tensor", input, i + 1);
      values.push(input);
    }
  }
  if (!learns) return wrap(op(values as unknown as I, NOBODY, ...attributes).y);
  const nodes: (Node | null)[] = [];
  const needs: boolean[] = [];
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i] as Tensor | NDArray | null;
    const node = isTensor(input) ? coreOf(input).node : null;
    nodes.push(node);
    needs.push(node !== null);
  }
  const outcome = op(values as unknown as I, needs, ...attributes);
  const { y, means } = outcome;
  if (!isFloating(y.dtype)) return wrap(y);
  const probabilities = means === "probabilities" || (means === "input" && nodes[0]?.probabilities === true);
  return wrap(y, opNode(outcome, nodes, values, probabilities));
}

/** The result of an op that gives the same elements, not copied. */
export function sharing<A extends readonly unknown[]>(
  op: Op<[NDArray], A>,
  x: Tensor,
  ...attributes: A
): Result {
  const result = applyToStored(op, [x], ...attributes);
  coreOf(x).isViewed = true;
  coreOf(result).isViewed = true;
  return result;
}

/** Whether a tensor is of that dtype. */
export const isOf = <D extends DType>(t: Tensor, dtype: D): t is Tensor<D> => t.dtype === dtype;

/** Integers and booleans as float32, floats as they are. */
export const floating = (x: Tensor): Tensor => (isFloating(x.dtype) ? x : x.to("float32"));
