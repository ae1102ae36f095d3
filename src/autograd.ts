/** The graph of what was computed, and the walk back through it. It knows values, not tensors, and no op by name. */

import { checkAttached } from "./arguments.ts";
import { axpy } from "./arrays/elementwise.ts";
import { show } from "./describe.ts";
import type { TypedArray } from "./dtype.ts";
import { computed, scalarName } from "./dtype.ts";
import { gradientOf, isRecyclable, type Room, recycle, withRooms } from "./values/memory.ts";
import type { NDArray } from "./values/ndarray.ts";
import { ndarray } from "./values/ndarray.ts";
import { changesSoFar, versionOf } from "./values/versions.ts";

/** The way back of one op: gradients of its inputs from the gradient of its output. */
type Pullback = (dy: NDArray) => readonly (NDArray | null)[];

/** A leaf, as the graph sees it. Its gradient changes at the end: until all leaves are ready, none does. */
export interface Leaf {
  /** Whether these are its elements. */
  holds(data: TypedArray): boolean;
  /** Checks that its gradient can be added to, and gives it as a room where it is zero and may be written over. */
  prepare(): Room | null;
  /** Takes the gradient, or adds it to what there is. */
  store(gradient: NDArray): void;
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
  /** {@link changesSoFar} when it was made: while that stands still, no version has to be compared. */
  readonly changes: number;
  /** Their versions then; none where all were 0. */
  readonly versions: readonly number[];
  /** The names of the nodes that they came out of, null for leaves and constants; none where all are null. */
  readonly makers: readonly (string | null)[];
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

/** The node of a leaf. A tensor has one for its lifetime: what was computed from it before finds it again. */
export const leafNode = (leaf: Leaf): Node => ({
  name: "AccumulateGrad",
  inputs: [],
  order: created++,
  pullback: null,
  saved: NONE,
  changes: 0,
  versions: NONE,
  makers: NONE,
  leaf,
  probabilities: false,
  walk: 0,
  gradient: null,
});

/**
 * The node of a computed value.
 *
 * @param inputs - the nodes of the op's inputs.
 * @param values - the values of the op's inputs.
 */
export const opNode = (
  { name, y, saved, pullback }: { name: string; y: NDArray; saved: readonly NDArray[]; pullback: Pullback },
  inputs: readonly (Node | null)[],
  values: readonly (NDArray | null)[],
  probabilities: boolean,
): Node => ({
  name,
  inputs,
  order: created++,
  pullback,
  saved,
  changes: changesSoFar(),
  versions: versionsOf(saved),
  makers: makersOf(saved, name, y, inputs, values),
  leaf: null,
  probabilities,
  walk: 0,
  gradient: null,
});

const NONE: never[] = [];

function versionsOf(saved: readonly NDArray[]): readonly number[] {
  if (changesSoFar() === 0) return NONE;
  for (let i = 0; i < saved.length; i++)
    if (versionOf(saved[i]!.data) > 0) return saved.map(({ data }) => versionOf(data));
  return NONE;
}

function makersOf(
  saved: readonly NDArray[],
  name: string,
  y: NDArray,
  inputs: readonly (Node | null)[],
  values: readonly (NDArray | null)[],
): readonly (string | null)[] {
  let makers: (string | null)[] = NONE;
  for (let i = 0; i < saved.length; i++) {
    let maker: string | null = null;
    for (let k = 0; k < values.length; k++) {
      const input = inputs[k]!;
      if (saved[i] === values[k] && input !== null && input.leaf === null) maker = input.name;
    }
    if (saved[i] === y) maker = name; // an input too, where it is changed in place
    if (maker === null) continue;
    if (makers === NONE) makers = new Array<null>(saved.length).fill(null);
    makers[i] = maker;
  }
  return makers;
}

/** @throws RangeError where what the way back needs is not what it was. */
function checkUnchanged({ saved, versions, makers }: Node): void {
  for (let i = 0; i < saved.length; i++) {
    const [then, now] = [versions[i] ?? 0, versionOf(saved[i]!.data)];
    if (now !== then) throw changedInPlace(saved[i]!, then, now, makers[i] ?? null);
  }
}

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

