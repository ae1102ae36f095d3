/** Calls that several threads compute together: the same bits, whatever becomes of the workers. */

import { KERNELS, type KernelName } from "../../../src/backends/table";
import { LIMITS, type Team } from "../../../src/backends/threads/team";
import { eventually } from "../../eventually";
import { Dice, randomCall } from "./calls";
import {
  allListen,
  compare,
  RUNNERS,
  shareAsUsual,
  shareEverything,
  stopTeams,
  teamOf,
  whatTeamsSaid,
} from "./teams";

const NAMES = Object.keys(KERNELS) as KernelName[];
const SIMD = RUNNERS[1]!;

beforeEach(shareEverything);
afterEach(() => {
  stopTeams();
  shareAsUsual();
  expect(whatTeamsSaid()).toEqual([]);
});

/** Compares random calls, and returns how many of them were shared. */
function compareRandom(team: Team, calls: number, seed: number, most = 8000): number {
  const dice = new Dice(seed);
  let shared = 0;
  for (let i = 0; i < calls; i++) {
    const [kernel, runner] = [dice.of(NAMES), dice.of(RUNNERS)];
    const call = randomCall(kernel, dice, most);
    const { shared: isShared, found } = compare(team, runner, kernel, call);
    if (found !== null)
      throw new Error(`${kernel} on ${runner.name}, ${JSON.stringify(call.geometry)}: ${found}`);
    shared += Number(isShared);
  }
  return shared;
}

test.each([1, 2, 3, 6])("%p workers: every kernel gives the bits of one thread", async (workers) => {
  const team = await teamOf(workers);
  const shared = new Set<KernelName>();
  for (const kernel of NAMES)
    for (const [i, runner] of RUNNERS.entries())
      for (let seed = 0; seed < 6; seed++) {
        const call = randomCall(kernel, new Dice(100 * seed + 10 * workers + i), 8000);
        const { shared: isShared, found } = compare(team, runner, kernel, call);
        if (isShared) shared.add(kernel);
        expect({ kernel, runner: runner.name, found }).toEqual({ kernel, runner: runner.name, found: null });
      }
  // What is added up over all lines is not cut.
  expect(NAMES.filter((name) => !shared.has(name))).toEqual(["crossEntropyProbsWeightGrad"]);
  expect(team.helped).toBeGreaterThan(100);
});

test("planes that one thread takes in tiles, and long sums of products, are the same bits", async () => {
  const team = await teamOf(2);
  const dice = new Dice(3);
  const lines = { outer: 1, length: 2500, inner: 512 };
  const x = Float32Array.from(dice.floats(2500 * 512));
  const targets = Int32Array.from({ length: 512 }, (_, i) => (i * 7) % 2500);
  const call = {
    ...{ x, dx: new Float32Array(x.length), targets, losses: new Float64Array(512) },
    ...{ scale: Float64Array.of(0.5), weights: null, total: null, labelSmoothing: 0.1 },
  };
  expect(compare(team, SIMD, "crossEntropy", { geometry: lines, call })).toEqual({
    shared: true,
    found: null,
  });
  for (const transposedA of [false, true])
    for (const transposedB of [false, true])
      for (const [n, m] of [
        [256, 130],
        [130, 256],
      ] as const) {
        const geometry = { n, k: 2500, m, transposedA, transposedB };
        const sides = { a: x.subarray(0, n * 2500), b: x.subarray(0, 2500 * m), bias: x.subarray(0, m) };
        const product = { geometry, call: { ...sides, y: new Float32Array(n * m) } };
        expect(compare(team, SIMD, "matmul", product)).toEqual({ shared: true, found: null });
      }
});

