/**
 * Random calls of all kernels on random numbers of threads, each compared with one thread, to the bit; every thousandth call
 * loses a worker, with or without its team being told.
 *
 *   npx ts-node scripts/threads.ts --count 100000 --seed 1
 *
 * Fails at the first wrong bit, at a call that takes longer than ten seconds, and where memory has grown at the end.
 */

import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { reference } from "../src/backends/reference/executor.ts";
import { runWhole } from "../src/backends/slices.ts";
import { KERNELS, type KernelName } from "../src/backends/table.ts";
import { LIMITS, type Runner, Team } from "../src/backends/threads/team.ts";
import { RELAXED_SIMD, SIMD128 } from "../src/backends/wasm/binary.ts";
import { wasmExecutor } from "../src/backends/wasm/executor.ts";
import { copyOf, Dice, difference, randomCall } from "../tests/backends/threads/calls.ts";
import { exitWith } from "./exitWith.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
/** Calls between two changes of the number of threads, and between two workers lost. */
const CHANGE = 500;
const LOSS = 1000;
/** Bytes by which memory may be larger at the end than after a tenth of the calls. */
const GROWTH = 2 ** 28;

const kernels = Object.keys(KERNELS) as KernelName[];

function runners(): Runner[] {
  const found: Runner[] = [{ name: "reference", executor: reference, module: null }];
  for (const [name, base64] of Object.entries({ simd128: SIMD128, "relaxed-simd": RELAXED_SIMD })) {
    const executor = wasmExecutor(base64);
    if (executor !== null) found.push({ name, executor, module: executor.module });
  }
  return found;
}

/** Lets a team start its workers, and waits for them. */
async function listening(team: Team, runner: Runner, workers: number): Promise<void> {
  for (let i = 0; i < 1000 && team.listening < workers; i++) {
    const [x, y] = [new Float32Array(1000), new Float32Array(1000)];
    team.run(runner, "exp", [{ size: 1000, strideA: 1, strideB: 1 }], { x, y });
    await sleep(10);
  }
}

async function main(): Promise<number> {
  Object.assign(LIMITS, { call: 0, part: 0, share: Infinity });
  const dice = new Dice(Number(values.seed));
  const all = runners();
  const said = new Map<string, number>();
  const say = (what: string): void => void said.set(what, (said.get(what) ?? 0) + 1);
  let team = new Team(1, say, say);
  let [shared, helped, slowest, early] = [0, 0, 0, 0];
  for (let i = 1; i <= count; i++) {
    if (i % CHANGE === 0) {
      helped += team.helped;
      team.stop();
      const workers = 1 + dice.below(6);
      team = new Team(workers, say, say);
      if (dice.below(4) > 0) await listening(team, all[0]!, workers);
    }
    if (i % LOSS === LOSS / 4) {
      const thread = team.threads[0];
      if (dice.below(2) === 0) thread?.stop();
      else thread?.post({ kind: "executes", backend: "none", module: {} });
    }
    const [kernel, runner] = [dice.of(kernels), dice.of(all)];
    const { geometry, call } = randomCall(kernel, dice, 1000 + dice.size(20_000));
    const [alone, together] = [copyOf(call), copyOf(call)];
    runWhole(runner.executor, kernel, geometry, alone);
    const start = performance.now();
    if (team.run(runner, kernel, geometry, together)) {
      shared++;
      slowest = Math.max(slowest, performance.now() - start);
      const found = difference(alone, together);
      if (found !== null || slowest > 10_000) {
        console.error(`call ${i}, ${kernel} on ${runner.name}, ${JSON.stringify(geometry)}: ${found}`);
        return 1;
      }
    }
    if (i % 10 === 0) await turn();
    if (i === Math.floor(count / 10)) early = process.memoryUsage().rss;
    if (i % 5000 === 0)
      console.log(`${i} calls, ${shared} shared, rss ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  }
  helped += team.helped;
  team.stop();
  const growth = process.memoryUsage().rss - early;
  console.log(
    `${count} calls, ${shared} shared, ${helped} parts by workers, slowest ${slowest.toFixed(0)} ms`,
  );
  console.log(`memory grew by ${Math.round(growth / 2 ** 20)} MB`, Object.fromEntries(said));
  return growth > GROWTH ? 1 : 0;
}

exitWith(main);
