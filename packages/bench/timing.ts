/** Time of one call, taken inside the contestant's process. */

import type { Call } from "./peers/peer";

/** Nanoseconds a call. Synchronous calls are not awaited: an `await` costs more than a small call. */
async function timed(call: Call, calls: number): Promise<number> {
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
const LONG_NS = 200e6;

/**
 * Runs for `warmMs`.
 *
 * @returns how many calls take about `sampleMs`, and the nanoseconds of one.
 */
export async function warm(
  call: Call,
  warmMs: number,
  sampleMs: number,
): Promise<{ calls: number; ns: number }> {
  let spent = 0;
  let batch = 1;
  let ns = 0;
  for (let calls = 0; calls < LEAST_CALLS || spent < warmMs * 1e6; calls += batch) {
    ns = await timed(call, batch);
    spent += ns * batch;
    if (ns > LONG_NS && calls > 0) break;
    batch = Math.max(1, Math.min(1000, Math.round((warmMs * 1e5) / ns))); // a tenth of the warm-up
  }
  return { calls: Math.max(1, Math.round((sampleMs * 1e6) / ns)), ns };
}

const pageFaults = (): number => process.resourceUsage().minorPageFault;

/** Nanoseconds and page faults a call. */
export async function sample(
  call: Call,
  calls: number,
  settleMs: number | null,
): Promise<{ ns: number; faults: number }> {
  if (settleMs !== null) {
    const end = performance.now() + settleMs;
    do await timed(call, 1);
    while (performance.now() < end);
  }
  const before = pageFaults();
  const ns = await timed(call, calls);
  return { ns, faults: (pageFaults() - before) / calls };
}