test.each(RUNNERS)("$name: sums over all lines are the same bits, of rows and of planes", async (runner) => {
  const team = await teamOf(2);
  const noise = Float32Array.from(new Dice(4).floats(400_000));
  for (const lines of [
    { outer: 4000, length: 100, inner: 1 },
    { outer: 43, length: 9000, inner: 1 },
    { outer: 6, length: 3, inner: 22_000 },
    { outer: 9, length: 21, inner: 2000 },
  ]) {
    const count = lines.outer * lines.inner;
    const x = noise.slice(0, count * lines.length);
    const targets = Int32Array.from({ length: count }, (_, i) => i % lines.length);
    const call = {
      ...{ x, dx: x.slice(), targets, losses: null, total: Float64Array.of(1) },
      ...{ scale: Float64Array.of(0.5), weights: null, labelSmoothing: 0 },
    };
    const before = team.helped;
    for (let i = 0; i < 200 && team.helped === before; i++) {
      const result = compare(team, runner, "crossEntropy", { geometry: lines, call });
      expect(result).toEqual({ shared: true, found: null });
    }
    expect(team.helped).toBeGreaterThan(before);
  }
});

test("units that fit no cache are not shared", async () => {
  const team = await teamOf(1);
  const shares = (length: number): boolean => {
    const x = new Float32Array(2 * length * 16);
    return team.run(SIMD, "softmax", { outer: 2, length, inner: 16 }, { x, y: x.slice() });
  };
  expect([shares(2 ** 15), shares(2 ** 15 + 1)]).toEqual([true, false]);
});

test("calls that differ in a number only, be it not finite or of another sign of 0, are not mistaken for each other", async () => {
  const team = await teamOf(1);
  const x = Float32Array.from(new Dice(5).floats(40_000));
  const nest = [{ size: x.length, strideA: 1, strideB: 1 }];
  const before = team.helped;
  for (let i = 0; i < 100 && team.helped < before + 20; i++)
    for (const alpha of [0, -0, NaN, Infinity, -Infinity, 0.5]) {
      const call = { y: x.map(() => -0), x, alpha };
      expect(compare(team, SIMD, "axpy", { geometry: nest, call })).toEqual({ shared: true, found: null });
    }
  expect(team.helped).toBeGreaterThanOrEqual(before + 20);
});

test("class weights with a scale for each line are not cut: the smallest of all decides who computes", async () => {
  const team = await teamOf(1);
  const [outer, length] = [64, 10];
  const call = {
    ...{ x: new Float32Array(640), dx: null, targets: new Int32Array(64), losses: new Float64Array(64) },
    ...{
      scale: new Float64Array(64).fill(1),
      weights: new Float32Array(10).fill(1),
      total: null,
      labelSmoothing: 0,
    },
  };
  expect(team.run(SIMD, "crossEntropy", { outer, length, inner: 1 }, call)).toBe(false);
  const single = { ...call, scale: Float64Array.of(1) };
  expect(team.run(SIMD, "crossEntropy", { outer, length, inner: 1 }, single)).toBe(true);
});

test("operands that do not fit the lines are left to one thread", async () => {
  const team = await teamOf(1);
  const lines = { outer: 64, length: 10, inner: 1 };
  expect(team.run(SIMD, "softmax", lines, { x: new Float32Array(640), y: new Float32Array(640) })).toBe(true);
  expect(team.run(SIMD, "softmax", lines, { x: new Float32Array(639), y: new Float32Array(640) })).toBe(
    false,
  );
});

test("a call that is larger than the memory from before gets more, and small ones go on", async () => {
  const team = await teamOf(2);
  expect(compareRandom(team, 20, 1)).toBeGreaterThan(5);
  expect(compareRandom(team, 1, 2, 4_000_000)).toBeGreaterThanOrEqual(0);
  const n = 1_500_000;
  const numbers = new Float32Array(n).fill(0.5);
  const call = { a: numbers, b: numbers.subarray(0, 1000), bias: null, y: new Float32Array(1500) };
  const geometry = { n: 1500, k: 1000, m: 1, transposedA: false, transposedB: false };
  expect(compare(team, SIMD, "matmul", { geometry, call })).toEqual({ shared: true, found: null });
  expect(compareRandom(team, 20, 3)).toBeGreaterThan(5);
});

