/** Whether threads pay, going by what calls have taken: made-up times. */

import type { Split } from "../../../src/backends/threads/parts";
import { Payoff, Payoffs } from "../../../src/backends/threads/payoff";

/** Runs so many calls, which take `shared` or `alone`, and says which of them were shared. */
function runs(payoff: Payoff, calls: number, shared: number, alone: number): boolean[] {
  return Array.from({ length: calls }, () => {
    const { shares } = payoff;
    payoff.record(shares, shares ? shared : alone);
    return shares;
  });
}

const shareOf = (calls: readonly boolean[]): number => calls.filter(Boolean).length / calls.length;

test("both ways are tried by turns, three times each", () => {
  expect(runs(new Payoff(0.95), 6, 1, 2)).toEqual([true, false, true, false, true, false]);
});

test("of long calls both ways are tried once", () => {
  const payoff = new Payoff(0.95, 1);
  expect(runs(payoff, 10, 1, 2)).toEqual([true, false, ...new Array(8).fill(true)]);
  expect(runs(payoff, 2, 1, 2)).toEqual([false, true]);
  const long = new Payoffs(0.95).of(
    "simd128",
    { kernel: "exp", way: "rounds", pieces: [], cost: 1, units: 3e7 } as unknown as Split,
    8,
  );
  expect(runs(long, 3, 1, 2)).toEqual([true, false, true]);
});

test.each([
  ["faster", 1, true],
  ["no more than a little faster", 1.95, false],
  ["slower", 3, false],
])("sharing that is %s", (_, shared, pays) => {
  const payoff = new Payoff(0.95);
  runs(payoff, 6, shared, 2);
  const next = runs(payoff, 1000, shared, 2);
  const trials = next.flatMap((shared, i) => (shared === pays ? [] : [i]));
  expect(trials.slice(0, 6)).toEqual([8, 25, 58, 123, 188, 253]); // 8, 16, 32 and then 64 calls between two
  expect(shareOf(next)).toBeCloseTo(pays ? 0.982 : 0.018, 2);
});

test("one call that took long for another reason changes nothing", () => {
  const payoff = new Payoff(0.95);
  runs(payoff, 6, 1, 2);
  runs(payoff, 1, 100, 2);
  expect(runs(payoff, 7, 1, 2)).toEqual(new Array(7).fill(true));
});

test("where the other cores become busy, calls stay alone after three, and are shared again when that pays again", () => {
  const payoff = new Payoff(0.95);
  runs(payoff, 6, 1, 2);
  expect(runs(payoff, 6, 5, 2)).toEqual([true, true, true, false, false, false]);
  runs(payoff, 1000, 5, 2);
  const again = runs(payoff, 100, 1, 2);
  expect(again.indexOf(true)).toBeLessThanOrEqual(64);
  expect(shareOf(again.slice(again.indexOf(true)))).toBeGreaterThan(0.8);
});

test("an infinite share is for tests: every call is shared", () => {
  expect(runs(new Payoff(Infinity), 100, 5, 1)).not.toContain(false);
});

test("calls of one kernel, with the same operands and of about the same size, are measured together", () => {
  const payoffs = new Payoffs(0.95);
  const split = { kernel: "exp", way: "rounds", pieces: [{ name: "x", half: null }], cost: 1, units: 1e6 };
  const of = (other: object, backend = "simd128", bytes = 8) =>
    payoffs.of(backend, { ...split, ...other } as unknown as Split, bytes);
  expect(of({ units: 1.1e6 })).toBe(of({}));
  const others = [
    of({ units: 4e6 }),
    of({ kernel: "log" }),
    of({ pieces: [{ name: "x", half: "float16" }] }),
    of({}, "relaxed-simd"),
    of({}, "simd128", 64),
  ];
  expect(new Set([of({}), ...others]).size).toBe(6);
});
