import { LIMITS } from "../../../src/backends/wasm/limits";

const call = (weights: readonly number[] | null, scale: readonly number[] = [1]) => ({
  x: new Float32Array(3),
  dx: null,
  targets: Int32Array.of(0),
  losses: Float64Array.of(1),
  total: null,
  scale: Float64Array.from(scale),
  weights: weights && Float32Array.from(weights),
  labelSmoothing: 0,
});

test("weights whose products with the scale would lose digits in float32 are not taken", () => {
  const { takes } = LIMITS.crossEntropy!;
  expect(takes!(call(null, [1e-40]))).toBe(true);
  expect(takes!(call([1, 0, 1e-29]))).toBe(true);
  expect(takes!(call([1, 0, -1e-31]))).toBe(false);
  expect(takes!(call([1, 2, 1e-10], [1e-21]))).toBe(false);
  expect(takes!(call([1, 2, 1e-10], [0]))).toBe(true);
});

test("infinite weights of probabilities are not taken, those of classes are", () => {
  const probs = { ...call([1, Infinity, 2]), target: new Float32Array(3), stats: new Float64Array(2) };
  expect(LIMITS.crossEntropyProbs!.takes!(probs)).toBe(false);
  expect(LIMITS.crossEntropyProbs!.takes!({ ...probs, weights: null })).toBe(true);
  expect(LIMITS.crossEntropy!.takes!(call([1, Infinity, 2]))).toBe(true);
});

test("lines whose loss is not finite, or whose log-sum-exp is near 0 or infinite, are computed again", () => {
  const losses = Float64Array.of(1, Infinity, NaN, -Infinity, 0);
  const again = [0, 1, 2, 3, 4].map((line) => LIMITS.crossEntropy!.again({ ...call(null), losses }, line, 5));
  expect(again).toEqual([false, true, true, true, false]);
  const y = Float64Array.of(1, 0.01, -0.01, NaN, -5, 1 / 16);
  const x = new Float32Array(6);
  expect([0, 1, 2, 3, 4, 5].map((line) => LIMITS.logsumexp!.again({ x, y }, line, 6))).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("temperatures beyond float32 are not taken, and lines without probabilities are computed again", () => {
  const { takes, again } = LIMITS.score!;
  const numbers = () => new Float64Array(2);
  const out = { max: numbers(), cross: numbers(), place: numbers(), own: numbers(), rank: numbers() };
  const rest = Float64Array.of(NaN, 0);
  const scored = (x: Float32Array | Float64Array, temperature: number) => ({
    ...{ x, targets: Int32Array.of(0, 0), rest, ...out, temperature },
  });
  const floats = (temperature: number) => takes!(scored(new Float32Array(2), temperature));
  expect([1, 1e-9, 1e9, 1e-30, 1e30].map(floats)).toEqual([true, true, true, false, false]);
  expect(takes!(scored(new Float64Array(2), 1e300))).toBe(true);
  expect([0, 1].map((line) => again(scored(new Float32Array(2), 1), line, 2))).toEqual([true, false]);
});

test("of topK most of a line is left to the reference, and lines with a NaN are computed again", () => {
  const { takes, again } = LIMITS.topK!;
  const call = (length: number, k: number) => ({
    ...{
      x: new Float32Array(2 * length),
      values: new Float64Array(2 * k).fill(1),
      places: new Int32Array(2 * k),
    },
  });
  expect([takes!(call(8, 2)), takes!(call(8, 3))]).toEqual([true, false]);
  const { values, ...rest } = call(8, 2);
  values[2] = NaN;
  expect([0, 1].map((line) => again({ ...rest, values }, line, 2))).toEqual([false, true]);
});

test("a call that wants the sum of the losses comes to it line by line, without writing the gradients of all", () => {
  const { apart } = LIMITS.crossEntropy!;
  expect(apart!(call(null), 3)).toBeNull();
  const [dx, total] = [new Float32Array(3), Float64Array.of(8)];
  const { find, each, addUp } = apart!({ ...call(null), dx, losses: null, total }, 3)!;
  expect([find.dx, find.total, each.dx, each.total]).toEqual([null, null, dx, null]);
  expect(find.losses).toBe(each.losses);
  each.losses!.set([1, 2, 4]);
  addUp();
  expect(total[0]).toBe(15);
  const losses = new Float64Array(3);
  expect(apart!({ ...call(null), losses, total }, 3)!.each.losses).toBe(losses);
});

test("in float64 weights keep their digits, and infinite ones are not taken", () => {
  const double = (weights: readonly number[]) => ({ ...call(null), weights: Float64Array.from(weights) });
  expect(LIMITS.crossEntropy!.takes!(double([1, 1e-300]))).toBe(true);
  expect(LIMITS.crossEntropy!.takes!(double([1, Infinity]))).toBe(false);
  const probs = { target: new Float64Array(3), stats: new Float64Array(2) };
  expect(LIMITS.crossEntropyProbs!.takes!({ ...double([1, 1e-300]), ...probs })).toBe(true);
  expect(LIMITS.crossEntropyProbs!.takes!({ ...double([1, NaN]), ...probs })).toBe(false);
});
