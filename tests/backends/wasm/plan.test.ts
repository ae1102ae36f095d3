import type { AnyCall } from "../../../src/backends/table";
import { operandsOf } from "../../../src/backends/table";
import { choicesOf, Plan, presenceOf } from "../../../src/backends/wasm/plan";
import { BACKENDS } from "./simdBackends";

const { instance } = BACKENDS[0]![1];
const OPERANDS = operandsOf("crossEntropyProbs");
const NAMES = OPERANDS.map(([name]) => name);

/** Where the operands of a call lie, read as the module reads it. */
const headerOf = (call: number) => {
  const field = (name: string): number => (call + 16 + 8 * NAMES.indexOf(name)) / 4;
  return {
    length: instance.i32[call / 4]!,
    stride: instance.i32[call / 4 + 1]!,
    room: instance.i32[call / 4 + 2]!,
    pointer: (name: string): number => instance.i32[field(name)]!,
    step: (name: string): number => instance.i32[field(name) + 1]!,
    scalar: (name: string): number => instance.f64[field(name) / 2]!,
  };
};

/** Runs `x ↦ x + line`, in the place of x, through the module's memory, and says which blocks there were. */
function throughMemory(outer: number, length: number, inner: number, scale: Float64Array) {
  const lines = { outer, length, inner };
  const count = outer * inner;
  const x = Float32Array.from({ length: count * length }, (_, j) => j % 1000);
  const [target, dx] = [x.map((v) => v + 0.5), new Float32Array(x.length)];
  const [losses, stats] = [new Float64Array(count), new Float64Array(2 * count)];
  const weights = Float32Array.from({ length }, (_, k) => k);
  const call = { x, dx, target, losses, stats, scale, weights, labelSmoothing: 0.25 };
  const sizes: number[] = [];
  const forms = new Set<string>();
  const entry =
    (form: string) =>
    (at: number, n: number): number => {
      forms.add(form);
      const first = sizes.reduce((a, b) => a + b, 0);
      sizes.push(n);
      const { f32, f64 } = instance;
      const header = headerOf(at);
      const pointer = (name: string): number => header.pointer(name) / 4;
      expect([header.length, header.scalar("labelSmoothing"), header.pointer("dx")]).toEqual([
        length,
        0.25,
        header.pointer("x"),
      ]);
      expect(header.room).toBeGreaterThan(at);
      expect(f32[pointer("weights") + length - 1]).toBe(length - 1);
      for (let line = 0; line < n; line++) {
        const own = f64[(header.pointer("scale") + line * header.step("scale")) / 8]!;
        const number = scale.length === 1 ? first + line : own;
        f64[header.pointer("losses") / 8 + line] = number;
        f64.set([number, own], header.pointer("stats") / 8 + 2 * line);
        for (let k = 0; k < length; k++) {
          const here = form === "rows" ? line * length + k : k * header.stride + line;
          const value = f32[pointer("target") + here]! - 0.5;
          f32[pointer("x") + here] = value + number;
        }
      }
      return first === 0 ? 1 : 0;
    };
  const presence = presenceOf(choicesOf(OPERANDS), call as unknown as AnyCall);
  const plan = new Plan(
    instance,
    { bytes: 4, rows: entry("rows"), planes: entry("planes") },
    OPERANDS,
    lines,
    presence,
  );
  const content = plan.run(call as unknown as AnyCall);
  return { x, dx, losses, stats, sizes, forms, content };
}

test.each([
  [1, 1, 1],
  [5, 3, 1],
  [40_000, 1, 1],
  [1000, 40, 1],
  [3, 70_000, 1],
  [2, 4, 3],
  [2, 1, 70],
  [3, 40, 7],
  [2, 21, 9000],
  [1, 5000, 17],
  [2, 100_000, 3],
  [1, 300_000, 3],
])("every element of %d × %d × %d goes through once, with its line", (outer, length, inner) => {
  const count = outer * inner;
  const numbers = Float64Array.from({ length: count }, (_, line) => line);
  for (const scale of [numbers, Float64Array.of(7)]) {
    const { x, dx, losses, stats, sizes, content } = throughMemory(outer, length, inner, scale);
    const expected = x.map((v, j) => v + Math.floor(j / (length * inner)) * inner + (j % inner));
    expect(dx.findIndex((v, j) => v !== expected[j])).toBe(-1);
    expect(losses.findIndex((v, line) => v !== numbers[line])).toBe(-1);
    const own = numbers.map((_, line) => scale[scale.length === 1 ? 0 : line]!);
    expect(stats.filter((_, i) => i % 2 === 1).findIndex((v, line) => v !== own[line])).toBe(-1);
    expect(sizes.reduce((a, b) => a + b)).toBe(count);
    expect(content).toBe(sizes.length === 1);
  }
});

