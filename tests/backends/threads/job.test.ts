import { PHASE } from "../../../src/backends/alignment";
import { KERNELS, type KernelName, operandsOf } from "../../../src/backends/table";
import { sharedMemory } from "../../../src/backends/threads/arena";
import {
  ASLEEP,
  CONTROL,
  callOf,
  DONE,
  JOB,
  layoutOf,
  MOST_NUMBERS,
  MOST_THREADS,
  NUMBERS,
  numbersIn,
  PLAN,
  restOf,
  slotsAt,
  stateOf,
  wordsOf,
} from "../../../src/backends/threads/job";
import { splitOf } from "../../../src/backends/threads/parts";
import { Halves, halvesOf } from "../../../src/values/half";

test("the words of the workers lie apart and within those of control", () => {
  const words = Array.from({ length: MOST_THREADS - 1 }, (_, i) => {
    const { worker, state, units, ...others } = wordsOf(i);
    expect(worker).toBe(i);
    return [...state, ...units, ...Object.values(others)];
  }).flat();
  expect(new Set(words).size).toBe(words.length);
  expect(Math.min(...words)).toBeGreaterThan(Math.max(JOB, DONE, ASLEEP, PLAN));
  expect(4 * Math.max(...words)).toBeLessThan(NUMBERS);
});

test("there is room for the numbers of every kernel, before the arrays and the slots", () => {
  const counts = (Object.keys(KERNELS) as KernelName[]).map(
    (kernel) => operandsOf(kernel).filter(([, { layout }]) => layout === "scalar").length,
  );
  expect(Math.max(...counts)).toBeLessThanOrEqual(MOST_NUMBERS);
  const numbers = numbersIn(sharedMemory(65536));
  expect(numbers.byteOffset % 8).toBe(0);
  expect(numbers.byteOffset + numbers.byteLength).toBeLessThanOrEqual(CONTROL);
  expect(CONTROL % 64).toBe(PHASE);
  const layout = { places: [], wholeBytes: 64, slotBytes: 1024 };
  expect([0, 1, 2].map((worker) => slotsAt(layout, worker))).toEqual(
    [64, 64 + 2048, 64 + 4096].map((at) => CONTROL + at),
  );
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
  const rest = restOf(call);
  expect(rest).toEqual({ numbers: ["labelSmoothing"], absent: ["dx", "total"] });
  const plan = { kind: "plan", plan: 0, backend: "reference", split, layout, ...rest } as const;
  const part = callOf(plan, Float64Array.of(0.1), 5, new ArrayBuffer(1024), (i) => layout.places[i]!);
  expect(part["x"]).toBeInstanceOf(Halves);
  expect([part["x"], part["targets"], part["weights"]].map((array) => (array as Halves).length)).toEqual([
    50, 5, 10,
  ]);
  expect([part["dx"], part["total"], part["labelSmoothing"]]).toEqual([null, null, 0.1]);
});
