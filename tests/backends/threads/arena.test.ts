import { Arena, KINDS, kindOf, movesOf, sharedMemory } from "../../../src/backends/threads/arena";
import type { TypedArray } from "../../../src/dtype";

test("every kind of array has its number", () => {
  for (const [i, Kind] of KINDS.entries()) expect(kindOf(new Kind(1))).toBe(i);
  expect(kindOf(new Int8Array(1) as never)).toBe(-1);
});

test("this Node copies between memories by an instruction, if it has several memories in a module", () => {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => never } })
    .WebAssembly;
  const hasThem = Number(process.versions.node.split(".")[0]) >= 22;
  expect(movesOf(new Memory({ initial: 1 }), sharedMemory(1)) !== null).toBe(hasThem);
});

/** An engine without several memories in a module. */
function withoutInstruction(make: () => Arena): Arena {
  const wasm = (globalThis as unknown as { WebAssembly: { Module: unknown } }).WebAssembly;
  const { Module } = wasm;
  wasm.Module = class {
    constructor() {
      throw new Error("no");
    }
  };
  try {
    return make();
  } finally {
    wasm.Module = Module;
  }
}

describe.each([
  ["as this engine copies", () => new Arena(sharedMemory(400_000))],
  ["by arrays", () => withoutInstruction(() => new Arena(sharedMemory(400_000)))],
])("%s", (_, make) => {
  test.each([
    [1, 0, 5, 20_000],
    [1, 0, 0, 1],
    [300, 40, 3, 17],
    [7, 5000, 100, 4500],
    [20_000, 2, 1, 1],
  ])("%p runs, %p apart, from %p on, %p long, go in and come out elsewhere", (runs, stride, start, count) => {
    const arena = make();
    for (const [kind, Kind] of KINDS.entries()) {
      const length = start + (runs - 1) * stride + count;
      const from = new Kind(length) as TypedArray;
      for (let i = 0; i < length; i++) from[i] = (kind === 5 ? BigInt(i + 1) : (i + 1) % 251) as never;
      arena.copyIn(from, { runs, stride, start, count }, 64);
      const to = new Kind(length) as TypedArray;
      arena.copyOut(to, { runs, stride, start, count }, 64);
      const expected = new Kind(length) as TypedArray;
      for (let r = 0; r < runs; r++) {
        const at = start + r * stride;
        expected.set(from.subarray(at, at + count) as never, at);
      }
      expect(Buffer.compare(Buffer.from(to.buffer), Buffer.from(expected.buffer))).toBe(0);
    }
  });

  test("a thread's own memory grows, and keeps what is there", () => {
    const arena = make();
    new Uint8Array(arena.own(10))[3] = 7;
    const grown = arena.own(300_000);
    expect(grown.byteLength).toBeGreaterThanOrEqual(300_000);
    expect(new Uint8Array(grown)[3]).toBe(7);
    arena.put(100_000, 0, 8);
    arena.take(200_000, 100_000, 8);
    expect(new Uint8Array(arena.own(1))[200_003]).toBe(7);
  });
});
