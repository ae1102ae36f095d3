/** Time of one call, taken inside the contestant's process. */

import type { Call } from "./peers/peer";

/** Nanoseconds a call. Synchronous calls are not awaited: an `await` costs more than a small call. */
export async function timed(call: Call, calls: number): Promise<number> {
  const start = process.hrtime.bigint();
  let pending = call.run();
  if (pending instanceof Promise) {
    await pending;
    for (let i = 1; i < calls; i++) await call.run();
  } else {
    for (let i = 1; i < calls; i++) pending = call.run();
  }
  return Number(process.hrtime.bigint() - start) / calls;
}

const LEAST_CALLS = 3; // for calls longer than the warm-up

/**
 * Runs for `warmMs`.
 *
 * @returns how many calls take about `sampleMs`.
 */
export async function warm(call: Call, warmMs: number, sampleMs: number): Promise<number> {
  let spent = 0;
  let batch = 1;
  let last = 0;
  for (let calls = 0; calls < LEAST_CALLS || spent < warmMs * 1e6; calls += batch) {
    last = await timed(call, batch);
    spent += last * batch;
    batch = Math.max(1, Math.min(1000, Math.round((warmMs * 1e5) / last))); // a tenth of the warm-up
  }
  return Math.max(1, Math.round((sampleMs * 1e6) / last));
}
