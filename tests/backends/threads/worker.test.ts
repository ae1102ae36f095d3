/** A worker without a thread: what it finds in its slots decides what it does. */

import { Arena, sharedMemory } from "../../../src/backends/threads/arena";
import {
  DONE,
  FILLED,
  FINISHED,
  JOB,
  layoutOf,
  PLAN,
  REFUSED,
  slotsAt,
  stateOf,
  wordsOf,
} from "../../../src/backends/threads/job";
import { splitOf } from "../../../src/backends/threads/parts";
import { type Port, serve } from "../../../src/backends/threads/worker";

const words = wordsOf(2);
const x = Float32Array.from({ length: 16 }, (_, i) => i >> 1);
const split = splitOf("softmax", { outer: 8, length: 2, inner: 1 }, { x, y: new Float32Array(16) }, false)!;

/** A worker, and what the main thread does with it. */
function workerOf() {
  const port: Port = { onmessage: null };
  serve(port);
  const arena = new Arena(sharedMemory(65536));
  const { control } = arena;
  const send = (message: object): void => {
    control[words.posted]!++;
    port.onmessage!({ data: message });
  };
  send({ kind: "start", worker: 2 });
  send({ kind: "attach", memory: arena.memory });
  expect(control[words.ready]).toBe(1);
  send({ kind: "executes", backend: "reference", module: null });
  return { arena, control, send };
}

const layout = layoutOf(split, 2);
/** The numbers of two lines. */
const PART = { runs: 1, stride: 0, start: 4, count: 4 };
const plan = { kind: "plan", plan: 3, backend: "reference", split, layout, numbers: [], absent: [] };

/** Hands a worker a part of two lines in its second slot, as job `filled`, and lets it look while job `told` runs. */
function work(filled: number, told: number, backend = "reference") {
  const { arena, control, send } = workerOf();
  const at = slotsAt(layout, 2) + layout.slotBytes;
  arena.copyIn(x, PART, at + layout.places[0]!);
  control[JOB] = told;
  control[PLAN] = 3;
  control[words.units[1]] = 2;
  control[words.state[1]] = stateOf(filled, FILLED);
  // It looks at the first slot first: with nothing there it would wait, so it finds one of the same job that fails.
  control[words.units[0]] = -1;
  control[words.state[0]] = stateOf(filled, FILLED);
  const wait = jest.spyOn(Atomics, "wait").mockImplementation(() => {
    control[JOB] = 0; // the job is over, and no other comes
    return "timed-out";
  });
  send({ ...plan, backend });
  send({ kind: "look" });
  wait.mockRestore();
  expect(control[words.hears]).toBe(0);
  const y = new Float32Array(8);
  arena.copyOut(y, PART, at + layout.places[1]!);
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

test("it does one job after another, each once, and goes back to its event loop when none comes", () => {
  const { arena, control, send } = workerOf();
  const at = slotsAt(layout, 2);
  arena.copyIn(x, PART, at + layout.places[0]!);
  send(plan);
  const seen: unknown[] = [];
  const begin = (job: number): void => {
    control[PLAN] = 3;
    control[words.units[0]] = 2;
    control[words.state[0]] = stateOf(job, FILLED);
    control[words.state[1]] = stateOf(job, 0);
    control[JOB] = job;
  };
  begin(7);
  const wait = jest.spyOn(Atomics, "wait").mockImplementation(() => {
    seen.push([
      control[JOB],
      control[words.state[0]] === stateOf(control[JOB]!, FINISHED),
      control[words.hears],
    ]);
    if (control[JOB] === 7) begin(8);
    else control[JOB] = 0;
    return "timed-out"; // which is a reason to go only between jobs
  });
  send({ kind: "look" });
  wait.mockRestore();
  expect(seen).toEqual([
    [7, true, 1],
    [8, true, 1],
    [0, false, 1],
  ]);
  expect([control[words.hears], control[DONE]]).toEqual([0, 2]);
});

test("with another message it goes to its event loop before it looks at a job", () => {
  const { control, send } = workerOf();
  const wait = jest.spyOn(Atomics, "wait").mockImplementation(() => {
    control[words.posted]!++;
    control[JOB] = 9; // of a plan that stands in the message
    return "ok";
  });
  send({ kind: "look" });
  expect(wait).toHaveBeenCalledTimes(1);
  wait.mockRestore();
  expect([control[words.hears], control[words.heard], control[DONE]]).toEqual([0, 4, 0]);
});
