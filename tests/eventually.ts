/** Waiting in tests for what happens at its own time. */

import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE = 60_000; // ms: a busy machine may let a worker wait for seconds

/** Waits until something holds, and does something again and again meanwhile; fails if it never holds. */
export async function eventually(holds: () => boolean, meanwhile: () => unknown = () => {}): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!holds() && performance.now() < end) {
    meanwhile();
    await sleep(5);
  }
  expect(holds()).toBe(true);
}
