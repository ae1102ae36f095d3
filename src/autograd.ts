/** The graph of what was computed, and the walk back through it. It knows values, not tensors, and no op by name. */

import { checkAttached, notAFunction } from "./arguments.ts";
import { binary } from "./arrays/elementwise.ts";
import type { TypedArray } from "./dtype.ts";
import { isRecyclable, recycle } from "./values/memory.ts";
import type { NDArray } from "./values/ndarray.ts";
import { ndarray } from "./values/ndarray.ts";

/** The way back of one op: gradients of its inputs from the gradient of its output. */
type Pullback = (dy: NDArray) => readonly (NDArray | null)[];

/** A leaf, as the graph sees it. Its sum of gradients changes in two steps: until all leaves are ready, none changes. */
export interface Leaf {
  /** The new sum, where the old one must not be written to; null where the gradient can be added in place, or is the sum. */
  prepare(gradient: NDArray): NDArray | null;
  /** Stores what {@link Leaf.prepare} gave, or takes the gradient. */
  store(gradient: NDArray, sum: NDArray | null): void;
}

/** One computed value in the graph, or a leaf that collects its gradient. */
export interface Node {
  /** PyTorch's name, as printed: `NllLossBackward0`. */
  readonly name: string;
  /** The nodes of the op's inputs, null for an input without gradient. Empty for a leaf. */
  readonly inputs: readonly (Node | null)[];
  /** Position in the order of creation: inputs come before what is computed from them. */
  readonly order: number;
  /** Null for a leaf, and once spent. */
  pullback: Pullback | null;
  /** The arrays whose values the pullback reads. None: it can run again, as in PyTorch, which has nothing to free. */
  saved: readonly NDArray[];
  /** Null for computed values. */
  readonly leaf: Leaf | null;
  /** Whether the values are the output of a softmax, maybe under another shape. */
  readonly probabilities: boolean;
  /** The walk that saw this node last, and the gradient that it has brought so far. */
  walk: number;
  gradient: NDArray | null;
}

let created = 0;
let walks = 0;
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

/** The node of a leaf. A tensor has one for its lifetime: what was computed from it before finds it again. */
export const leafNode = (leaf: Leaf): Node => ({
  name: "AccumulateGrad",
  inputs: [],
  order: created++,
  pullback: null,
  saved: NONE,
  leaf,
  probabilities: false,
  walk: 0,
  gradient: null,
});

/** The node of a computed value. */
export const opNode = (
  name: string,
  inputs: readonly (Node | null)[],
  pullback: Pullback,
  saved: readonly NDArray[],
  probabilities: boolean,
): Node => ({
  name,
  inputs,
  order: created++,
  pullback,
  saved,
  leaf: null,
  probabilities,
  walk: 0,
  gradient: null,
});

const NONE: readonly NDArray[] = [];

/** Every node that `root` depends on, itself included, later ones first. */
function reachable(root: Node): Node[] {
  const walk = ++walks;
  root.walk = walk;
  const nodes = [root];
  for (let i = 0; i < nodes.length; i++) {
    const { inputs } = nodes[i]!;
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      if (input === null || input.walk === walk) continue;
      input.walk = walk;
      nodes.push(input);
    }
  }
  return nodes.length > 2 ? nodes.sort((a, b) => b.order - a.order) : nodes;
}

/** Counts who holds the gradients that are on their way, and gives those back that nobody holds any more. */
class Holders {
  #counts: Map<TypedArray, number> | null = null;

  hold({ data }: NDArray): void {
    if (!isRecyclable(data)) return;
    this.#counts ??= new Map();
    this.#counts.set(data, (this.#counts.get(data) ?? 0) + 1);
  }

  release({ data }: NDArray): void {
    const count = this.#counts?.get(data);
    if (count === undefined) return;
    if (count > 1) this.#counts?.set(data, count - 1);
    else {
      this.#counts?.delete(data);
      recycle(data);
    }
  }
}

