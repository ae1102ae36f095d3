/** The graph of what was computed, and the walk back through it. It knows values, not tensors, and no op by name. */

import { notAFunction } from "./arguments.ts";
import { binary } from "./values/broadcast.ts";
import { isRecyclable, recycle } from "./values/memory.ts";
import type { NDArray } from "./values/ndarray.ts";
import { ndarray, zerosOf } from "./values/ndarray.ts";

/** One computed value in the graph, or a leaf that collects its gradient. */
export interface Node {
  /** PyTorch's name, as printed: `NllLossBackward0`. */
  readonly name: string;
  /** The nodes of the op's inputs, null for an input without gradient. Empty for a leaf. */
  readonly inputs: readonly (Node | null)[];
  /** Position in the order of creation: inputs come before what is computed from them. */
  readonly order: number;
  /** Gradients of the inputs from the gradient of the output; null for a leaf, and once freed. */
  pullback: ((dy: NDArray) => readonly (NDArray | null)[]) | null;
  /** Whether a backward leaves the pullback in place, because PyTorch has nothing to free there. */
  readonly stateless: boolean;
  /** Takes the finished gradient of a leaf and returns what stores it; null for computed values. */
  readonly accumulate: ((gradient: NDArray) => () => void) | null;
}

let created = 0;
let recording = true;

/** Whether operations are recorded now. */
export const isRecording = (): boolean => recording;

/** Runs `fn` without recording, and switches recording back on however `fn` ends. */
export function withoutRecording<T>(fn: () => T): T {
  const before = recording;
  recording = false;
  try {
    return fn();
  } finally {
    recording = before;
  }
}

/** The node of a leaf. */
export const leafNode = (accumulate: (gradient: NDArray) => () => void): Node => ({
  name: "AccumulateGrad",
  inputs: [],
  order: created++,
  pullback: null,
  stateless: false,
  accumulate,
});

/** The node of a computed value. */
export const opNode = (
  name: string,
  inputs: readonly (Node | null)[],
  pullback: (dy: NDArray) => readonly (NDArray | null)[],
  stateless: boolean,
): Node => ({ name, inputs, order: created++, pullback, stateless, accumulate: null });

/** Every node that `root` depends on, itself included, later ones first. */
function reachable(root: Node): Node[] {
  const seen = new Set([root]);
  for (const node of seen) for (const input of node.inputs) if (input) seen.add(input);
  const nodes = [...seen];
  return nodes.length > 2 ? nodes.sort((a, b) => b.order - a.order) : nodes;
}

/**
 * Sends the gradient `seed` of `root` back to all leaves. Leaves are touched last: an error changes no gradient.
 *
 * @throws RangeError when part of the graph has been freed by an earlier backward.
 */
export function runBackward(root: Node, seed: NDArray): void {
  const nodes = reachable(root);
  for (const node of nodes) if (!node.pullback && !node.accumulate) throw backwardTwice(node.name);

  const gradients = new Map<Node, NDArray>([[root, seed]]);
  const finished: [Node, NDArray][] = [];
  const isHeld = ({ data }: NDArray): boolean =>
    data === seed.data ||
    [...gradients.values()].some((held) => held.data === data) ||
    finished.some(([, held]) => held.data === data);
  for (const node of nodes) {
    const dy = gradients.get(node);
    if (dy === undefined) continue;
    gradients.delete(node);
    if (node.pullback === null) {
      finished.push([node, dy]);
      continue;
    }
    const inputGradients = node.pullback(dy);
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i];
      if (!input || !gradient) return;
      const sum = gradients.get(input);
      gradients.set(input, sum ? binary("add", sum, gradient, sum.dtype) : gradient);
    });
    if (isRecyclable(dy.data) && !isHeld(dy)) recycle(dy.data); // an op may hand its dy on
  }
  for (const node of nodes) if (!node.stateless) node.pullback = null;

  // An op may hand its dy on unchanged, so two leaves could end up with one buffer, or a leaf with the caller's seed.
  const owned = new Set([seed.data]);
  const stores = finished.map(([leaf, gradient]) => {
    const shared = owned.has(gradient.data);
    owned.add(gradient.data);
    return leaf.accumulate?.(
      shared ? ndarray(gradient.data.slice(), gradient.shape, gradient.dtype) : gradient,
    );
  });
  for (const store of stores) store?.();
}

/** The gradient that a scalar output starts with. */
export function onesLike(x: NDArray): NDArray {
  const ones = zerosOf(x.shape, x.dtype);
  ones.data.fill(1 as never);
  return ones;
}

export const asyncFunction = (call: string): Error =>
  new TypeError(
    `${call}(): fn must be synchronous, but it returned a promise. Recording is switched back on when fn returns; ` +
      `call ${call} around the synchronous parts.`,
  );

export const backwardTwice = (name: string): Error =>
  new RangeError(
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been " +
      `freed). ${name} was freed by the first backward(); compute the result again to go back once more.`,
  );

/**
 * Runs `fn` without recording operations for `backward`, as `with torch.no_grad():` does, and returns its result.
 *
 * @param fn - a synchronous function.
 * @returns what `fn` returns.
 * @throws TypeError if `fn` is no function or returns a promise.
 * @example
 * const weight = tensor([1, 2], { requiresGrad: true });
 * weight.mul(weight).sum().backward();
 * noGrad(() => weight.sub(weight.grad!.mul(0.1))); // tensor([0.8000, 1.6000])
 * @see torch.no_grad
 */
export function noGrad<T>(fn: () => T): T {
  if (typeof fn !== "function") throw notAFunction("noGrad", fn);
  const result = withoutRecording(fn);
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    Promise.resolve(result).catch(() => {}); // this error says enough; its rejection must not end the process
    throw asyncFunction("noGrad");
  }
  return result;
}
