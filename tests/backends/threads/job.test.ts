import {
  ASLEEP,
  CONTROL,
  callOf,
  DONE,
  JOB,
  layoutOf,
  MOST_THREADS,
  stateOf,
  wordsOf,
} from "../../../src/backends/threads/job";
import { restOf, splitOf } from "../../../src/backends/threads/parts";
import { Halves, halvesOf } from "../../../src/values/half";

test("the words of the workers lie apart and within those of control", () => {
  const words = Array.from({ length: MOST_THREADS - 1 }, (_, i) => {
    const { ready, signal, state, units, asleep } = wordsOf(i);
    return [ready, signal, ...state, ...units, asleep];
  }).flat();
  expect(new Set(words).size).toBe(words.length);
  expect(Math.min(...words)).toBeGreaterThan(Math.max(JOB, DONE, ASLEEP));
  expect(4 * Math.max(...words)).toBeLessThan(CONTROL);
});

test("what another job left in a slot is none of the states of this one", () => {
  const states = [1, 2, 3, 2 ** 27 - 1].flatMap((job) => [0, 1, 2, 3, 4].map((state) => stateOf(job, state)));
  expect(new Set(states).size).toBe(states.length);
  expect(states.every((state) => state === (state | 0))).toBe(true);
});

test("arrays of a part lie in its slot, those of all before the slots", () => {
  const bits = new Uint16Array(600);
  const call = {
    ...{ x: halvesOf(bits, "float16"), dx: null, targets: new Int32Array(60), losses: new Float64Array(60) },
    ...{ scale: Float64Array.of(1), weights: new Float32Array(10), total: null, labelSmoothing: 0.1 },
  };
  const split = splitOf("crossEntropy", { outer: 60, length: 10, inner: 1 }, call, false)!;
  const layout = layoutOf(split, 20);
  expect(split.pieces.map(({ name }, i) => [name, layout.places[i]])).toEqual([
    ["x", 0],
    ["targets", 448], // 20 · 10 numbers of two bytes
    ["losses", 448 + 128],
    ["scale", 0],
    ["weights", 64],
  ]);
  expect([layout.wholeBytes, layout.slotBytes]).toEqual([128, 448 + 128 + 192]);
  const part = callOf(split, restOf(call), 5, new ArrayBuffer(1024), (i) => layout.places[i]!);
  expect(part["x"]).toBeInstanceOf(Halves);
  expect([part["x"], part["targets"], part["weights"]].map((array) => (array as Halves).length)).toEqual([
    50, 5, 10,
  ]);
  expect([part["dx"], part["total"], part["labelSmoothing"]]).toEqual([null, null, 0.1]);
});
