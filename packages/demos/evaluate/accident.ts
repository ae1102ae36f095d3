/** Accidents that happen to a worker in the middle of a shard. */

import type { Queue, QueueEvents } from "bullmq";
import type { Shard } from "./corpus.ts";
import type { Progress } from "./shardQueue.ts";

/**
 * - `kill`: SIGKILL, as when memory runs out. The shard is lost with its worker.
 * - `sleep`: it does nothing until its shard has been taken from it, and then goes on as if nothing had happened. The
 *   shard is scored twice. Another worker has to be there, which takes it.
 */
export type Accident = "kill" | "sleep";

export interface Victim {
  readonly pid: number;
  readonly shard: Shard;
  /** How many of its digits were scored by then. */
  readonly scored: number;
}

/** Lets the accident happen at the first report that finds its sender in the middle of the shard. */
export function cause(
  accident: Accident,
  queue: Queue<Shard>,
  events: QueueEvents,
  onAccident?: (victim: Victim) => void,
): void {
  let aiming = false;
  const aim = async ({ jobId, data }: { jobId: string; data: unknown }): Promise<void> => {
    if (aiming) return;
    aiming = true;
    const { pid } = data as Progress;
    process.kill(pid, "SIGSTOP"); // or it would be somewhere else before Redis has answered
    const job = (await queue.getJob(jobId))!;
    const last = job.progress as Progress;
    // It says that all digits are scored before it gives the shard back: who has not said so still has it.
    if (last.pid !== pid || last.digits === job.data.digits) {
      process.kill(pid, "SIGCONT");
      aiming = false;
      return;
    }
    events.off("progress", aim);
    if (accident === "kill") process.kill(pid, "SIGKILL");
    else events.on("stalled", (stalled) => stalled.jobId === jobId && process.kill(pid, "SIGCONT"));
    onAccident?.({ pid, shard: job.data, scored: last.digits });
  };
  events.on("progress", aim);
}
