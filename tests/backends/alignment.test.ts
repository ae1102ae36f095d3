/** Large copies go between arrays of the same phase: others take 17 times as long on some machines. */

import { aligned, PHASE } from "../../src/backends/alignment";
import { Arena, sharedMemory } from "../../src/backends/threads/arena";
import { BACKENDS } from "./wasm/simdBackends";

test("what is aligned is followed by what has the same phase", () => {
  expect([0, 1, 64, 65].map(aligned)).toEqual([0, 64, 64, 128]);
});

/** Where the larger copies of `run` begin in the memories of WebAssembly, in bytes past a multiple of 64. */
function phasesIn(run: () => void): number[] {
  const { set } = Float32Array.prototype;
  const phases: number[] = [];
  const inMemory = ({ buffer }: Float32Array): boolean => buffer.byteLength % 65536 === 0;
  const watched = function (this: Float32Array, from: Float32Array, at = 0): void {
    if (from.byteLength > 2112) {
      if (inMemory(this)) phases.push((this.byteOffset + 4 * at) % 64);
      if (inMemory(from)) phases.push(from.byteOffset % 64);
    }
    set.call(this, from, at);
  };
  Float32Array.prototype.set = watched as typeof set;
  try {
    run();
  } finally {
    Float32Array.prototype.set = set;
  }
  return phases;
}

const numbers = (n: number) => new Float32Array(n).fill(0.5);
const [x, y] = [numbers(400_001), numbers(400_001)]; // no multiple of a page: it is not taken for a memory
const lines = { outer: 400, length: 1000, inner: 1 };
const [rows, result] = [x.subarray(0, 400_000), y.subarray(0, 400_000)];
const nest = [{ size: 400_000, strideA: 1, strideB: 1 }];

describe.each(BACKENDS)("%s", (_, { run }) => {
  test.each([
    ["rows", () => run("softmax", lines, { x: rows, y: result })],
    ["planes", () => run("softmax", { outer: 1, length: 100, inner: 4000 }, { x: rows, y: result })],
    ["elements", () => run("add", nest, { a: rows, b: rows, y: result })],
    ["a step of an optimizer", () => run("axpy", nest, { x: rows, y: result, alpha: 0.5 })],
  ])("%s", (_, call) => {
    const phases = phasesIn(call);
    expect(phases.length).toBeGreaterThan(10);
    expect([...new Set(phases)]).toEqual([PHASE]);
  });
});

test("between threads", () => {
  const arena = new Arena(sharedMemory(2 ** 21));
  const all = { runs: 1, stride: 0, start: 0, count: rows.length };
  const phases = phasesIn(() => {
    arena.copyIn(rows, all, PHASE);
    arena.copyOut(result, all, PHASE);
  });
  expect(phases.length).toBeGreaterThan(10);
  expect([...new Set(phases)]).toEqual([PHASE]);
});