test("small calls are left to one thread", async () => {
  const team = await teamOf(1);
  shareAsUsual();
  const lossOf = (outer: number, length: number) => {
    const x = new Float32Array(outer * length);
    const call = {
      ...{ x, dx: x.slice(), targets: new Int32Array(outer), losses: new Float64Array(outer) },
      ...{ scale: Float64Array.of(1), weights: null, total: null, labelSmoothing: 0 },
    };
    return team.run(SIMD, "crossEntropy", { outer, length, inner: 1 }, call);
  };
  expect([lossOf(32, 10), lossOf(128, 1000), lossOf(1024, 1000)]).toEqual([false, false, true]);
});

test("calls that sharing has made slower are left to one thread, others are not", async () => {
  const x = new Float32Array(200_000);
  const nest = [{ size: x.length, strideA: 1, strideB: 1 }];
  /** A team with this share, and calls of it, of which the first six try both ways. */
  const callsOf = async (share: number) => {
    LIMITS.share = share;
    const team = await teamOf(1);
    const call = (): void => {
      expect(team.run(SIMD, "exp", nest, { x, y: x.slice() })).toBe(true);
    };
    for (let i = 0; i < 6; i++) call();
    return { team, call, before: team.helped };
  };
  const slower = await callsOf(1e-9);
  for (let i = 0; i < 8; i++) slower.call(); // before the other way is tried again
  expect(slower.team.helped).toBe(slower.before);
  const faster = await callsOf(1e9);
  // A busy machine may not let the worker run in time: then this thread computes the parts itself.
  await eventually(() => faster.team.helped > faster.before, faster.call);
});

test("workers that vanish without a word leave every result right", async () => {
  const team = await teamOf(2);
  LIMITS.patience = 50;
  expect(compareRandom(team, 30, 5)).toBeGreaterThan(10);
  for (const thread of team.threads) thread.stop(); // some time from now, and nobody tells the team
  compareRandom(team, 60, 6);
  whatTeamsSaid(); // "it did not answer", where one vanished with a part
});

test("a worker that dies is told of, and another one takes its place", async () => {
  const team = await teamOf(2);
  for (let round = 0; round < 2; round++) {
    team.threads[0]!.post({ kind: "executes", backend: "none", module: {} }); // it cannot link that
    compareRandom(team, 30, 7);
    await eventually(() => team.listening === 1);
    expect(whatTeamsSaid().join()).toMatch(/WebAssembly/);
    await allListen(team, 2);
    expect(compareRandom(team, 30, 8)).toBeGreaterThan(10);
  }
});

test("a call that comes while another one runs is left to one thread", async () => {
  const team = await teamOf(1);
  const lines = { outer: 64, length: 10, inner: 1 };
  const call = () => ({ x: new Float32Array(640), y: new Float32Array(640) });
  const inside: boolean[] = [];
  const executor: typeof SIMD.executor = {
    run(...args) {
      inside.push(team.run(SIMD, "softmax", lines, call()));
      SIMD.executor.run(...args);
    },
  };
  expect(team.run({ ...SIMD, executor }, "softmax", lines, call())).toBe(true);
  expect(inside.length).toBeGreaterThan(0);
  expect(inside.every((taken) => !taken)).toBe(true);
});

test("an error of a kernel is thrown, and the next call is right", async () => {
  const team = await teamOf(1);
  const executor = {
    run() {
      throw new Error("no");
    },
  };
  const lines = { outer: 64, length: 10, inner: 1 };
  const call = () => ({ x: new Float32Array(640), y: new Float32Array(640) });
  expect(() => team.run({ ...SIMD, executor }, "softmax", lines, call())).toThrow("no");
  await allListen(team, 1);
  expect(compareRandom(team, 30, 9)).toBeGreaterThan(10);
});

test("a team that was stopped shares nothing", async () => {
  const team = await teamOf(1);
  team.stop();
  expect(compareRandom(team, 20, 10)).toBe(0);
  expect([team.listening, team.threads]).toEqual([0, []]);
});
