/** Processes of one program, of which there are always as many: one that dies is replaced. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

const MOST_DEATHS = 5; // more are no accidents

export interface Fleet {
  /** Rejects once replacing does not help. */
  readonly lost: Promise<never>;
  /** Kills all of them. */
  readonly stop: () => Promise<void>;
}

export function startFleet(size: number, program: URL, args: readonly string[]): Fleet {
  const alive = new Set<ChildProcess>();
  let deaths = 0;
  let stopping = false;
  let reject!: (error: Error) => void;
  const lost = new Promise<never>((_, no) => {
    reject = no;
  });

  const start = (): void => {
    const worker = fork(program, args);
    alive.add(worker);
    worker.once("exit", (code, signal) => {
      alive.delete(worker);
      if (stopping) return;
      deaths++;
      if (deaths > MOST_DEATHS) reject(new Error(`workers keep dying, the last one of ${code ?? signal}`));
      else start();
    });
  };
  for (let i = 0; i < size; i++) start();

  return {
    lost,
    stop: async () => {
      stopping = true;
      const exits = [...alive].map((worker) => once(worker, "exit"));
      for (const worker of alive) worker.kill("SIGKILL"); // reaches one that sleeps, too
      await Promise.all(exits);
    },
  };
}