  /** Whether the last one that took hold of it is the only one. */
  isAlone({ data }: NDArray): boolean {
    return this.#counts?.get(data) === 1;
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
 * @throws RangeError when part of the graph has been freed by an earlier backward, or values that the way back needs have
 *   been changed in place; TypeError when they have been transferred to another thread. Nothing has run then.
 */
export function runBackward(root: Node, seed: NDArray): void {
  const nodes = reachable(root);
  const now = changesSoFar();
  let rooms: Map<Node, Room> | null = null;
  for (const node of nodes) {
    if (node.pullback === null && node.leaf === null) throw backwardTwice(node.name);
    for (const array of node.saved) checkAttached(node.name, array);
    if (node.changes !== now) checkUnchanged(node);
    const room = node.leaf === null ? null : node.leaf.prepare();
    if (room === null) continue;
    rooms ??= new Map();
    rooms.set(node, room);
  }
  if (rooms !== null) keepUnused(rooms, nodes, seed);
  try {
    const leaves = propagate(nodes, root, seed, rooms);
    ownBuffers(leaves, seed);
    for (const { leaf, gradient } of leaves) leaf!.store(gradient!);
  } catch (error) {
    if (rooms !== null) for (const room of rooms.values()) if (room.taken) room.gradient.fill(0 as never);
    throw error;
  } finally {
    for (const node of nodes) node.gradient = null;
  }
}

/** The rooms of a walk, by their leaves. */
type Rooms = ReadonlyMap<Node, Room>;

/** Takes out the rooms that something else in this walk reads, or another leaf has too. */
function keepUnused(rooms: Map<Node, Room>, nodes: readonly Node[], seed: NDArray): void {
  const used = new Set<TypedArray>([seed.data]);
  for (const { saved } of nodes) for (const { data } of saved) used.add(data);
  for (const [node, { gradient }] of rooms) {
    if (used.has(gradient)) rooms.delete(node);
    used.add(gradient);
  }
}

/** Runs all pullbacks and returns the leaves that got a gradient. */
function propagate(nodes: readonly Node[], root: Node, seed: NDArray, rooms: Rooms | null): Node[] {
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
    const gradients = rooms === null ? pullback(dy) : pullWithRooms(pullback, dy, inputs, rooms);
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i];
      const gradient = gradients[i];
      if (!input || !gradient) continue;
      holders.hold(gradient);
      const before = input.gradient;
      if (before === null) input.gradient = gradient;
      else {
        input.gradient = sumOf(before, gradient, holders);
        holders.release(gradient);
      }
    }
    holders.release(dy);
  }
  return leaves;
}

/** The sum of two gradients of one input, which holds both: in the first where nobody else holds it. */
function sumOf(before: NDArray, gradient: NDArray, holders: Holders): NDArray {
  let sum = before;
  if (!holders.isAlone(before)) {
    sum = copyOf(before);
    holders.hold(sum);
    holders.release(before);
  }
  axpy(sum, gradient);
  return sum;
}

/** A copy in memory that can be recycled. */
function copyOf(gradient: NDArray): NDArray {
  const copy = gradientOf(gradient);
  copy.data.set(gradient.data as never);
  return copy;
}

/** Runs a pullback, which may write the gradients of leaves where they stay. */
function pullWithRooms(
  pullback: Pullback,
  dy: NDArray,
  inputs: readonly (Node | null)[],
  rooms: Rooms,
): readonly (NDArray | null)[] {
  const offered: Room[] = [];
  for (const input of inputs) {
    const room = input?.gradient === null ? rooms.get(input) : undefined;
    if (room && !room.taken) offered.push(room);
  }
  if (offered.length === 0) return pullback(dy);
  const gradients = [...withRooms(offered, () => pullback(dy))];
  for (const room of offered) {
    if (!room.taken) continue;
    // A room that is no leaf's own gradient now went to a view of the same values, or was scratch: it is zero again.
    let own = false;
    for (let i = 0; i < gradients.length; i++) {
      if (gradients[i]?.data !== room.gradient) continue;
      if (inputs[i] && rooms.get(inputs[i]!) === room) own = true;
      else gradients[i] = copyOf(gradients[i]!);
    }
    if (own) continue;
    room.gradient.fill(0 as never);
    room.taken = false;
  }
  return gradients;
}

/** Gives each leaf a buffer of its own: an op may have given its dy on, to two leaves or from the caller. */
function ownBuffers(leaves: readonly Node[], seed: NDArray): void {
  if (leaves.length === 1 && leaves[0]!.gradient!.data !== seed.data) return;
  const taken = new Set<TypedArray>([seed.data]);
  for (const leaf of leaves) {
    if (taken.has(leaf.gradient!.data)) leaf.gradient = copyOf(leaf.gradient!);
    taken.add(leaf.gradient!.data);
  }
}

const ONES = { float32: Float32Array.of(1), float64: Float64Array.of(1) };

/** The gradient that an output of one element starts with. Nobody writes to a seed. */
export const oneLike = ({ shape, dtype }: NDArray): NDArray =>
  ndarray(dtype === "float64" ? ONES.float64 : ONES.float32, shape, computed(dtype));

export const backwardTwice = (name: string): Error =>
  new RangeError(
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been " +
      `freed). ${name} was freed by the first backward(); compute the result again to go back once more.`,
  );

/** PyTorch's name of a node in that sentence: `Mul` for `MulBackward0`, `Mean1` for `MeanBackward1`. */
const shownName = (node: string): string =>
  node === "CopyBackwards" ? "torch::autograd::CopyBackwards" : node.replace(/Backward0?/, "");

/** @param maker - the name of the node that the array came out of. */
export const changedInPlace = (
  { shape, dtype }: NDArray,
  then: number,
  now: number,
  maker: string | null,
): Error =>
  new RangeError(
    "one of the variables needed for gradient computation has been modified by an inplace operation: " +
      `[torch.${scalarName(dtype)}Tensor ${show(shape)}]` +
      `${maker === null ? "" : `, which is output 0 of ${shownName(maker)},`} ` +
      `is at version ${now}; expected version ${then} instead. Call backward() first, or change a clone().`,
  );
