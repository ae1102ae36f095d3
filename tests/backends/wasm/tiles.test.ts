import { Generator, rand, randn } from "../../../src";
import type { Call } from "../../../src/backends/table";
import { operandsOf } from "../../../src/backends/table";
import { isNarrow } from "../../../src/backends/wasm/plan";
import type { Lines } from "../../../src/values/shape";
import { BACKENDS } from "./simdBackends";

type CrossEntropy = Call<"crossEntropy">;
interface Options {
  readonly weighted: boolean;
  readonly labelSmoothing: number;
  readonly scales: "single" | "each" | "none";
}

const isTiled = (lines: Lines): boolean => isNarrow(lines, operandsOf("crossEntropy"));

/** A call with ignored lines, and with lines far from 0, of equal numbers, with an infinity and with NaN. */
function callOf(
  { outer, length, inner }: Lines,
  { weighted, labelSmoothing, scales }: Options,
): CrossEntropy {
  const generator = new Generator().manualSeed(length + inner);
  const count = outer * inner;
  const x = randn([count * length], { generator }).mul(3).data as Float32Array;
  const change = (line: number, to: (v: number, k: number) => number): void => {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    for (let k = 0; k < length; k++) x[start + k * inner] = to(x[start + k * inner]!, k);
  };
  change(1, (v) => v + 1000);
  change(2, () => -3e5);
  change(4, (v, k) => (k === length - 1 ? Number.POSITIVE_INFINITY : v));
  change(6, (v, k) => (k === 3 ? Number.NaN : v));
  change(7, (v, k) => (k === length >> 1 ? 90 : v - 20)); // nearly certain
  return {
    x,
    dx: scales === "none" ? null : new Float32Array(x.length).fill(99),
    targets: Int32Array.from({ length: count }, (_, i) =>
      i % 5 === 1 && i !== 1 ? -1 : (i * 7919 + 3) % length,
    ),
    losses: new Float64Array(count).fill(99),
    total: null,
    scale:
      scales === "each" ? Float64Array.from({ length: count }, (_, i) => 0.5 + i) : Float64Array.of(0.25),
    weights: weighted ? (rand([length], { generator }).data as Float32Array) : null,
    labelSmoothing,
  };
}

/** The positions from `first` on of all planes. */
function partOf(
  call: CrossEntropy,
  { outer, length, inner }: Lines,
  first: number,
  count: number,
): CrossEntropy {
  const pick = <A extends Float32Array | Float64Array | Int32Array>(from: A, planes: number): A => {
    const to = from.slice(0, planes * count) as A;
    for (let p = 0; p < planes; p++) {
      to.set(from.subarray(p * inner + first, p * inner + first + count), p * count);
    }
    return to;
  };
  return {
    ...call,
    x: pick(call.x as Float32Array, outer * length),
    dx: call.dx && pick(call.dx as Float32Array, outer * length),
    targets: pick(call.targets, outer),
    losses: pick(call.losses!, outer),
    scale: call.scale.length === 1 ? call.scale : pick(call.scale, outer),
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Where two arrays differ, -1 for nowhere; NaN is NaN. */
const firstDifference = (a: Float32Array | Float64Array, b: Float32Array | Float64Array): number =>
  bytesOf(a).equals(bytesOf(b)) ? -1 : a.findIndex((v, i) => !Object.is(v, b[i]));

describe.each(BACKENDS)("%s", (_, kernels) => {
  test.each<[Lines, number, Options]>([
    [{ outer: 1, length: 5000, inner: 300 }, 151, { weighted: false, labelSmoothing: 0, scales: "single" }],
    [{ outer: 2, length: 2100, inner: 511 }, 300, { weighted: true, labelSmoothing: 0.3, scales: "each" }],
    [{ outer: 1, length: 3000, inner: 512 }, 300, { weighted: true, labelSmoothing: 0, scales: "each" }],
    [{ outer: 1, length: 270_000, inner: 17 }, 15, { weighted: false, labelSmoothing: 0.1, scales: "none" }],
  ])("tiles of %j give the bits of planes of %d positions, with %j", (lines, width, options) => {
    const { outer, length, inner } = lines;
    expect(isTiled(lines)).toBe(true);
    const call = callOf(lines, options);
    const x = call.x as Float32Array;
    const before = x.slice();
    kernels.run("crossEntropy", lines, call);
    expect(firstDifference(x, before)).toBe(-1);
    for (let first = 0; first < inner; first += width) {
      const count = Math.min(width, inner - first);
      const part = partOf(call, lines, first, count);
      part.losses!.fill(7);
      part.dx?.fill(7);
      const narrow = { outer, length, inner: count };
      expect(isTiled(narrow)).toBe(false);
      kernels.run("crossEntropy", narrow, part);
      const tiled = partOf(call, lines, first, count);
      expect(firstDifference(tiled.losses!, part.losses!)).toBe(-1);
      if (part.dx) expect(firstDifference(tiled.dx as Float32Array, part.dx as Float32Array)).toBe(-1);
    }
  });

  test("ignored lines have exactly no loss and no gradient, the others numbers that are finite where the logits are", () => {
    const lines = { outer: 1, length: 5000, inner: 300 };
    const call = callOf(lines, { weighted: true, labelSmoothing: 0.1, scales: "single" });
    kernels.run("crossEntropy", lines, call);
    for (let i = 0; i < 300; i++) {
      const gradient = Array.from({ length: 5000 }, (_, k) => call.dx![k * 300 + i]!);
      if (call.targets[i]! < 0) {
        expect(call.losses![i]).toBe(0);
        expect(gradient.findIndex((v) => !Object.is(v, 0))).toBe(-1);
      } else {
        expect(Number.isFinite(call.losses![i])).toBe(i !== 4 && i !== 6);
      }
    }
  });
});

test.each(BACKENDS)("%s: the total of tiles is the sum of their losses, NaN among them too", (_, kernels) => {
  const lines = { outer: 2, length: 5000, inner: 300 };
  const odd = callOf(lines, { weighted: true, labelSmoothing: 0.1, scales: "single" });
  for (const call of [odd, { ...odd, x: (odd.x as Float32Array).map((v) => (Math.abs(v) < 1e6 ? v : 0)) }]) {
    const total = Float64Array.of(1);
    kernels.run("crossEntropy", lines, call);
    kernels.run("crossEntropy", lines, { ...call, losses: null, total });
    const expected = call.losses!.reduce((a, b) => a + b, 1);
    expect(Number.isNaN(expected)).toBe(call === odd);
    if (call === odd) expect(total[0]).toBeNaN();
    else expect(Math.abs(total[0]! - expected)).toBeLessThan(1e-13 * expected);
  }
});

test("tiles are for planes that are small and do not all fit in a block", () => {
  expect(isTiled({ outer: 1, length: 32000, inner: 512 })).toBe(true);
  expect(isTiled({ outer: 1, length: 32000, inner: 64 })).toBe(false); // whole
  expect(isTiled({ outer: 2, length: 3000, inner: 65536 })).toBe(false); // far apart
  expect(isTiled({ outer: 1000, length: 32000, inner: 1 })).toBe(false); // rows
});
