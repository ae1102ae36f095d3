/** One shared call, with workers that this test plays itself. */

import { reference } from "../../../src/backends/reference/executor";
import type { AnyCall, Executor } from "../../../src/backends/table";
import { Arena, sharedMemory } from "../../../src/backends/threads/arena";
import {
  FILLED,
  FINISHED,
  layoutOf,
  REFUSED,
  slotsAt,
  stateOf,
  TAKEN,
  wordsOf,
} from "../../../src/backends/threads/job";
import { splitOf } from "../../../src/backends/threads/parts";
import { roundUp, Sharing } from "../../../src/backends/threads/sharing";
import { copyOf, Dice, difference } from "./calls";

const JOB = 3;
const words = wordsOf(2); // the only one that is there: its place does not depend on the others

/** A softmax of 160 rows, shared with one worker; `act` is called before each part that this thread computes. */
function share(act: (control: Int32Array, arena: Arena, yAt: (slot: number) => number) => void) {
  const [outer, length] = [160, 10];
  const x = Float32Array.from(new Dice(1).floats(outer * length));
  const call: AnyCall = { x, y: new Float32Array(x.length) };
  const lines = { outer, length, inner: 1 };
  const split = splitOf("softmax", lines, call, false)!;
  const layout = layoutOf(split, 40);
  const arena = new Arena(sharedMemory(2 ** 18));
  const firsts: number[] = [];
  const yAt = (slot: number) => slotsAt(layout, 2) + slot * layout.slotBytes + layout.places[1]!;
  const executor: Executor = {
    run(kernel, geometry, part) {
      act(arena.control, arena, yAt);
      firsts.push(((part as unknown as { x: Float32Array }).x.byteOffset - x.byteOffset) / 4 / length);
      reference.run(kernel, geometry, part);
    },
  };
  const terms = { split, layout, least: 4, most: 40 };
  const sharing = new Sharing(terms, call, executor, arena, JOB, [words], new ArrayBuffer(layout.slotBytes));
  const areAllThere = sharing.run(20);
  const expected = copyOf(call);
  reference.run("softmax", lines, expected as never);
  return { areAllThere, helped: sharing.helped, firsts, found: difference(call, expected) };
}

test("what no worker takes, this thread computes", () => {
  const { firsts, ...result } = share(() => {});
  expect(result).toEqual({ areAllThere: true, helped: 0, found: null });
  expect(firsts.slice(-2)).toEqual([0, 40]); // the two slots, in the end
});

test("what a worker refuses, this thread computes", () => {
  const result = share((control) => {
    for (const state of words.state)
      Atomics.compareExchange(control, state, stateOf(JOB, FILLED), stateOf(JOB, REFUSED));
  });
  expect(result).toMatchObject({ areAllThere: true, helped: 0, found: null });
});

test("what a worker takes and never finishes, this thread computes, and says that one is lost", () => {
  const result = share((control) => {
    Atomics.compareExchange(control, words.state[1], stateOf(JOB, FILLED), stateOf(JOB, TAKEN));
  });
  expect(result).toMatchObject({ areAllThere: false, helped: 0, found: null });
});

test("what a worker has left in its slot goes to the rows of its part", () => {
  let isFirst = true;
  const { found, helped } = share((control, arena, yAt) => {
    if (!isFirst) return;
    isFirst = false;
    arena.copyIn(new Float32Array(400).fill(7), { runs: 1, stride: 0, start: 0, count: 400 }, yAt(1));
    Atomics.store(control, words.state[1], stateOf(JOB, FINISHED));
  });
  expect(helped).toBe(1);
  expect(found).toMatch(/^y\[400\]: 7, /); // rows 40 to 80 are this worker's, who has computed nonsense
});

test("sizes are rounded up to whole steps", () => {
  expect([0, 1, 4, 4.1].map((n) => roundUp(n, 4))).toEqual([0, 4, 4, 8]);
});
