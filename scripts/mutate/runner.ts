/** Runs tests in a worker, and starts another worker where one hangs or dies. */

import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Task } from "./worker";

/** A mutant may take so many times as long as the library does, and some time more. */
const SLOWER = 4;
const MORE = 5_000;
/** Milliseconds for the first run of a file of tests. */
const AT_MOST = 300_000;

export class Runner {
  #worker: ChildProcess | null = null;
  readonly #usual = new Map<string, number>();

  /** Whether the tests of a file pass. A run that takes too long or ends the process has not passed. */
  async passes(test: string, replaced: Task["replaced"]): Promise<boolean> {
    const usual = this.#usual.get(test);
    if (usual !== undefined) return this.#run({ test, replaced }, SLOWER * usual + MORE);
    const started = Date.now();
    if (!(await this.#run({ test, replaced: null }, AT_MOST)))
      throw new Error(`${test} fails without a mutant`);
    this.#usual.set(test, Date.now() - started);
    return this.passes(test, replaced);
  }

  #run(task: Task, limit: number): Promise<boolean> {
    this.#worker ??= fork(join(__dirname, "worker.ts"), { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const worker = this.#worker;
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
        resolve(passed);
      };
      const timer = setTimeout(() => worker.kill("SIGKILL"), limit);
      worker.once("message", (passed: boolean) => end(passed));
      worker.once("exit", () => {
        this.#worker = null;
        end(false);
      });
      worker.send(task);
    });
  }

  stop(): void {
    this.#worker?.kill();
  }
}
