/** A worker without a thread: what it finds in its slots decides what it does. */

import { Arena, kindOf, sharedMemory } from "../../../src/backends/threads/arena";
import {
  CONTROL,
  DONE,
  FILLED,
  FINISHED,
  JOB,
  layoutOf,
  REFUSED,
  stateOf,
  wordsOf,
} from "../../../src/backends/threads/job";
import { splitOf } from "../../../src/backends/threads/parts";
import { type Port, serve } from "../../../src/backends/threads/worker";

const words = wordsOf(2);
const x = Float32Array.from({ length: 16 }, (_, i) => i >> 1);
const split = splitOf("softmax", { outer: 8, length: 2, inner: 1 }, { x, y: new Float32Array(16) }, false)!;

/** Hands a worker a part of two lines in its second slot, as job `filled`, and tells it of job `told`. */
function work(filled: number, told: number, backend = "reference") {
  const port: Port = { onmessage: null };
  serve(port);
  const arena = new Arena(sharedMemory(65536));
  const { control } = arena;
  const send = (message: object): void => port.onmessage!({ data: message });
  send({ kind: "start", worker: 2 });
  send({ kind: "attach", memory: arena.memory });
  expect(control[words.ready]).toBe(1);
  send({ kind: "executes", backend: "reference", module: null });
  const layout = layoutOf(split, 2);
  const at = CONTROL + layout.slotBytes;
  arena.copyIn(x, kindOf(x), 1, 0, 4, 4, at + layout.places[0]!);
  control[JOB] = told;
  control[words.units[1]] = 2;
  control[words.state[1]] = stateOf(filled, FILLED);
  // It looks at the first slot first: with nothing there it would wait, so it finds one of the same job that fails.
  control[words.units[0]] = -1;
  control[words.state[0]] = stateOf(filled, FILLED);
  const wait = jest.spyOn(Atomics, "wait").mockImplementation(() => {
    control[JOB] = 0; // the job is over
    return "ok";
  });
  send({ kind: "plan", plan: 3, backend, split, layout });
  send({ kind: "job", job: told, plan: 3, rest: {}, slots: CONTROL });
  wait.mockRestore();
  const y = new Float32Array(8);
  arena.copyOut(y, kindOf(y), 1, 0, 4, 4, at + layout.places[1]!);
  return { states: words.state.map((word) => control[word]), done: control[DONE], y };
}

test("it computes what is in its slots, says so, and says too what it cannot", () => {
  const { states, done, y } = work(5, 5);
  expect(states).toEqual([stateOf(5, REFUSED), stateOf(5, FINISHED)]);
  expect(done).toBe(2);
  expect([...y]).toEqual([0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5]);
});

test("it leaves alone what belongs to another job", () => {
  const { states, done } = work(6, 5);
  expect(states).toEqual([stateOf(6, FILLED), stateOf(6, FILLED)]);
  expect(done).toBe(0);
});

test("an executor that it does not have it refuses", () => {
  expect(work(5, 5, "simd128").states).toEqual([stateOf(5, REFUSED), stateOf(5, REFUSED)]);
});
