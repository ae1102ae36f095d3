import { reference } from "../../src/backends/reference/executor";
import { runWhole, sliceOf, sumOf } from "../../src/backends/slices";
import type { AnyCall, Executor } from "../../src/backends/table";
import { BACKENDS } from "./wasm/simdBackends";

/** A loss of logits that follow from their places, without smoothing and weights. */
function lossOf(outer: number, length: number, inner: number): { lines: object; call: AnyCall } {
  const x = Float32Array.from({ length: outer * length * inner }, (_, i) => Math.sin(i * i) * 4);
  const targets = Int32Array.from({ length: outer * inner }, (_, i) => (i % 7 === 3 ? -1 : i % length));
  const call = { x, dx: x.slice(), targets, losses: null, total: Float64Array.of(3) };
  const rest = { scale: Float64Array.of(0.5), weights: null, labelSmoothing: 0 };
  return { lines: { outer, length, inner }, call: { ...call, ...rest } };
}

test("only large calls have slices, at most 256, of whole groups of rows unless these are long", () => {
  const slices = (outer: number, length: number, inner = 1) => sliceOf({ outer, length, inner });
  expect([slices(32, 10), slices(128, 1000), slices(1, 300_000), slices(0, 5)]).toEqual([0, 0, 0, 0]);
  expect(slices(1024, 1000)).toBe(68);
  expect(slices(256, 50257)).toBe(2);
  expect(slices(1000, 200_000)).toBe(4);
  expect(slices(1_000_000, 3)).toBe(21_848);
  expect(slices(2, 21, 65536)).toBe(1);
});

test("a call without a sum over all lines is one", () => {
  const { lines, call } = lossOf(1024, 300, 1);
  expect([sumOf("crossEntropy", call), sumOf("crossEntropy", { ...call, total: null })]).toEqual([
    "total",
    null,
  ]);
  expect(sumOf("softmax", call)).toBeNull();
  const geometries: unknown[] = [];
  const executor: Executor = {
    run(_, geometry) {
      geometries.push(geometry);
    },
  };
  runWhole(executor, "crossEntropy", lines, { ...call, total: null, losses: new Float64Array(1024) });
  expect(geometries).toEqual([lines]);
  runWhole(executor, "crossEntropy", lines, call);
  expect(geometries.slice(1)).toEqual([220, 220, 220, 220, 144].map((outer) => ({ ...lines, outer })));
});

test.each([["reference", reference] as const, ...BACKENDS])(
  "%s: slices give the gradient of the whole, and its sum but for rounding",
  (_, executor) => {
    for (const [outer, length, inner] of [
      [1024, 300, 1],
      [33, 9000, 1],
      [20, 21, 700],
      [7, 2, 30_000],
    ] as const) {
      const [whole, sliced] = [lossOf(outer, length, inner), lossOf(outer, length, inner)];
      executor.run("crossEntropy", whole.lines as never, whole.call as never);
      runWhole(executor, "crossEntropy", sliced.lines, sliced.call);
      expect(sliced.call["dx"]).toEqual(whole.call["dx"]);
      const [total, expected] = [sliced.call, whole.call].map(({ total: sum }) => (sum as Float64Array)[0]!);
      expect(Math.abs(total! / expected! - 1)).toBeLessThan(1e-12);
    }
  },
);