test("lines through planes that are long go one by one, as rows, so that memory stays small", () => {
  const { forms, sizes } = throughMemory(1, 300_000, 17, Float64Array.of(1));
  expect([[...forms], sizes]).toEqual([["rows"], new Array(17).fill(1)]);
  throughMemory(1, 2 ** 20, 16, Float64Array.of(1));
  throughMemory(1, 2 ** 15, 300, Float64Array.of(1));
  expect(instance.f32.byteLength).toBeLessThan(24 * 2 ** 20);
});

test("planes of many classes come in blocks of 128 positions, or whole where they are not large", () => {
  expect(throughMemory(1, 5000, 300, Float64Array.of(1)).sizes).toEqual([128, 128, 44]);
  expect(throughMemory(1, 5000, 200, Float64Array.of(1)).sizes).toEqual([200]);
  expect(throughMemory(1, 2, 9000, Float64Array.of(1)).sizes).toEqual([4096, 4096, 808]);
});

test("nothing is run where there are no lines", () => {
  expect(throughMemory(0, 5, 1, Float64Array.of(1)).sizes).toEqual([]);
});

test("an operand of another length than the lines have is refused before anything is copied", () => {
  const operands = operandsOf("softmax");
  const entry = (): number => {
    throw new Error("ran");
  };
  const plan = new Plan(
    instance,
    { bytes: 4, rows: entry, planes: entry },
    operands,
    { outer: 2, length: 3, inner: 1 },
    0,
  );
  for (const [x, y] of [
    [5, 6],
    [6, 7],
    [7, 6],
  ] as const)
    expect(() => plan.run({ x: new Float32Array(x), y: new Float32Array(y) })).toThrow(
      /has [57] elements, not 6/,
    );
});

test("a sum over all lines goes on from block to block, and stays as it was where the module is not content", () => {
  const operands = operandsOf("crossEntropy");
  const field = operands.findIndex(([name]) => name === "total");
  for (const content of [1, 0]) {
    const entry = (at: number, n: number): number => {
      const pointer = instance.i32[(at + 16 + 8 * field) / 4]!;
      instance.f64[pointer / 8]! += n;
      return content;
    };
    const lines = { outer: 2, length: 2, inner: 9000 };
    const [count, total] = [18_000, Float64Array.of(0.5)];
    const call = {
      x: new Float32Array(2 * count),
      dx: null,
      targets: new Int32Array(count),
      losses: null,
      total,
      scale: Float64Array.of(1),
      weights: null,
      labelSmoothing: 0,
    };
    const presence = presenceOf(choicesOf(operands), call);
    const plan = new Plan(instance, { bytes: 4, rows: entry, planes: entry }, operands, lines, presence);
    expect([plan.run(call), total[0]]).toEqual([content === 1, content === 1 ? 18_000.5 : 0.5]);
  }
});

test("what is absent, and what is one number for all lines, tells one plan from another", () => {
  const n = 2;
  const call = {
    x: new Float32Array(n),
    dx: new Float32Array(n),
    targets: new Int32Array(n),
    losses: new Float64Array(n),
    total: null,
    scale: new Float64Array(n),
    weights: new Float32Array(1),
    labelSmoothing: 0,
  };
  const operands = operandsOf("crossEntropy");
  const presences = [
    call,
    { ...call, dx: null },
    { ...call, weights: null },
    { ...call, losses: null },
    { ...call, total: new Float64Array(1) },
    { ...call, scale: new Float64Array(1) },
  ].map((other) => presenceOf(choicesOf(operands), other as unknown as AnyCall));
  expect(new Set(presences).size).toBe(6);
});
