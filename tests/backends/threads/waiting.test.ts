import { Worker } from "node:worker_threads";
import { changes, sleep, tell } from "../../../src/backends/threads/waiting";

const [WORD, ASLEEP] = [3, 5];
const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(64));

afterEach(() => {
  jest.restoreAllMocks();
});

test("a word that has changed is seen at once, one that does not for a moment only", () => {
  const control = words();
  control[WORD] = 7;
  expect(changes(control, WORD, 6, 0)).toBe(true);
  let now = 0;
  const clock = jest.spyOn(performance, "now").mockImplementation(() => now++);
  expect(changes(control, WORD, 7, 4)).toBe(false);
  expect(clock).toHaveBeenCalledTimes(5);
});

test("who sleeps says so, and who tells wakes only him", () => {
  const control = words();
  const notify = jest.spyOn(Atomics, "notify");
  tell(control, WORD, ASLEEP);
  expect([control[WORD], notify.mock.calls.length]).toEqual([1, 0]);
  const wait = jest.spyOn(Atomics, "wait").mockImplementation(() => {
    expect(control[ASLEEP]).toBe(1);
    tell(control, WORD, ASLEEP);
    return "ok";
  });
  expect(sleep(control, WORD, 1, ASLEEP, 10)).toBe(true);
  expect([control[WORD], control[ASLEEP], notify.mock.calls.length]).toEqual([2, 0, 1]);
  wait.mockImplementation(() => {
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
  expect(() => sleep(control, WORD, 2, ASLEEP, 10)).toThrow("Atomics.wait");
  expect(control[ASLEEP]).toBe(0);
});

test("sleep is over after its time, and at once where the word is another one already", () => {
  const control = words();
  expect(sleep(control, WORD, 0, ASLEEP, 1)).toBe(false);
  expect(sleep(control, WORD, 4, ASLEEP, 60_000)).toBe(true);
});

test("another thread wakes who sleeps", async () => {
  const control = words();
  const code = `
    const { workerData: { control, word, asleep } } = require("node:worker_threads");
    while (Atomics.load(control, asleep) === 0);
    Atomics.add(control, word, 1);
    Atomics.notify(control, word);
  `;
  const worker = new Worker(code, { eval: true, workerData: { control, word: WORD, asleep: ASLEEP } });
  expect(sleep(control, WORD, 0, ASLEEP, 60_000)).toBe(true);
  expect(control[WORD]).toBe(1);
  await worker.terminate();
});