/**
 * Sends the gradient `seed` of `root` back to all leaves. Leaves are touched last: an error changes no gradient. What has
 * run until then is spent, as in PyTorch.
 *
 * @throws RangeError when part of the graph has been freed by an earlier backward, TypeError when values that the way back
 *   needs have been transferred to another thread. Nothing has run then.
 */
export function runBackward(root: Node, seed: NDArray): void {
  const nodes = reachable(root);
  for (const node of nodes) {
    if (node.pullback === null && node.leaf === null) throw backwardTwice(node.name);
    for (const array of node.saved) checkAttached(node.name, array);
  }
  try {
    const leaves = propagate(nodes, root, seed);
    ownBuffers(leaves, seed);
    const sums: (NDArray | null)[] = [];
    for (const { leaf, gradient } of leaves) sums.push(leaf!.prepare(gradient!));
    for (let i = 0; i < leaves.length; i++) leaves[i]!.leaf!.store(leaves[i]!.gradient!, sums[i]!);
  } finally {
    for (const node of nodes) node.gradient = null;
  }
}

/** Runs all pullbacks and returns the leaves that got a gradient. */
function propagate(nodes: readonly Node[], root: Node, seed: NDArray): Node[] {
  const leaves: Node[] = [];
  const holders = new Holders();
  holders.hold(seed);
  holders.hold(seed); // the caller's, too: never given back
  root.gradient = seed;
  for (const node of nodes) {
    const { gradient: dy, pullback, inputs } = node;
    if (dy === null) continue;
    if (pullback === null) {
      leaves.push(node); // its gradient stays held
      continue;
    }
    node.gradient = null;
    if (node.saved.length > 0) {
      node.pullback = null;
      node.saved = NONE;
    }
    const gradients = pullback(dy);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i];
      const gradient = gradients[i];
      if (!input || !gradient) continue;
      holders.hold(gradient);
      const before = input.gradient;
      if (before === null) {
        input.gradient = gradient;
        continue;
      }
      input.gradient = binary("add", before, gradient, before.dtype);
      holders.release(before);
      holders.release(gradient);
    }
    holders.release(dy);
  }
  return leaves;
}

/** Gives each leaf a buffer of its own: an op may have given its dy on, to two leaves or from the caller. */
function ownBuffers(leaves: readonly Node[], seed: NDArray): void {
  if (leaves.length === 1 && leaves[0]!.gradient!.data !== seed.data) return;
  const taken = new Set<TypedArray>([seed.data]);
  for (const leaf of leaves) {
    const { data, shape, dtype } = leaf.gradient!;
    if (taken.has(data)) leaf.gradient = ndarray(data.slice(), shape, dtype);
    taken.add(data);
  }
}

const ONES = { float32: Float32Array.of(1), float64: Float64Array.of(1) };

/** The gradient that an output of one element starts with. Nobody writes to a seed. */
export const oneLike = ({ shape, dtype }: NDArray): NDArray =>
  ndarray(dtype === "float64" ? ONES.float64 : ONES.float32, shape, dtype);

/** @param returned - what came back before the work was done. */
export const asyncFunction = (call: string, returned: "promise" | "generator" = "promise"): Error =>
  new TypeError(
    `${call}(): fn must be synchronous, but it returned a ${returned}. Recording is switched back on when fn returns; ` +
      (returned === "promise"
        ? `call ${call} around the synchronous parts.`
        : `call ${call} inside the generator function.`),
  );

const generators = [Object.getPrototypeOf(function* () {}), Object.getPrototypeOf(async function* () {})].map(
  ({ prototype }: { readonly prototype: object }) => prototype,
);

/** Whether a value is what a generator function returns: nothing of its body has run. */
const isGenerator = (value: unknown): boolean =>
  generators.some((prototype) => Object.prototype.isPrototypeOf.call(prototype, value as object));

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
 * @throws TypeError if `fn` is no function or returns a promise or a generator.
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
  if (isGenerator(result)) throw asyncFunction("noGrad", "generator");
  return result;
}
