/** How many threads compute. */

import { warnOnce } from "../../console.ts";
import { describe } from "../../describe.ts";
import { shareCalls } from "../choose.ts";
import { WasmExecutor } from "../wasm/executor.ts";
import { MOST_THREADS } from "./job.ts";
import { obstacle } from "./spawn.ts";
import { Team } from "./team.ts";

let threads = 1;
let team: Team | null = null;

/** The workers and what they share. For tests. */
export const currentTeam = (): Team | null => team;

/** A warning is given when the call that found it has returned: `console.warn` may be anybody's. */
const warnLater = (topic: string, message: string): void => {
  Promise.resolve().then(() => warnOnce(topic, message));
};
const UNAVAILABLE = "no threads";

const NONE = "setNumThreads: one thread computes, as before, because ";

/**
 * Sets how many threads compute large calls: losses, softmaxes, products, `score`, operations element by element, optimizer
 * steps, whatever takes a quarter of a millisecond or more. The main thread is one of them; the others are workers. Calls that
 * turn out to take longer so, because their numbers have to be copied to the others, go back to one thread. Results are the
 * same bits for every number, and calls stay synchronous.
 *
 * Workers start at the first large call, which does not wait for them (it and the next take 4 to 10 ms longer), and keep no process
 * alive. The numbers of a call are copied to memory that the threads share; `setNumThreads(1)` ends the workers and gives it
 * back. In a browser the page has to be cross-origin isolated, and its Content-Security-Policy to allow workers of `blob:`.
 * Where there can be no workers, the number stays 1, and a warning says why, once.
 *
 * @param n - 1, which it is at first, to 64.
 * @throws TypeError for something that is no whole number, RangeError for one that is not positive or too large.
 * @example
 * setNumThreads(2);
 * getNumThreads(); // 2
 * setNumThreads(1);
 * @see torch.set_num_threads
 */
export function setNumThreads(n: number): void {
  if (typeof n !== "number" || !Number.isInteger(n)) throw notAThreadCount(n);
  if (n < 1 || n > MOST_THREADS) throw badThreadCount(n);
  if (n === threads) return;
  const why = n === 1 ? null : obstacle();
  if (why !== null) {
    warnOnce(UNAVAILABLE, NONE + why + ".");
    return;
  }
  useThreads(n);
}

function useThreads(n: number): void {
  team?.stop();
  threads = n;
  team = null;
  shareCalls(null);
  if (n === 1) return;
  const own = new Team(
    n - 1,
    (what) =>
      warnLater(
        "lost worker",
        `setNumThreads: a worker was lost: ${what}. Results are right; another one takes its place.`,
      ),
    (why) => {
      if (team === own) useThreads(1);
      warnLater(UNAVAILABLE, `${NONE}a worker could not start: ${why}.`);
    },
  );
  team = own;
  shareCalls((name, executor, kernel, geometry, call) => {
    const module = executor instanceof WasmExecutor ? executor.module : null;
    return own.run({ name, executor, module }, kernel, geometry, call);
  });
}

/**
 * How many threads compute large calls.
 *
 * @returns what `setNumThreads` has set; 1 at first, and where there can be no workers.
 * @example
 * getNumThreads(); // 1
 * @see torch.get_num_threads
 */
export const getNumThreads = (): number => threads;

export const notAThreadCount = (n: unknown): Error =>
  new TypeError(`set_num_threads expects an int, but got ${describe(n)}. Call setNumThreads(2).`);

export const badThreadCount = (n: number): Error =>
  new RangeError(
    `set_num_threads expects a positive integer, and here at most ${MOST_THREADS}: got ${n}. Call setNumThreads(1) for one thread.`,
  );
